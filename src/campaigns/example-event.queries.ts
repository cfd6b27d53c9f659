// Something that happened, to look at a message with before its campaign waits for the next time.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import type { CampaignDefinition } from './campaign.contract.ts';

type Attributes = Record<string, unknown>;

/** Events of segments and conversations have names of their own. */
const OTHER_NAMES: Partial<Record<CampaignDefinition['delivery_type'], readonly string[]>> = {
  segment: ['segment_entered', 'segment_left'],
  conversation: ['messenger_message', 'messenger_postback', 'messenger_quick_reply'],
};

/** Names of what starts a message; none: nothing does, or a call of the API that says what happened. */
export const eventNamesOf = ({ delivery_type: type, trigger }: CampaignDefinition): readonly string[] =>
  type === 'event' || type === 'business_event'
    ? [...new Set((trigger?.events ?? []).map(({ event }) => event))]
    : (OTHER_NAMES[type] ?? []);

/** What the latest of these events carries: of this person, or (null) of anybody. undefined: it has not happened. */
export async function findExampleEvent(
  db: Db,
  workspaceId: string,
  { names, profileId }: { names: readonly string[]; profileId: number | null },
): Promise<Attributes | undefined> {
  let latest: { attributes: Attributes; at: Date } | undefined;
  for (const name of names) {
    const row = await maybeOne(
      db,
      sql<{ attributes: Attributes; at: Date }>`
      select attributes, occurred_at as at from events
       where workspace_id = ${workspaceId} and name = ${name}
         and ${profileId === null ? sql`true` : sql`profile_id = ${profileId}`}
       order by occurred_at desc, event_id desc limit 1`,
    );
    if (row && (latest === undefined || row.at > latest.at)) latest = row;
  }
  return latest?.attributes;
}
