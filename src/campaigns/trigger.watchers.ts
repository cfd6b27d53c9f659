// The campaigns that wait for an event, as they were published, and the occurrence through which people come into each. What was
// published never changes, so a process reads it once.
import { sql } from 'kysely';
import { completePlan, type DeliveryPlan } from '../delivery/plan.contract.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import { atLocalTime } from '../kit/zoned-time.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import type { CampaignDefinition, DeliveryType } from './campaign.contract.ts';
import { type Trigger, trigger } from './trigger.contract.ts';

/** What is known of a version for ever. */
interface Published {
  type: DeliveryType;
  pageId: string | null;
  trigger: Trigger;
  /** Whoever did something before is too early. */
  opensAt: Date | null;
  closesAt: Date | null;
}

/** What people of a standing occurrence get, and who of them. */
export interface Door {
  occurrence: number;
  laneId: string;
  isPaused: boolean;
}

export interface Watcher extends Published {
  workspaceId: string;
  campaignId: number;
  version: number;
  /** null: nobody comes in any more; some may still wait. */
  door: Door | null;
}

export type OpenWatcher = Watcher & { door: Door };

export interface DoorPlan {
  plan: DeliveryPlan;
  filter: GroupFilter;
}

/** Kept by a process from batch to batch: `most` of each, the oldest are read again. */
export interface TriggerMemory {
  most: number;
  published: Map<string, Published>;
  plans: Map<string, DoorPlan>;
}

/** More than the live campaigns of an installation, as a rule. There may be more of them in one batch. */
const MOST_REMEMBERED = 10_000;

export const createTriggerMemory = (most = MOST_REMEMBERED): TriggerMemory => ({
  ...{ most, published: new Map(), plans: new Map() },
});

function remember<T>(memory: Map<string, T>, most: number, { key, value }: { key: string; value: T }): void {
  if (memory.size >= most) memory.delete(memory.keys().next().value!);
  memory.set(key, value);
}

interface WatcherRow {
  campaignId: number;
  version: number;
  occurrence: number | null;
  laneId: string;
  isPaused: boolean;
}

/** What was published and has not ended, each with the occurrence through which people come in. */
const liveOf = (workspaceId: string) => sql`
    select c.campaign_id as "campaignId", c.live_version as version, o.occurrence, o.lane_id as "laneId",
           o.paused_at is not null as "isPaused"
      from campaigns c
      left join occurrences o on o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id
       and o.standing and o.state = 'sending'
     where c.workspace_id = ${workspaceId} and c.state not in ('stopped', 'finished') and c.live_version is not null`;

/** Those that wait for events of these names, in the order of their ids. Nothing is locked: see `lockDoors`. */
export async function listWatchers(
  db: Db,
  workspaceId: string,
  names: readonly string[],
  memory: TriggerMemory,
): Promise<Watcher[]> {
  const rows = await many(
    db,
    sql<WatcherRow>`
    ${liveOf(workspaceId)}
       and c.campaign_id in (select w.campaign_id from watched_events w
                              where w.workspace_id = ${workspaceId} and w.name = any(${[...names]}::text[]))
     order by c.campaign_id`,
  );
  return complete(db, workspaceId, rows, memory);
}

/** The one campaign, for a call of the API; undefined: it was never published, or has ended. */
export async function findWatcher(
  db: Db,
  workspaceId: string,
  campaignId: number,
): Promise<Watcher | undefined> {
  const rows = await many(db, sql<WatcherRow>`${liveOf(workspaceId)} and c.campaign_id = ${campaignId}`);
  return (await complete(db, workspaceId, rows, createTriggerMemory()))[0];
}

async function complete(
  db: Db,
  workspaceId: string,
  rows: readonly WatcherRow[],
  { published, most }: TriggerMemory,
): Promise<Watcher[]> {
  const keyOf = ({ campaignId, version }: { campaignId: number; version: number }) =>
    `${workspaceId}/${campaignId}/${version}`;
  const known = new Map(rows.map((row) => [row.campaignId, published.get(keyOf(row))]));
  const missing = rows.filter((row) => known.get(row.campaignId) === undefined);
  for (const { definition, ...row } of await readDefinitions(db, workspaceId, missing)) {
    const read = readPublished(definition);
    known.set(row.campaignId, read);
    remember(published, most, { key: keyOf(row), value: read });
  }
  return rows.flatMap(({ campaignId, version, occurrence, laneId, isPaused }) => {
    const found = known.get(campaignId);
    const door = occurrence === null ? null : { occurrence, laneId, isPaused };
    return found ? [{ workspaceId, campaignId, version, door, ...found }] : [];
  });
}

