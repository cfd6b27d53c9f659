// A batch of noticed events of one workspace, in one transaction: what waits is stopped, conversions are counted, people come in.
// The notes go with it, so that each event is looked at once, whenever a process ends.
import { sql } from 'kysely';
import { skipExited } from '../delivery/exit.queries.ts';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Db, execute, many, one, type Tx } from '../kit/db.ts';
import type { EventSource } from '../profiles/events.ts';
import { lockAudience } from '../profiles/people-lock.ts';
import { getTimeZone } from './conversion.queries.ts';
import { recordConversions } from './conversions.ts';
import { admit, type Candidate, type DoorNeeds } from './trigger.admit.ts';
import { findAnswers } from './trigger.conversation.ts';
import { isAnyOf, isStart, mayStart } from './trigger.match.ts';
import { lockCampaigns, startRuns } from './trigger.runs.ts';
import { listWatchers, type OpenWatcher, type TriggerMemory, type Watcher } from './trigger.watchers.ts';

/**
 * Older events start nothing: an import of last year's orders writes to nobody. They count for goals, and for what makes a
 * message pointless.
 */
const STARTS_WITHIN_MS = DAY_MS;

/** As it stands in `events`. */
export interface TriggerEvent {
  eventId: number;
  profileId: number;
  pageId: string | null;
  name: string;
  occurredAt: Date;
  source: EventSource;
  attributes: Record<string, unknown>;
}

/** Workspaces with noted events whose ids come after `after`, one look at the index for each. */
export async function listWaitingWorkspaces(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await many<{ workspaceId: string }>(
    db,
    sql`
    with recursive waiting as (
      (select workspace_id from noticed_events where workspace_id > ${after} order by workspace_id limit 1)
      union all
      select (select n.workspace_id from noticed_events n where n.workspace_id > w.workspace_id order by n.workspace_id limit 1)
        from waiting w where w.workspace_id is not null
    )
    select workspace_id as "workspaceId" from waiting where workspace_id is not null limit ${limit}`,
  );
  return rows.map((row) => row.workspaceId);
}

/** Held until the transaction ends: one at a time lets people of a workspace in, so that re-entry rules hold exactly. */
export async function lockTriggers(tx: Tx, workspaceId: string): Promise<void> {
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(${LOCK_CLASSES.triggers}::int, hashtext(${workspaceId}))`,
  );
}

/** Another's batch takes some 50 ms; a process that is stuck with one must not hold up the other workspaces of ours. */
const WAIT_FOR_TRIGGERS = '500ms';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * The same, unless somebody else is at it for long. It stands in line: with a look now and then, calls of the API that follow each
 * other closely (each holds it for some 10 ms) would keep events waiting for as long as they last.
 */
export async function waitForTriggers(tx: Tx, workspaceId: string): Promise<boolean> {
  const { locked } = await one<{ locked: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(${LOCK_CLASSES.triggers}::int, hashtext(${workspaceId})) as locked`,
  );
  if (locked) return true;
  await execute(tx, sql`savepoint waiting`);
  try {
    await execute(tx, sql`select set_config('lock_timeout', ${WAIT_FOR_TRIGGERS}, true)`);
    await lockTriggers(tx, workspaceId);
    await execute(tx, sql`select set_config('lock_timeout', '0', true)`);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    await execute(tx, sql`rollback to savepoint waiting`);
    return false;
  }
}

/**
 * Takes the notes of up to `limit` events, those of now before those of long ago, of which some always come along. An event
 * that was deleted since leaves only its note. In the order in which they happened.
 */
export async function takeNoticed(
  tx: Tx,
  workspaceId: string,
  limit: number,
): Promise<{ taken: number; events: TriggerEvent[] }> {
  const forLate = Math.floor(limit / 10);
  const pick = (isLate: boolean, most: number) => sql`
    (select event_id from noticed_events
      where workspace_id = ${workspaceId} and late = ${isLate} order by event_id limit ${most})`;
  const rows = await many<TriggerEvent & { isThere: boolean }>(
    tx,
    sql`
    with taken as (
      delete from noticed_events n
       where n.workspace_id = ${workspaceId}
         and n.event_id in (select event_id from (
               select event_id, 0 as turn from ${pick(false, limit - forLate)} fresh
               union all select event_id, 1 from ${pick(true, limit)} late
             ) picked order by turn limit ${limit})
      returning n.event_id
    )
    select t.event_id as "eventId", e.profile_id as "profileId", e.page_id as "pageId", e.name, e.occurred_at as "occurredAt",
           e.source, e.attributes, e.event_id is not null as "isThere"
      from taken t left join events e on e.workspace_id = ${workspaceId} and e.event_id = t.event_id
     order by e.occurred_at, t.event_id`,
  );
  return { taken: rows.length, events: rows.filter((row) => row.isThere) };
}

