// People who come into several campaigns at once: where their plans decide alike, the rows of all of them are one statement.
// Events arrive a few for each campaign: a statement a campaign was 41 of 1.6 ms in a batch of 270 events (bench -- triggers).
import { sql } from 'kysely';
import { many, type Tx } from '../kit/db.ts';
import { lockAudience } from '../profiles/people-lock.ts';
import { judged } from './enqueue.judge.ts';
import { hasRoomRules } from './enqueue.limits.ts';
import { peopleOfEntries } from './enqueue.people.ts';
import { type Admitted, type EntryBatch, enqueueEntries, insertRows, returned } from './enqueue.queries.ts';
import { readSendingRules } from './sending-rules.ts';

/** `enqueueEntries` for several campaigns of a workspace. By the id of the entry. */
export async function enqueueBatches(tx: Tx, batches: readonly EntryBatch[]): Promise<Map<number, Admitted>> {
  const written = new Map<number, Admitted>();
  const note = (rows: readonly Admitted[]): void => {
    for (const row of rows) written.set(row.entryId, row);
  };
  for (const alike of Map.groupBy(batches, (batch) => keyOf(batch)).values()) {
    const [first, ...others] = alike;
    note(others.length === 0 ? await enqueueEntries(tx, first!) : await enqueueAlike(tx, alike));
  }
  return written;
}

/**
 * Equal for batches in which a person's row depends on the same things. What is drawn by the campaign (its control group, its
 * variants), counted by it, or found by its clock makes it a batch of its own.
 */
function keyOf({ campaignId, laneId, plan }: EntryBatch): string {
  const { page_id, controls, experiment, own_zone } = plan;
  const isItsOwn =
    experiment !== null || own_zone !== null || controls.control_group_percent > 0 || hasRoomRules(controls);
  return isItsOwn ? `own ${campaignId}` : JSON.stringify([laneId, page_id, controls]);
}

async function enqueueAlike(tx: Tx, batches: readonly EntryBatch[]): Promise<Admitted[]> {
  const [first] = batches;
  const { workspaceId } = first!;
  await lockAudience(tx, workspaceId, 'shared');
  const entries = batches.flatMap(({ campaignId, occurrence, entries: own }) =>
    own.map((entry) => ({ ...entry, campaignId, occurrence })),
  );
  const { global_control_percent: globalControlPercent } = await readSendingRules(tx, workspaceId);
  const people = judged(
    first!,
    peopleOfEntries({ workspaceId, entries }, { dedupeAttribute: null, zoneAttribute: null }),
    { globalControlPercent, winner: null, winnerDueAt: null, localTimes: null },
  );
  const list = (values: readonly number[]): string => `{${values.join(',')}}`;
  const withRuns = sql`
    select * from (${people}) judged
      join unnest(${list(entries.map((one) => one.entryId))}::bigint[], ${list(entries.map((one) => one.campaignId))}::bigint[],
                  ${list(entries.map((one) => one.occurrence))}::int[]) as run (entry_id, campaign_id, occurrence) using (entry_id)`;
  const run = { campaignId: sql`campaign_id`, occurrence: sql`occurrence` };
  return many(tx, sql<Admitted>`${insertRows(first!, withRuns, run)} ${returned}`);
}
