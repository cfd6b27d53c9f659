// One action on many campaigns: each in a transaction of its own, each with its own answer, so that nothing is half done unseen.
import { AppError, conflict, invalid } from '../kit/errors.ts';
import { type Actor, PERMISSIONS } from '../kit/http/actor.ts';
import type { BulkAction } from './campaign.life.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { archive, changeTags, pause, removeDraft, resume, stop, unarchive } from './campaigns.ts';

export interface BulkResult {
  campaignId: number;
  /** null: it was done. */
  refused: { message: string; remedy: string | undefined } | null;
}

const SENDS: readonly BulkAction[] = ['pause', 'resume', 'stop'];

/** In the order of the ids; one that is named twice is done once. A failure of ours ends it: what is done stays done. */
export async function actOnMany(
  needs: CampaignNeeds,
  actor: Actor,
  campaignIds: readonly number[],
  { action, tag }: { action: BulkAction; tag: string | undefined },
): Promise<BulkResult[]> {
  if (SENDS.includes(action) && PERMISSIONS.indexOf(actor.permission) < PERMISSIONS.indexOf('send'))
    throw new AppError('forbidden', `To ${action} campaigns takes the permission to send.`);
  const act = actionOf(action, tag);
  const results: BulkResult[] = [];
  for (const campaignId of new Set(campaignIds)) {
    const refused = await act(needs, actor, campaignId).then(() => null, asRefusal);
    results.push({ campaignId, refused });
  }
  return results;
}

function asRefusal(error: unknown): { message: string; remedy: string | undefined } {
  if (!(error instanceof AppError)) throw error;
  return { message: error.message, remedy: error.remedy };
}

type Act = (needs: CampaignNeeds, actor: Actor, campaignId: number) => Promise<void>;

function actionOf(action: BulkAction, tag: string | undefined): Act {
  switch (action) {
    case 'pause':
      return pause;
    case 'resume':
      return resume;
    case 'stop':
      return stop;
    case 'archive':
      return archive;
    case 'unarchive':
      return unarchive;
    case 'delete':
      return removeDraft;
    case 'tag':
    case 'untag':
      return tagger(action, tag);
  }
}

function tagger(action: 'tag' | 'untag', tag: string | undefined): Act {
  if (tag === undefined) throw invalid('tag', 'Which tag is missing.', 'Name it.');
  const isOther = (one: string): boolean => one.toLowerCase() !== tag.toLowerCase();
  return (needs, actor, campaignId) =>
    changeTags(needs, actor, campaignId, (tags) => {
      if (action === 'tag') return [...tags, tag];
      if (tags.every(isOther)) throw conflict('It does not have this tag.');
      return tags.filter(isOther);
    });
}
