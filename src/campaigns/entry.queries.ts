// Entries: everybody who came to the door of a campaign that waits for what people do, let in or turned away.
import { sql } from 'kysely';
import { execute, jsonText, many, type Tx } from '../kit/db.ts';
import type { EntryOutcome } from './entry.outcomes.ts';

export interface NewEntry {
  campaignId: number;
  occurrence: number;
  profileId: number;
  eventId: number | null;
  /** Of the event; api: a call of the API. */
  name: string;
  attributes: Record<string, unknown>;
  happenedAt: Date;
}

const toRow = (entry: NewEntry) => ({
  campaign_id: entry.campaignId,
  occurrence: entry.occurrence,
  profile_id: entry.profileId,
  event_id: entry.eventId,
  name: entry.name,
  attributes: entry.attributes,
  happened_at: entry.happenedAt,
});

const COLUMNS = sql`campaign_id bigint, occurrence int, profile_id bigint, event_id bigint, name text, attributes jsonb,
                    happened_at timestamptz`;

/** People who are let in. Returns their entries' ids, in their order. */
export async function insertEntered(
  tx: Tx,
  workspaceId: string,
  entries: readonly NewEntry[],
  { outcome, now }: { outcome: 'entered' | 'run_started'; now: Date },
): Promise<number[]> {
  if (entries.length === 0) return [];
  const rows = entries.map((entry, place) => ({ ...toRow(entry), place }));
  const written = await many<{ id: number }>(
    tx,
    sql`
    insert into entries (workspace_id, campaign_id, occurrence, profile_id, event_id, name, attributes, happened_at, entered_at, outcome)
    select ${workspaceId}, campaign_id, occurrence, profile_id, event_id, name, attributes, happened_at, ${now}, ${outcome}
      from json_to_recordset(${jsonText(rows)}::json) as r (place int, ${COLUMNS})
     order by place
    returning entry_id as id`,
  );
  // Ids are given out in the order of the rows.
  return written.map((row) => row.id).sort((a, b) => a - b);
}

export type TurnedAway = NewEntry & { outcome: Exclude<EntryOutcome, 'entered' | 'run_started'> };

/**
 * People who are turned away. Of one who is again for the same reason the last time stays, with how often: somebody who does
 * every second what they get nothing for does not fill the table.
 */
export async function insertTurnedAway(
  tx: Tx,
  workspaceId: string,
  entries: readonly TurnedAway[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  const keyOf = (one: TurnedAway): string =>
    `${one.campaignId}/${one.occurrence}/${one.profileId}/${one.outcome}`;
  const rows = [...Map.groupBy(entries, keyOf).values()].map((same) => ({
    ...toRow(same.at(-1)!),
    outcome: same[0]!.outcome,
    times: same.length,
  }));
  await execute(
    tx,
    sql`
    with turned as materialized (
      select * from json_to_recordset(${jsonText(rows)}::json) as r (${COLUMNS}, outcome text, times int)
    ), gone as (
      delete from entries e using turned t
       where e.workspace_id = ${workspaceId} and e.campaign_id = t.campaign_id and e.profile_id = t.profile_id
         and e.occurrence = t.occurrence and e.outcome = t.outcome
      returning e.campaign_id, e.occurrence, e.profile_id, e.outcome, e.times
    )
    insert into entries (workspace_id, campaign_id, occurrence, profile_id, event_id, name, attributes, happened_at, entered_at,
                         outcome, times)
    select ${workspaceId}, campaign_id, occurrence, profile_id, event_id, name, attributes, happened_at, ${now}, outcome,
           least(t.times + coalesce((select sum(g.times) from gone g
                                      where (g.campaign_id, g.occurrence, g.profile_id, g.outcome)
                                          = (t.campaign_id, t.occurrence, t.profile_id, t.outcome)), 0), 1000000000)
      from turned t order by happened_at`,
  );
}
