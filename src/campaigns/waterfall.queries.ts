// Counting a segment by how its people stand towards a Page: everybody who is alike to the policy in one row.
import { type RawBuilder, sql } from 'kysely';
import type { LanguageChoice, Outlook, Standing } from '../delivery/outlook.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Db, many, maybeOne, one } from '../kit/db.ts';
import { LONGEST_WINDOW_MS } from '../profiles/window.ts';
import { compileFilter } from '../segments/compile.ts';
import { BLANK_CHARACTERS } from '../segments/filter.values.ts';
import type { PreparedFilter } from '../segments/scope.ts';

export interface StandingCount extends Standing {
  hasPsid: boolean;
  /** The control that leaves them out; null: none. */
  leftOut: string | null;
  people: number;
}

export interface IdRange {
  from: number;
  to: number;
}

const RANGES = 8;
const LEAST_IDS = 50_000;

/** The workspace's profile ids in ranges of like width, at most 8. */
export async function listIdRanges(db: Db, workspaceId: string): Promise<IdRange[]> {
  const { low, high } = await one(
    db,
    sql<{ low: number | null; high: number | null }>`
    select min(profile_id) as low, max(profile_id) as high from profiles where workspace_id = ${workspaceId}`,
  );
  if (low === null || high === null) return [];
  const width = Math.max(LEAST_IDS, Math.ceil((high - low + 1) / RANGES));
  return Array.from({ length: Math.ceil((high - low + 1) / width) }, (_, index) => ({
    from: low + index * width,
    to: low + (index + 1) * width - 1,
  }));
}

interface Question extends PreparedFilter {
  pageId: string;
  range: IdRange;
  by: Pick<Outlook, 'judgedBy' | 'languages'>;
  /** The control group of the person `profile_id`, or null. */
  groupOf: RawBuilder<unknown>;
  /** How many routes the plan has. */
  routes: number;
}

/**
 * Which PSID a person has on the Page is decided as when the ledger is written (delivery/enqueue.queries.ts). In a range of
 * ids both tables are read in the order of their indexes and merged: 125,000 people take PostgreSQL 0.23 s. Hash joins over
 * all of them, which fall out of the processor's cache, took half as long again.
 */
export async function countStandings(db: Db, question: Question): Promise<StandingCount[]> {
  const { filter, scope, pageId, range, by, routes, groupOf } = question;
  const { workspaceId, now } = scope;
  const ofRange = sql`workspace_id = ${workspaceId} and profile_id between ${range.from}::bigint and ${range.to}::bigint`;
  const closesAt = by.judgedBy === 'window' ? sql`window_closes_at` : LONGEST;
  /** Of a person with several accounts on the Page, that of the chosen one. */
  const chosen = (column: string, value: RawBuilder<unknown>) => sql`
    case when here.n > 1 then (
      select ${value} from identities i
       where i.workspace_id = ${workspaceId} and i.page_id = ${pageId} and i.profile_id = who.profile_id
       order by i.psid = who.ps_id desc nulls last, i.last_user_action_at desc nulls last, i.psid limit 1)
    else here.${sql.ref(column)} end as ${sql.ref(column)}`;
  const rows = await many<Omit<StandingCount, 'languages'> & Record<`language_${number}`, string>>(
    db,
    sql`
    with who as (
      select p.profile_id, p.attributes, p.attributes ->> 'ps_id' as ps_id, ${groupOf} as left_out from profiles p
       where p.${ofRange} and (${compileFilter(filter, scope)})
    ), here as (
      select profile_id, count(*) as n, max(${closesAt}) as closes_at,
             bool_or(blocked_at is not null) as blocked, bool_or(opted_out_at is not null) as opted_out
        from identities where ${ofRange} and page_id = ${pageId} group by profile_id
    ), elsewhere as (
      select profile_id, array_agg(psid) as psids
        from identities where ${ofRange} and page_id <> ${pageId} group by profile_id
    ), standing as (
      select here.profile_id is not null
             or (who.ps_id ~ '^[0-9]{1,32}$' and (who.ps_id = any(elsewhere.psids)) is not true) as "hasPsid",
             ${chosen('blocked', sql`blocked_at is not null`)}, ${chosen('opted_out', sql`opted_out_at is not null`)},
             ${chosen('closes_at', closesAt)}, who.attributes, who.left_out
        from who
        left join here on here.profile_id = who.profile_id
        left join elsewhere on elsewhere.profile_id = who.profile_id
      offset 0 -- so that what is read of a second account is read once
    ), alike as (
      select "hasPsid", coalesce(blocked, false) as blocked, coalesce(opted_out, false) as "optedOut", left_out as "leftOut",
             ${minutesUntil(now)} as minutes${sql.join(
               by.languages.map((one) => attributeOf(one, now)),
               sql``,
             )},
             count(*) as people
        from standing
       group by ${firstColumns(5 + by.languages.length)}
    )
    select "hasPsid", blocked, "optedOut", "leftOut", minutes${sql.join(by.languages.map(languageOf), sql``)},
           sum(people)::bigint as people
      from alike group by ${firstColumns(5 + by.languages.length)}`,
  );
  return rows.map((row) => ({
    ...row,
    languages: Array.from({ length: routes }, (_, route) => row[`language_${route}`] ?? ''),
  }));
}

const MOST_MINUTES = LONGEST_WINDOW_MS / MINUTE_MS;

/** In the past, it is all the same when. */
const minutesUntil = (now: Date): RawBuilder<unknown> =>
  sql`case when closes_at > ${now}::timestamptz
           then least(${MOST_MINUTES}, ceil(date_part('epoch', closes_at - ${now}::timestamptz) / 60)::int)
           when closes_at is not null then 0 end`;

/** Whatever the platform said of the window since, and counted from the action itself. */
const LONGEST = sql`greatest(last_user_action_at + ${LONGEST_WINDOW_MS} * interval '1 ms', ad_window_until)`;

const firstColumns = (count: number): RawBuilder<unknown> =>
  sql.join(Array.from({ length: count }, (_, index) => sql.lit(index + 1)));

const column = (route: number): RawBuilder<unknown> => sql.id(`language_${route}`);

/** The attribute of whoever comes to the template at all. */
function attributeOf({ route, attribute, openMinutes }: LanguageChoice, now: Date): RawBuilder<unknown> {
  const isOpen =
    openMinutes === null
      ? sql`false`
      : sql`closes_at > ${addMs(now, (openMinutes - 1) * MINUTE_MS)}::timestamptz`;
  return sql`, case when ${isOpen} then null else attributes ->> ${attribute} end as ${column(route)}`;
}

/** Those that begin as an approved language does, as they are: `chooseLanguage` does the rest. */
function languageOf({ route, approved }: LanguageChoice): RawBuilder<unknown> {
  const value = column(route);
  const first = sql`split_part(translate(btrim(${value}, ${BLANK_CHARACTERS}), '-', '_'), '_', 1)`;
  const firsts = [...new Set(approved.map((language) => language.split('_', 1)[0]))];
  return sql`, case when ${first} = any(${firsts}::text[]) then ${value} else '' end as ${value}`;
}

/** Calls a second the Page's lane allows itself now, as its holder tells; null: nobody holds it. */
export async function findLimitPerSecond(
  db: Db,
  workspaceId: string,
  laneId: string,
): Promise<number | null> {
  const row = await maybeOne(
    db,
    sql<{ perSecond: number | null }>`
    select (pace ->> 'limit_per_second')::float8 as "perSecond" from lanes
     where workspace_id = ${workspaceId} and lane_id = ${laneId} and leased_until > now()`,
  );
  return row?.perSecond ?? null;
}
