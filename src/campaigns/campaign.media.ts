// The media a composed message names: in the library, and on the Page before anything is sent.
import { listMedia } from '../delivery/page-assets.ts';
import { listContents } from '../delivery/plan-contents.ts';
import { ensureAttachment } from '../pages/media-attachments.ts';
import { findKnownMedia } from '../pages/media-library.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';

/** Of every variant and language, by where they are named. */
const mediaOf = (definition: CampaignDefinition): Map<string, string> =>
  new Map(
    listContents(definition).flatMap(({ at, message }) =>
      listMedia(message?.message).map((id) => [id, `${at}message.message`] as const),
    ),
  );

export async function listMediaProblems(
  { db }: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<Problem[]> {
  const named = mediaOf(definition);
  const known = await findKnownMedia(db, workspaceId, [...named.keys()]);
  return [...named]
    .filter(([id]) => !known.has(id))
    .map(([id, field]) =>
      problemAt(field, `The file ${id} is not in the library any more.`, 'Choose another one.'),
    );
}

/** Uploads to the Page what is not there yet, or expires soon. A call to Facebook: never within a transaction. */
export async function uploadMedia(
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<void> {
  if (definition.page_id === null) return;
  for (const mediaId of mediaOf(definition).keys())
    await ensureAttachment(needs, workspaceId, definition.page_id, mediaId);
}