interface DefinitionRow {
  campaignId: number;
  version: number;
  definition: CampaignDefinition;
}

function readDefinitions(
  db: Db,
  workspaceId: string,
  rows: readonly WatcherRow[],
): Promise<DefinitionRow[]> | DefinitionRow[] {
  if (rows.length === 0) return [];
  return many(
    db,
    sql<DefinitionRow>`
    select campaign_id as "campaignId", version, definition from campaign_versions
     where workspace_id = ${workspaceId}
       and (campaign_id, version) in (select * from unnest(${rows.map((row) => row.campaignId)}::bigint[],
                                                           ${rows.map((row) => row.version)}::int[]))`,
  );
}

function readPublished({ delivery_type, page_id, trigger: stored }: CampaignDefinition): Published {
  const read = trigger.parse(stored ?? {});
  const instant = (localTime: string | null) =>
    localTime === null ? null : atLocalTime(localTime, read.time_zone);
  return {
    type: delivery_type ?? 'one_time',
    pageId: page_id,
    trigger: read,
    opensAt: instant(read.from),
    closesAt: instant(read.until),
  };
}

/** A campaign has another door than when it was looked at: a version was published in between. The same again finds it. */
export class DoorMoved extends Error {}

/**
 * Holds the doors people are to come in through: whoever pauses, stops or closes one waits until they are in. Those that
 * were closed in between are missing from the answer; another one in the place of one of them throws `DoorMoved`.
 */
export async function lockDoors(tx: Tx, watchers: readonly OpenWatcher[]): Promise<OpenWatcher[]> {
  const [first] = watchers;
  if (!first) return [];
  const rows = await many<{ campaignId: number; occurrence: number; isPaused: boolean }>(
    tx,
    sql`
    select campaign_id as "campaignId", occurrence, paused_at is not null as "isPaused"
      from occurrences
     where workspace_id = ${first.workspaceId} and standing and state = 'sending'
       and (campaign_id, occurrence) in (select * from unnest(${watchers.map((one) => one.campaignId)}::bigint[],
                                                              ${watchers.map((one) => one.door.occurrence)}::int[]))
     order by campaign_id for share`,
  );
  const locked = new Map(rows.map((row) => [`${row.campaignId}/${row.occurrence}`, row]));
  const closed = watchers.filter((one) => !locked.has(`${one.campaignId}/${one.door.occurrence}`));
  if (closed.length > 0 && (await hasOpenDoor(tx, closed))) throw new DoorMoved();
  return watchers.flatMap((one) => {
    const row = locked.get(`${one.campaignId}/${one.door.occurrence}`);
    return row ? [{ ...one, door: { ...one.door, isPaused: row.isPaused } }] : [];
  });
}

async function hasOpenDoor(tx: Tx, watchers: readonly OpenWatcher[]): Promise<boolean> {
  const rows = await many(
    tx,
    sql`select from occurrences
         where workspace_id = ${watchers[0]!.workspaceId} and standing and state = 'sending'
           and campaign_id = any(${watchers.map((one) => one.campaignId)}::bigint[]) limit 1`,
  );
  return rows.length > 0;
}

/** What people who come in get, by campaign. */
export async function readDoorPlans(
  db: Db,
  watchers: readonly OpenWatcher[],
  { plans, most }: TriggerMemory,
): Promise<Map<number, DoorPlan>> {
  const keyOf = (one: { campaignId: number; occurrence: number }) =>
    `${watchers[0]?.workspaceId}/${one.campaignId}/${one.occurrence}`;
  const doors = watchers.map(({ campaignId, door }) => ({ campaignId, occurrence: door.occurrence }));
  const found = new Map<number, DoorPlan>();
  for (const one of doors) {
    const plan = plans.get(keyOf(one));
    if (plan) found.set(one.campaignId, plan);
  }
  const missing = doors.filter((one) => !found.has(one.campaignId));
  if (missing.length > 0) {
    const rows = await many<DoorPlan & { campaignId: number; occurrence: number }>(
      db,
      sql`
      select campaign_id as "campaignId", occurrence, plan, filter from occurrences
       where workspace_id = ${watchers[0]!.workspaceId}
         and (campaign_id, occurrence) in (select * from unnest(${missing.map((one) => one.campaignId)}::bigint[],
                                                                ${missing.map((one) => one.occurrence)}::int[]))`,
    );
    for (const { plan, filter, ...key } of rows) {
      const read = { plan: completePlan(plan), filter };
      found.set(key.campaignId, read);
      remember(plans, most, { key: keyOf(key), value: read });
    }
  }
  return found;
}
