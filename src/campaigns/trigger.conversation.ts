// What people write and tap, as candidates of the campaigns that answer it: at most one for each act.
import type { Tx } from '../kit/db.ts';
import { type Decision, decideAnswers, type LiveAnswer } from './conversations.ts';
import type { Candidate } from './trigger.admit.ts';
import type { TriggerEvent } from './trigger.batch.ts';
import type { OpenWatcher } from './trigger.watchers.ts';

interface Conversing {
  workspaceId: string;
  events: readonly TriggerEvent[];
  now: Date;
}

type Door = LiveAnswer & { watcher: OpenWatcher };

export async function findAnswers(
  tx: Tx,
  { workspaceId, events, now }: Conversing,
  doors: readonly OpenWatcher[],
): Promise<Candidate[]> {
  const answers = doors.flatMap((watcher): Door[] => {
    const { type, pageId, campaignId, door } = watcher;
    const start = watcher.trigger.conversation;
    // While one is paused another may answer.
    if (type !== 'conversation' || pageId === null || start === null || door.isPaused) return [];
    return [{ watcher, campaignId, pageId, start }];
  });
  const utterances = events.flatMap(({ pageId, ...event }) =>
    pageId === null ? [] : [{ ...event, pageId }],
  );
  if (answers.length === 0 || utterances.length === 0) return [];
  const decisions = await decideAnswers(tx, workspaceId, { utterances, answers, now });
  return decisions.map(toCandidate);
}

function toCandidate({ utterance, chosen, outcome }: Decision<Door>): Candidate {
  const { eventId, profileId, name, attributes, occurredAt: happenedAt } = utterance;
  return {
    watcher: chosen.answer.watcher,
    ...{ eventId, profileId, name, attributes, happenedAt },
    ...(outcome !== 'entered' && { refused: outcome }),
  };
}
