// What is asked about people at the door: their attributes, whether they are in the segment, when they came in last, and what
// they did since. One statement a question for everybody of a batch.
import { type RawBuilder, sql } from 'kysely';
import { addMs } from '../kit/clock.ts';
import { type Db, many, type Tx } from '../kit/db.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareScope } from '../segments/scope.ts';
import type { NoticedEvent } from './conversion.rules.ts';
import { type LastTime, MOST_ENTRIES, MOST_ENTRIES_A_DAY, type Visits } from './trigger.again.ts';

export const bigints = (values: Iterable<number>): RawBuilder<unknown> =>
  sql`${`{${[...values].join(',')}}`}::bigint[]`;

/** A campaign and a person, as a key. */
export const pairKey = (campaignId: number, profileId: number): string => `${campaignId}/${profileId}`;

/** These attributes of the people who exist. */
export async function readAttributes(
  db: Db,
  workspaceId: string,
  profileIds: Iterable<number>,
  names: readonly string[],
): Promise<Map<number, Record<string, unknown>>> {
  const wanted =
    names.length === 0
      ? sql`'{}'::jsonb`
      : sql`(select coalesce(jsonb_object_agg(k, p.attributes -> k), '{}') from unnest(${[...names]}::text[]) as k where p.attributes ? k)`;
  const rows = await many<{ profileId: number; attributes: Record<string, unknown> }>(
    db,
    sql`
    select p.profile_id as "profileId", ${wanted} as attributes from profiles p
     where p.workspace_id = ${workspaceId} and p.profile_id = any(${bigints(profileIds)})`,
  );
  return new Map(rows.map((row) => [row.profileId, row.attributes]));
}

export interface SegmentQuestion {
  campaignId: number;
  /** Segments within it written out. */
  filter: GroupFilter;
  profileIds: Iterable<number>;
}

/** Campaigns asked about in one statement: each takes up to some thousand of its 65,535 parameters. */
export const QUESTIONS_AT_ONCE = 20;

/** Who is in, as `pairKey`s. A filter that PostgreSQL refuses makes it throw. */
export async function findMembers(
  db: Db,
  { workspaceId, now }: { workspaceId: string; now: Date },
  questions: readonly SegmentQuestion[],
): Promise<Set<string>> {
  if (questions.length === 0) return new Set();
  const scope = await prepareScope(
    db,
    workspaceId,
    questions.map(({ filter }) => filter),
    now,
  );
  const parts = questions.map(
    ({ campaignId, filter, profileIds }) => sql`
    select ${campaignId}::bigint as campaign_id, p.profile_id from profiles p
     where p.workspace_id = ${workspaceId} and p.profile_id = any(${bigints(profileIds)})
       and (${compileFilter(filter, scope)})`,
  );
  const rows = await many<{ campaign_id: number; profile_id: number }>(
    db,
    sql`${sql.join(parts, sql` union all `)}`,
  );
  return new Set(rows.map((row) => pairKey(row.campaign_id, row.profile_id)));
}

/** When each came in last, by `pairKey`; who never did is missing. */
export async function findLastTimes(
  tx: Tx,
  workspaceId: string,
  pairs: readonly { campaignId: number; profileId: number }[],
): Promise<Map<string, LastTime>> {
  if (pairs.length === 0) return new Map();
  const rows = await many<LastTime & { campaignId: number; profileId: number }>(
    tx,
    sql`
    select k.campaign_id as "campaignId", k.profile_id as "profileId", e.happened_at as "happenedAt",
           exists (select from deliveries d
                    where d.workspace_id = ${workspaceId} and d.profile_id = k.profile_id and d.campaign_id = k.campaign_id
                      and d.entry_id > 0 and d.state in ('pending', 'sending', 'unknown', 'held')) as "isUnderWay"
      from unnest(${bigints(pairs.map((one) => one.campaignId))}, ${bigints(pairs.map((one) => one.profileId))})
             as k (campaign_id, profile_id)
     cross join lateral (select max(happened_at) as happened_at from entries e
                          where e.workspace_id = ${workspaceId} and e.campaign_id = k.campaign_id
                            and e.profile_id = k.profile_id and e.outcome = 'entered') e
     where e.happened_at is not null`,
  );
  return new Map(rows.map(({ campaignId, profileId, ...last }) => [pairKey(campaignId, profileId), last]));
}

/** How often each came in lately, by our clock and by `pairKey`; who did not is missing. */
export async function countVisits(
  tx: Tx,
  { workspaceId, now }: { workspaceId: string; now: Date },
  pairs: readonly { campaignId: number; profileId: number }[],
): Promise<Map<string, Visits>> {
  if (pairs.length === 0) return new Map();
  const dayAgo = addMs(now, -MOST_ENTRIES_A_DAY.withinMs);
  const rows = await many<Visits & { campaignId: number; profileId: number }>(
    tx,
    sql`
    select k.campaign_id as "campaignId", k.profile_id as "profileId", e.lately, e.today
      from (select distinct * from unnest(${bigints(pairs.map((one) => one.campaignId))}, ${bigints(pairs.map((one) => one.profileId))})
              as k (campaign_id, profile_id)) k
     cross join lateral (select count(*) as today,
                                count(*) filter (where entered_at > ${addMs(now, -MOST_ENTRIES.withinMs)}) as lately
                           from entries e
                          where e.workspace_id = ${workspaceId} and e.campaign_id = k.campaign_id
                            and e.profile_id = k.profile_id and e.outcome = 'entered' and e.entered_at > ${dayAgo}) e
     where e.today > 0`,
  );
  return new Map(
    rows.map(({ campaignId, profileId, ...visits }) => [pairKey(campaignId, profileId), visits]),
  );
}

/** What these people did after an instant, of events of these names; by person. */
export async function listDone(
  db: Db,
  workspaceId: string,
  of: { profileIds: Iterable<number>; names: readonly string[]; after: Date },
): Promise<Map<number, Omit<NoticedEvent, 'eventId'>[]>> {
  const rows = await many<Omit<NoticedEvent, 'eventId'>>(
    db,
    sql`
    select profile_id as "profileId", name, occurred_at as "occurredAt", attributes from events
     where workspace_id = ${workspaceId} and profile_id = any(${bigints(of.profileIds)})
       and occurred_at > ${of.after} and name = any(${[...of.names]}::text[])`,
  );
  return Map.groupBy(rows, (row) => row.profileId);
}
