// Writing the ledger's rows for an occurrence: a range of its audience at a time, or people who come in one by one. Everybody
// who comes gets a row, those who are left out too: so the ledger alone answers for every person, and the report adds up.
import { type RawBuilder, sql } from 'kysely';
import { execute, many, maybeOne, one, type Tx } from '../kit/db.ts';
import { lockAudience } from '../profiles/people-lock.ts';
import { findCircumstances } from './enqueue.circumstances.ts';
import { type Admission, judged } from './enqueue.judge.ts';
import {
  countRoom,
  drawLots,
  hasRoomRules,
  isLimited,
  lockAdmissions,
  noteAdmitted,
  type Room,
  withRoom,
} from './enqueue.limits.ts';
import {
  type Entry,
  type IdRange,
  type People,
  type PersonTexts,
  peopleOfEntries,
  peopleOfRange,
} from './enqueue.people.ts';
import { readSendingRules } from './sending-rules.ts';

export type AudienceRange = Admission & IdRange;
export type EntryBatch = Admission & { entries: readonly Entry[] };

/** What became of an entry. */
export interface Admitted {
  entryId: number;
  state: 'pending' | 'skipped';
  /** null: let in. */
  reason: string | null;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Inserts the ledger's rows of the range in order of profile id. Running it twice adds nothing twice (unique on occurrence
 * and person). Returns how many people are in.
 *
 * A row is there already only when a merge moved it here, so the insert first goes without `on conflict`, which costs a
 * quarter more (19 µs of PostgreSQL's time a row, this way 15).
 */
export async function enqueueRange(tx: Tx, range: AudienceRange): Promise<number> {
  await lockAudience(tx, range.workspaceId, 'shared');
  const people = await judge(tx, range, (texts) => peopleOfRange(range, texts));
  if (hasRoomRules(range.plan.controls)) return enqueueWithRoom(tx, range, people);
  await execute(tx, sql`savepoint range`);
  try {
    return await execute(tx, insertRows(range, people));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error;
    await execute(tx, sql`rollback to savepoint range`);
    return execute(tx, sql`${insertRows(range, people)} on conflict do nothing`);
  }
}

/** Before the ranges of a run with a limit are written. The caller holds its draw (`holdDraw`). */
export async function drawAudience(
  tx: Tx,
  audience: Admission & Pick<IdRange, 'workspaceId' | 'who'>,
): Promise<void> {
  const everybody = { ...audience, fromProfileId: 0, toProfileId: Number.MAX_SAFE_INTEGER };
  await drawLots(tx, audience, await judge(tx, audience, (texts) => peopleOfRange(everybody, texts)));
}

/**
 * Costs PostgreSQL's processor 23 µs a person with a limit, its lots included, 45 with an attribute for doubles and 40 with both
 * (who finds no room is written to fewer indexes), where everybody else takes 17: 200,000 people, PostgreSQL 18, 2026-11-23.
 */
async function enqueueWithRoom(tx: Tx, range: AudienceRange, people: RawBuilder<unknown>): Promise<number> {
  const room = await findRoom(tx, range, range.occurrence);
  const written = await one(
    tx,
    sql<{ people: number; admitted: number }>`
    with ${withRoom(range, people, room)}, written as (${insertRows(range, sql`select * from admitted`)} returning state)
    select count(*) as people, count(*) filter (where state = 'pending') as admitted from written`,
  );
  if (room.room !== null) await noteAdmitted(tx, range, written.admitted);
  return written.people;
}

/**
 * Inserts a row for each entry, which nobody has one for yet. Somebody whose profile is gone gets none, and the answer
 * says so. Answers in the order of the entries.
 */
export async function enqueueEntries(tx: Tx, batch: EntryBatch): Promise<Admitted[]> {
  if (batch.entries.length === 0) return [];
  await lockAudience(tx, batch.workspaceId, 'shared');
  const people = await judge(tx, batch, (texts) => peopleOfEntries(batch, texts));
  const rows = hasRoomRules(batch.plan.controls)
    ? await enterWithRoom(tx, batch, people)
    : await many(tx, sql<Admitted>`${insertRows(batch, people)} ${returned}`);
  const written = new Map(rows.map((row) => [row.entryId, row]));
  return batch.entries.map(
    ({ entryId }) => written.get(entryId) ?? { entryId, state: 'skipped', reason: 'person_gone' },
  );
}

export const returned = sql`returning entry_id as "entryId", state, reason`;

/** One after the other, values too: somebody's second entry finds that the value of the first is their own. */
async function enterWithRoom(tx: Tx, batch: EntryBatch, people: RawBuilder<unknown>): Promise<Admitted[]> {
  await lockAdmissions(tx, batch);
  const room = await findRoom(tx, batch, 0);
  const rows = await many(
    tx,
    sql<Admitted>`
    with ${withRoom(batch, people, room)} ${insertRows(batch, sql`select * from admitted`)} ${returned}`,
  );
  if (room.room !== null) await noteAdmitted(tx, batch, rows.filter((row) => row.state === 'pending').length);
  return rows;
}

async function findRoom(tx: Tx, admission: Admission, scope: number): Promise<Room> {
  if (!isLimited(admission.plan.controls)) return { room: null, lotsUntil: null, scope };
  await lockAdmissions(tx, admission);
  const { workspaceId, campaignId, occurrence } = admission;
  const drawn = await maybeOne(
    tx,
    sql<{ lotsUntil: string | null }>`
    select lots_until::text as "lotsUntil" from occurrences
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}`,
  );
  return { room: await countRoom(tx, admission), lotsUntil: drawn?.lotsUntil ?? null, scope };
}

async function judge(
  tx: Tx,
  admission: Admission,
  peopleWith: (texts: PersonTexts) => People,
): Promise<RawBuilder<unknown>> {
  const { plan, workspaceId } = admission;
  const rules = await readSendingRules(tx, workspaceId);
  const people = peopleWith({
    dedupeAttribute: plan.controls.dedupe_attribute,
    zoneAttribute: plan.own_zone && rules.time_zone_attribute,
  });
  return judged(admission, people, await findCircumstances(tx, admission, { rules, people }));
}

/** Of people who come into several runs: the columns that say into which. */
interface RunColumns {
  campaignId: RawBuilder<unknown>;
  occurrence: RawBuilder<unknown>;
}

const runOf = ({ campaignId, occurrence }: Admission): RunColumns => ({
  campaignId: sql`${campaignId}::bigint`,
  occurrence: sql`${occurrence}::int`,
});

/** Who is left out at the door has no variant: those of the variants sum up to those let in. */
export const insertRows = (
  admission: Admission,
  people: RawBuilder<unknown>,
  run: RunColumns = runOf(admission),
): RawBuilder<unknown> => sql`
  insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, entry_id, variant,
                          state, reason, due_at, expires_at, settled_at)
  select ${admission.workspaceId}, ${run.campaignId}, ${run.occurrence}, profile_id, ${admission.laneId}, ${admission.plan.page_id ?? ''}, psid,
         entry_id, case when reason is null then variant end, case when reason is null then 'pending' else 'skipped' end, reason, due_at, expires_at,
         case when reason is not null then ${admission.now}::timestamptz end
    from (${people}) people
   order by profile_id, entry_id`;
