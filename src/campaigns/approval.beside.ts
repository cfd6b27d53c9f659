// What a definition names and does not hold: the filters of its segments, the texts of content blocks. Kept with a request for
// approval, so that nothing else is approved than what was asked for.
import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../kit/db.ts';
import { AppError, conflict } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { resolveFilter } from '../segments/resolve.ts';
import { getSegment } from '../segments/segments.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { listTexts, readText } from './campaign.texts.ts';
import { expandDefinition } from './content-blocks.expand.ts';

export interface Beside {
  /** By its id, with the segments within it written out; null: it is gone, or cannot be used. */
  segments: Record<string, GroupFilter | null>;
  /** Texts that hold content blocks, by field, with the blocks written out. */
  texts: Record<string, string>;
}

export async function readBeside(
  db: Db,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<Beside> {
  const ids = [definition.segment_id, definition.trigger?.segment_id ?? null].filter((id) => id !== null);
  const segments: Beside['segments'] = {};
  for (const id of ids) segments[id] = await findFilter(db, workspaceId, id);
  const { definition: expanded } = await expandDefinition(db, workspaceId, definition);
  const texts = listTexts(definition)
    .filter(({ text }) => text.includes('ContentBlock'))
    .map(({ field }) => [field, readText(expanded, field)]);
  return { segments, texts: Object.fromEntries(texts) };
}

async function findFilter(db: Db, workspaceId: string, id: string): Promise<GroupFilter | null> {
  try {
    const { filter } = await getSegment(db, workspaceId, parseId('seg', id));
    return await resolveFilter(db, workspaceId, filter);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Refuses (`conflict`) what names something else now than when it was asked for. @param then null: nobody kept it */
export function refuseChanged(then: Beside | null, now: Beside): void {
  if (then === null || isDeepStrictEqual(then, now)) return;
  const what = isDeepStrictEqual(then.segments, now.segments)
    ? 'A content block in its texts'
    : 'Its segment';
  throw conflict(
    `${what} has changed since approval was asked for.`,
    'Take the request back, look at the campaign again, and ask anew.',
  );
}
