// What the ledger and the doors of a campaign know of one person.
import { sql } from 'kysely';
import type { DeliveryState } from '../delivery/delivery.states.ts';
import { type Db, many, maybeOne, one } from '../kit/db.ts';
import { shownDetail } from '../kit/sensitive-plan.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';

export interface OfPerson {
  workspaceId: string;
  campaignId: number;
  profileId: number;
}

export interface WhyDelivery {
  deliveryId: number;
  occurrence: number;
  version: number;
  entryId: number;
  state: DeliveryState;
  reason: string | null;
  pageId: string;
  route: number;
  /** Of the plan: the way it takes or took. */
  way: 'message' | 'utility' | 'hold' | null;
  variantName: string | null;
  /** The place in the plan's experiment; null: none, or not yet. */
  variant: number | null;
  hasPsid: boolean;
  attempts: number;
  /** Of the last call; null: none was made, or it is under way. */
  calledAt: Date | null;
  /** In which the person was called: see `attempts`; null: not kept. */
  language: string | null;
  /** Whether the occurrence waits for people one by one. */
  isStanding: boolean;
  isPaused: boolean;
  pausedBecause: string | null;
  runAt: Date | null;
  dueAt: Date;
  expiresAt: Date | null;
  heldAt: Date | null;
  settledAt: Date | null;
  echoedAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
}

/** Newest first. */
export const listWhyDeliveries = (db: Db, of: OfPerson, limit: number): Promise<WhyDelivery[]> =>
  many(
    db,
    sql<WhyDelivery>`
    select d.delivery_id as "deliveryId", d.occurrence, o.version, d.entry_id as "entryId", d.state, d.reason,
           d.page_id as "pageId", d.route, o.plan -> 'routes' -> d.route ->> 'kind' as way,
           o.plan -> 'experiment' -> 'variants' -> d.variant ->> 'name' as "variantName",
           d.variant, d.psid is not null as "hasPsid", d.attempts, a.started_at as "calledAt", a.language,
           o.standing as "isStanding",
           o.paused_at is not null as "isPaused", o.paused_because as "pausedBecause", o.started_at as "runAt", d.due_at as "dueAt",
           d.expires_at as "expiresAt", d.held_at as "heldAt", d.settled_at as "settledAt", d.echoed_at as "echoedAt",
           d.delivered_at as "deliveredAt", d.read_at as "readAt"
      from deliveries d join occurrences o using (workspace_id, campaign_id, occurrence)
      left join attempts a on a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts
     where d.workspace_id = ${of.workspaceId} and d.profile_id = ${of.profileId} and d.campaign_id = ${of.campaignId}
     order by d.delivery_id desc limit ${limit}`,
  );

export interface WhyLane {
  pausedUntil: Date | null;
  pausedBecause: string | null;
  /** Until somebody mends it. */
  isForGood: boolean;
}

/** The lane of a message: whether anything leaves on it. */
export const findLane = (db: Db, workspaceId: string, deliveryId: number): Promise<WhyLane | undefined> =>
  maybeOne(
    db,
    sql<WhyLane>`
    select case when l.paused_until is not null then least(l.paused_until, timestamptz '9999-01-01') end as "pausedUntil",
           l.paused_because as "pausedBecause", coalesce(l.paused_until >= timestamptz '9999-01-01', false) as "isForGood"
      from deliveries d join lanes l using (workspace_id, lane_id)
     where d.workspace_id = ${workspaceId} and d.delivery_id = ${deliveryId}`,
  );

export const countDeliveries = async (db: Db, of: OfPerson): Promise<number> =>
  (
    await one(
      db,
      sql<{ n: number }>`select count(*) as n from deliveries
        where workspace_id = ${of.workspaceId} and profile_id = ${of.profileId} and campaign_id = ${of.campaignId}`,
    )
  ).n;

export interface WhyEntry {
  entryId: number;
  name: string;
  outcome: string;
  times: number;
  happenedAt: Date;
  enteredAt: Date;
}

/** Newest first. */
export const listWhyEntries = (db: Db, of: OfPerson, limit: number): Promise<WhyEntry[]> =>
  many(
    db,
    sql<WhyEntry>`
    select entry_id as "entryId", name, outcome, times, happened_at as "happenedAt", entered_at as "enteredAt"
      from entries
     where workspace_id = ${of.workspaceId} and profile_id = ${of.profileId} and campaign_id = ${of.campaignId}
     order by entry_id desc limit ${limit}`,
  );

/** What happened that let somebody in, as texts find it; null: nothing of that name any more. */
export const findEntryData = async (
  db: Db,
  { workspaceId }: OfPerson,
  entryId: number,
): Promise<Record<string, unknown> | null> =>
  (
    await maybeOne(
      db,
      sql<{ attributes: Record<string, unknown> }>`
      select attributes from entries where workspace_id = ${workspaceId} and entry_id = ${entryId}`,
    )
  )?.attributes ?? null;