/** The event is not looked at any more. */
export const setAside = (db: Db, workspaceId: string, eventId: number): Promise<number> =>
  execute(db, sql`delete from noticed_events where workspace_id = ${workspaceId} and event_id = ${eventId}`);

/**
 * People at doors in one batch: with 50 campaigns for one event, 500 events were 25,000 of them and one transaction of 4.5 s, in
 * which nobody can be merged and no call answered (PostgreSQL 18, two busy cores, 10 million deliveries).
 */
const MOST_CANDIDATES = 2_500;

/** So many people come by these events that they are better looked at in parts of `fits` events. */
export class BatchTooLarge extends Error {
  readonly fits: number;

  constructor(fits: number) {
    super(`the batch is to be of ${fits} events`);
    this.fits = fits;
  }
}

export interface BatchNeeds {
  now: Date;
  memory: TriggerMemory;
  limit: number;
  /** Told of the events the batch is of, before they are looked at. */
  seen?(events: readonly TriggerEvent[]): void;
}

/**
 * Looks at one batch. Returns how many notes it took; null: somebody else is at this workspace for long. Nobody is merged or erased
 * while it runs. Throws `BatchTooLarge`, and what `lockDoors` and `admit` throw.
 */
export async function handleBatch(
  tx: Tx,
  workspaceId: string,
  { now, memory, limit, seen }: BatchNeeds,
): Promise<number | null> {
  if (!(await waitForTriggers(tx, workspaceId))) return null;
  await lockAudience(tx, workspaceId, 'shared');
  const { taken, events } = await takeNoticed(tx, workspaceId, limit);
  seen?.(events);
  if (events.length === 0) return taken;
  const names = [...new Set(events.map((event) => event.name))];
  const watchers = await listWatchers(tx, workspaceId, names, memory);
  const timeZone = await getTimeZone(tx, workspaceId);
  const batch: Batch = { workspaceId, now, memory, timeZone, events, watchers };
  const candidates = await listCandidates(tx, batch); // first: a conversation records events, which are locked before the ledger
  if (candidates.length > MOST_CANDIDATES && events.length > 1)
    throw new BatchTooLarge(Math.max(1, Math.floor((events.length * MOST_CANDIDATES) / candidates.length)));
  const [runs, people] = [candidates.filter(isRun), candidates.filter((one) => !isRun(one))];
  if (runs.length > 0)
    await lockCampaigns(
      tx,
      workspaceId,
      runs.map(({ watcher }) => watcher.campaignId),
    );
  await skipExited(tx, workspaceId, listExits(batch), now); // after the campaigns, as by whoever stops one
  await recordConversions(tx, workspaceId, events, now);
  await admit(tx, batch, people);
  await startRuns(tx, batch, runs);
  return taken;
}

const isRun = ({ watcher }: Candidate): boolean => watcher.type === 'business_event';

interface Batch extends DoorNeeds {
  timeZone: string;
  events: readonly TriggerEvent[];
  watchers: readonly Watcher[];
}

/** What the live version says holds for everybody who waits, also for whoever came in under an earlier one. */
const listExits = ({ events, watchers, timeZone }: Batch) =>
  watchers.flatMap(({ campaignId, trigger }) =>
    events
      .filter((event) => isAnyOf(event, trigger.unless, timeZone))
      .map(({ profileId, occurredAt }) => ({ campaignId, profileId, at: occurredAt })),
  );

/** Finds who comes to which door by these events. One for each way in which campaigns choose among events. */
type Finder = (tx: Tx, batch: Batch, doors: readonly OpenWatcher[]) => Promise<Candidate[]>;

const byEvent: Finder = async (_tx, { events, timeZone, now }, doors) => {
  const since = addMs(now, -STARTS_WITHIN_MS);
  return events
    .filter((event) => event.occurredAt >= since)
    .flatMap((event) =>
      doors
        .filter((watcher) => isStart(watcher, event, timeZone))
        .map((watcher) => ({
          ...{ watcher, ...event, happenedAt: event.occurredAt },
          ...(!mayStart(watcher, event) && { refused: 'from_website' as const }),
        })),
    );
};

const FINDERS: readonly Finder[] = [byEvent, findAnswers];

/** In the order in which things happened. */
async function listCandidates(tx: Tx, batch: Batch): Promise<Candidate[]> {
  const doors = batch.watchers.filter((watcher): watcher is OpenWatcher => watcher.door !== null);
  const found: Candidate[] = [];
  for (const find of FINDERS) found.push(...(await find(tx, batch, doors)));
  return found.sort((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime());
}
