// Conversions in SQL: which goals there are, the message an event counts for, and events that wait for a call's answer.
import { type RawBuilder, sql } from 'kysely';
import { type Db, execute, jsonText, many, one, type Tx } from '../kit/db.ts';
import type { MetVersion, NoticedEvent } from './conversion.rules.ts';

export interface StoredGoals {
  campaignId: number;
  version: number;
  /** As published. */
  goals: unknown;
}

const storedGoals = (workspaceId: string, campaignIds: RawBuilder<unknown>) => sql<StoredGoals>`
  select campaign_id as "campaignId", version, definition -> 'goals' as goals
    from campaign_versions
   where workspace_id = ${workspaceId} and definition -> 'goals' -> 0 is not null and campaign_id in (${campaignIds})
   order by campaign_id, version`;

/** The goals of all versions of the campaigns that events of these names are watched for. */
export const listWatchedGoals = (
  db: Db,
  workspaceId: string,
  names: readonly string[],
): Promise<StoredGoals[]> =>
  many(
    db,
    storedGoals(
      workspaceId,
      sql`select campaign_id from watched_events where workspace_id = ${workspaceId} and name = any(${[...names]}::text[])`,
    ),
  );

/** The same of campaigns that are named. */
export const listGoalsOf = (
  db: Db,
  workspaceId: string,
  campaignIds: readonly number[],
): Promise<StoredGoals[]> =>
  many(db, storedGoals(workspaceId, sql`select unnest(${`{${campaignIds.join(',')}}`}::bigint[])`));

export const getTimeZone = async (db: Db, workspaceId: string): Promise<string> =>
  (
    await one<{ timeZone: string }>(
      db,
      sql`select time_zone as "timeZone" from workspaces where workspace_id = ${workspaceId}`,
    )
  ).timeZone;

export interface Cause {
  eventId: number;
  campaignId: number;
  deliveryId: number;
  version: number;
  /** A call of the campaign to the person has no answer yet: who it counts for cannot be told. */
  isOpen: boolean;
  /** From the message to the event. */
  afterMs: number;
  occurrence: number;
  variant: number | null;
  /** The person was left out for comparison. */
  isControl: boolean;
  /** The person was let in, and no message has reached them. */
  isUnsent: boolean;
}

/** A call whose answer was never found may still be proven by an echo that comes late. */
const MAY_BE_PROVEN = sql`(d.state in ('sending', 'unknown') or d.state = 'failed' and d.reason = 'unknown_outcome')`;
const IS_CONTROL = sql`(d.state = 'skipped' and d.reason in ('control_group', 'global_control_group'))`;
/**
 * When the person had the message, by the platform's clock where that is known; who was left out for comparison, when their
 * turn would have been.
 */
const SENT_AT = sql`case when d.state = 'accepted' then coalesce(d.echoed_at, d.settled_at)
                         when ${IS_CONTROL} then greatest(d.settled_at, d.due_at) end`;

/**
 * Who was let in and got nothing, in the end or so far. The control group is drawn from them all, before anybody knows whom a
 * message will reach.
 */
const IS_UNSENT = sql`(d.state in ('held', 'failed') or d.state = 'skipped'
                       and d.reason not in ('control_group', 'global_control_group', 'no_psid', 'audience_limit', 'duplicate'))`;
/** When their turn came. */
const TURN_AT = sql`coalesce(d.held_at, greatest(d.settled_at, d.due_at))`;

/**
 * Of each event and campaign the latest message before it that is not too long ago by a goal it meets, or a call without an
 * answer when the event may wait for that; and apart from that the latest turn at which nothing was sent. Whose event it is, and whose the messages are, is read in one statement: a merge moves both at once.
 */
