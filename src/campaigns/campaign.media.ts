// The media a composed message names: in the library, and on the Page before anything is sent.
import { listMedia } from '../delivery/page-assets.ts';
import { ensureAttachment } from '../pages/media-attachments.ts';
import { findKnownMedia } from '../pages/media-library.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';

const mediaOf = ({ message }: CampaignDefinition): string[] =>
  message === null ? [] : [...new Set(listMedia(message.message))];

export async function listMediaProblems(
  { db }: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<Problem[]> {
  const named = mediaOf(definition);
  const known = await findKnownMedia(db, workspaceId, named);
  return named
    .filter((id) => !known.has(id))
    .map((id) =>
      problemAt('message.message', `The file ${id} is not in the library any more.`, 'Choose another one.'),
    );
}

/** Uploads to the Page what is not there yet, or expires soon. A call to Facebook: never within a transaction. */
export async function uploadMedia(
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<void> {
  if (definition.page_id === null) return;
  for (const mediaId of mediaOf(definition))
    await ensureAttachment(needs, workspaceId, definition.page_id, mediaId);
}