export interface WhyAttempt {
  deliveryId: number;
  number: number;
  startedAt: Date;
  outcome: string | null;
  status: number | null;
}

export const listWhyAttempts = (db: Db, workspaceId: string, ids: readonly number[]): Promise<WhyAttempt[]> =>
  many(
    db,
    sql<WhyAttempt>`
    select delivery_id as "deliveryId", number, started_at as "startedAt", outcome, status from attempts
     where workspace_id = ${workspaceId} and delivery_id = any(${ids}::bigint[])
     order by delivery_id, number limit 1000`,
  );

export interface WhyResponse {
  deliveryId: number;
  kind: string;
  detail: string | null;
  at: Date;
}

export const listWhyResponses = (
  db: Db,
  workspaceId: string,
  ids: readonly number[],
  isHidden: boolean,
): Promise<WhyResponse[]> =>
  many(
    db,
    sql<WhyResponse>`
    select delivery_id as "deliveryId", kind, ${shownDetail(workspaceId, isHidden)} as detail, at from responses r
     where workspace_id = ${workspaceId} and delivery_id = any(${ids}::bigint[]) order by at limit 1000`,
  );

export interface WhyConversion {
  deliveryId: number;
  goal: string;
  value: number | null;
  at: Date;
}

/** With the goal as the version of the message called it. */
export const listWhyConversions = (
  db: Db,
  workspaceId: string,
  ids: readonly number[],
): Promise<WhyConversion[]> =>
  many(
    db,
    sql<WhyConversion>`
    select c.delivery_id as "deliveryId", c.at, c.value,
           coalesce(v.definition -> 'goals' -> c.goal::int ->> 'name', 'Goal ' || (c.goal + 1)) as goal
      from conversions c
      join occurrences o using (workspace_id, campaign_id, occurrence)
      left join campaign_versions v using (workspace_id, campaign_id, version)
     where c.workspace_id = ${workspaceId} and c.delivery_id = any(${ids}::bigint[]) and not c.is_unsent
     order by c.at limit 1000`,
  );

export interface WhyRun {
  occurrence: number;
  version: number;
  state: string;
  /** It waits for people one by one. */
  isStanding: boolean;
  filter: GroupFilter;
  dueAt: Date;
  startedAt: Date | null;
  /** null: its audience is still being written. */
  preparedAt: Date | null;
}

/** The one it was last decided in who gets it: that of the person's last message, else the last that began. */
export const findWhyRun = (db: Db, of: OfPerson, occurrence: number | null): Promise<WhyRun | undefined> =>
  maybeOne(
    db,
    sql<WhyRun>`
    select occurrence, version, state, standing as "isStanding", filter, due_at as "dueAt", started_at as "startedAt", prepared_at as "preparedAt"
      from occurrences
     where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId}
       and (${occurrence}::int is null or occurrence = ${occurrence})
     order by started_at is null, occurrence desc limit 1`,
  );

/** When the person last did something in the conversation before an instant; null: never, as far as is known. */
export const findLastAction = async (
  db: Db,
  { workspaceId, profileId }: OfPerson,
  { pageId, before }: { pageId: string; before: Date },
): Promise<Date | null> =>
  (
    await one(
      db,
      sql<{ at: Date | null }>`
      select max(occurred_at) as at from events
       where workspace_id = ${workspaceId} and profile_id = ${profileId} and page_id = ${pageId}
         and occurred_at <= ${before} and name = any(${OPENS_A_WINDOW}::text[])`,
    )
  ).at;

/** What somebody does that opens the standard messaging window, as the timeline calls it. */
const OPENS_A_WINDOW = [
  'messenger_message',
  'messenger_postback',
  'messenger_quick_reply',
  'messenger_reaction',
  'messenger_optin',
  'messenger_referral',
];

export interface DoneEvent {
  name: string;
  occurredAt: Date;
  attributes: Record<string, unknown>;
}

/** What the person did of these names, the last first. */
export const listDone = (
  db: Db,
  { workspaceId, profileId }: OfPerson,
  names: readonly string[],
): Promise<DoneEvent[]> =>
  many(
    db,
    sql<DoneEvent>`
    select name, occurred_at as "occurredAt", attributes from events
     where workspace_id = ${workspaceId} and profile_id = ${profileId} and name = any(${names}::text[])
     order by occurred_at desc limit 50`,
  );

export const findZone = async (db: Db, workspaceId: string): Promise<string> =>
  (
    await one(
      db,
      sql<{ zone: string }>`select time_zone as zone from workspaces where workspace_id = ${workspaceId}`,
    )
  ).zone;