export function listCauses(
  db: Db,
  workspaceId: string,
  met: readonly (MetVersion & { waits: boolean })[],
): Promise<Cause[]> {
  const rows = met.map(({ event, campaignId, version, withinHours, waits }) => ({
    e: event.eventId,
    c: campaignId,
    v: version,
    h: withinHours,
    w: waits,
  }));
  const isOpen = sql`(m.w and ${MAY_BE_PROVEN})`;
  const isUnsent = sql`(${IS_UNSENT} and ${isOpen} is not true)`;
  return many(
    db,
    sql<Cause>`
    select distinct on (m.e, m.c, sent."isUnsent") m.e as "eventId", m.c as "campaignId", d.delivery_id as "deliveryId", m.v as version,
           ${isOpen} as "isOpen",
           coalesce(extract(epoch from e.occurred_at - sent.at) * 1000, 0)::float8 as "afterMs",
           d.occurrence, d.variant, ${IS_CONTROL} as "isControl", sent."isUnsent"
      from json_to_recordset(${jsonText(rows)}::json) as m (e bigint, c bigint, v int, h int, w boolean)
      join events e on e.workspace_id = ${workspaceId} and e.event_id = m.e
      join deliveries d on d.workspace_id = ${workspaceId} and d.profile_id = e.profile_id and d.campaign_id = m.c
      join occurrences o on o.workspace_id = ${workspaceId} and o.campaign_id = m.c and o.occurrence = d.occurrence
                        and o.version = m.v
     cross join lateral (select case when ${isUnsent} then ${TURN_AT} else ${SENT_AT} end as at, ${isUnsent} as "isUnsent") sent
     where ${isOpen} or sent.at between e.occurred_at - m.h * interval '1 hour' and e.occurred_at
     order by m.e, m.c, sent."isUnsent", ${isOpen} desc, sent.at desc, d.delivery_id desc`,
  );
}

export interface NewConversion extends Omit<Cause, 'version' | 'isOpen' | 'afterMs'> {
  goal: number;
  at: Date;
  value: number | null;
  afterSeconds: number;
}

/** Twice is fine. What an echo has proven since then is a message that was sent. */
export async function insertConversions(
  tx: Tx,
  workspaceId: string,
  conversions: readonly NewConversion[],
): Promise<void> {
  if (conversions.length === 0) return;
  await execute(
    tx,
    sql`
    insert into conversions (workspace_id, campaign_id, goal, delivery_id, event_id, at, value,
                             occurrence, variant, is_control, is_unsent, after_seconds)
    select ${workspaceId}, c."campaignId", c.goal, c."deliveryId", c."eventId", c.at, c.value,
           c.occurrence, c.variant, c."isControl", c."isUnsent", c."afterSeconds"
      from json_to_recordset(${jsonText(conversions)}::json)
        as c ("campaignId" bigint, goal smallint, "deliveryId" bigint, "eventId" bigint, at timestamptz, value float8,
              occurrence int, variant smallint, "isControl" boolean, "isUnsent" boolean, "afterSeconds" int)
     order by c."deliveryId", c.goal, c."eventId" -- each refers to its delivery, whose rows are locked by id everywhere
    on conflict (workspace_id, campaign_id, goal, delivery_id, event_id)
      do update set is_unsent = false, after_seconds = excluded.after_seconds
      where conversions.is_unsent and not excluded.is_unsent`,
  );
}

export interface Wait {
  eventId: number;
  campaignId: number;
  lookAt: Date;
  /** Then what is known by then counts. */
  until: Date;
}

export async function insertWaits(tx: Tx, workspaceId: string, waits: readonly Wait[]): Promise<void> {
  if (waits.length === 0) return;
  await execute(
    tx,
    sql`
    insert into conversion_waits (workspace_id, event_id, campaign_id, look_at, until)
    select ${workspaceId}, w."eventId", w."campaignId", w."lookAt", w.until
      from json_to_recordset(${jsonText(waits)}::json)
        as w ("eventId" bigint, "campaignId" bigint, "lookAt" timestamptz, until timestamptz)
     order by 2, 3
    on conflict do nothing`,
  );
}

export interface TakenWait extends NoticedEvent {
  workspaceId: string;
  campaignId: number;
  until: Date;
}

/** Takes the waits that are to be looked at; whose event is gone by now is not among them. */
export function takeWaits(tx: Tx, { now, limit }: { now: Date; limit: number }): Promise<TakenWait[]> {
  return many(
    tx,
    sql<TakenWait>`
    with taken as (
      delete from conversion_waits where (workspace_id, event_id, campaign_id) in (
        select workspace_id, event_id, campaign_id from conversion_waits
         where look_at <= ${now} order by look_at limit ${limit} for update skip locked)
      returning workspace_id, event_id, campaign_id, until
    )
    select t.workspace_id as "workspaceId", t.campaign_id as "campaignId", t.until, e.event_id as "eventId",
           e.profile_id as "profileId", e.name, e.occurred_at as "occurredAt", e.attributes
      from taken t join events e on e.workspace_id = t.workspace_id and e.event_id = t.event_id
     order by 1, 2, 4`,
  );
}
