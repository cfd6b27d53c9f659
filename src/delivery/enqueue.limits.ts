// Whom a campaign has no room for: of several people with the same value one gets in, and of all at most so many. Exact whoever
// else lets people in meanwhile: limits are counted under one lock a campaign, values are rows of a unique key.
import { type RawBuilder, sql } from 'kysely';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { type Db, execute, one, type Tx } from '../kit/db.ts';
import { rank } from '../kit/lots.ts';
import type { Admission } from './enqueue.judge.ts';

type Controls = Admission['plan']['controls'];

export const isLimited = ({ audience_limit }: Controls): boolean =>
  audience_limit.total !== null || audience_limit.per_day !== null || audience_limit.per_run !== null;

/** Whether who gets in depends on who else comes. */
export const hasRoomRules = (controls: Controls): boolean =>
  isLimited(controls) || controls.dedupe_attribute !== null;

/**
 * Held until the transaction ends: nobody else lets people into the campaign meanwhile.
 */
export const lockAdmissions = (tx: Tx, { workspaceId, campaignId }: Admission): Promise<number> =>
  execute(
    tx,
    sql`select pg_advisory_xact_lock(${LOCK_CLASSES.admissions}::int, hashtext(${`${workspaceId}:${campaignId}`}))`,
  );

/** How many more may be let in now: to let them in, under the campaign's lock. */
export async function countRoom(db: Db, admission: Admission): Promise<number> {
  const { workspaceId, campaignId, occurrence, plan } = admission;
  const { total, per_day, per_run } = plan.controls.audience_limit;
  const { room } = await one(
    db,
    sql<{ room: number }>`
    select greatest(0, least(${total}::bigint - coalesce(sum(people), 0),
                             ${per_day}::bigint - coalesce(sum(people) filter (where day = ${today(admission)}), 0),
                             ${per_run}::bigint - coalesce(sum(people) filter (where occurrence = ${occurrence}), 0)))::bigint as room
      from admissions where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
  return room;
}

/** Under the campaign's lock, in the transaction that lets them in. */
export async function noteAdmitted(tx: Tx, admission: Admission, people: number): Promise<void> {
  const { workspaceId, campaignId, occurrence } = admission;
  if (people === 0) return;
  await execute(
    tx,
    sql`insert into admissions (workspace_id, campaign_id, day, occurrence, people)
        values (${workspaceId}, ${campaignId}, ${today(admission)}, ${occurrence}, ${people})
        on conflict (workspace_id, campaign_id, day, occurrence) do update set people = admissions.people + excluded.people`,
  );
}

const today = ({ workspaceId, now }: Admission): RawBuilder<unknown> => sql`
  (${now}::timestamptz at time zone (select time_zone from workspaces where workspace_id = ${workspaceId}))::date`;

export interface Room {
  /** How many more there is room for; null: no limit. */
  room: number | null;
  /** Of a run whose lots are drawn, the last lot that finds room; null: lots decide among those who come together. */
  lotsUntil: string | null;
  /** The run within which a value counts once; 0: the whole campaign. */
  scope: number;
}

/**
 * The people of `judged` with duplicate and audience_limit among their reasons, as `with` queries of which the last is
 * `admitted`. Of people with the same value (upper and lower case and blanks around it do not count, no value is like
 * nobody's) the first by turn and lot gets in, with all their entries; who is left out for another reason uses up no value. Where
 * more come than there is room for, turns and lots decide too. Who has a row already, moved here by a merge, does not come again.
 */
export function withRoom(
  admission: Admission,
  people: RawBuilder<unknown>,
  { room, lotsUntil, scope }: Room,
): RawBuilder<unknown> {
  const { workspaceId, campaignId, occurrence } = admission;
  return sql`
    coming as materialized (
      select j.*, ${lotOf(admission)} as drawn, ${DIGEST} as digest
        from (${people}) j
       where not exists (select from deliveries d
                          where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.occurrence = ${occurrence}
                            and d.profile_id = j.profile_id and d.page_id = ${admission.plan.page_id ?? ''} and d.entry_id = j.entry_id)
    ), held as (
      select c.*, coalesce(m.into_profile_id, v.profile_id) as holder
        from coming c
        left join admitted_values v on v.workspace_id = ${workspaceId} and v.campaign_id = ${campaignId} and v.occurrence = ${scope}
         and v.digest = c.digest
        left join profile_merges m on m.workspace_id = ${workspaceId} and m.from_profile_id = v.profile_id
    ), single as (
      select h.*, case when digest is null then true when holder is not null then holder = profile_id
                       else first_value(profile_id) over (partition by digest order by drawn, profile_id) = profile_id end as is_first
        from held h
    ), counted as (
      select s.*, row_number() over (partition by reason is null and is_first order by drawn, profile_id, entry_id) as place
        from single s
    ), chosen as (
      select c.*, case when reason is not null then reason when not is_first then 'duplicate'
                       when place > ${room}::bigint or drawn > ${lotsUntil}::bigint then 'audience_limit' end as verdict
        from counted c
    ), claimed as (
      insert into admitted_values (workspace_id, campaign_id, occurrence, digest, profile_id)
      select distinct ${workspaceId}, ${campaignId}::bigint, ${scope}::int, digest, profile_id from chosen
       where verdict is null and digest is not null and holder is null
       order by digest -- as everybody else does, so that two of them wait for each other in turn
      on conflict do nothing
      returning digest
    ), admitted as (
      select entry_id, profile_id, psid, variant, due_at, expires_at,
             case when verdict is null and digest is not null and holder is null and digest not in (select digest from claimed)
                  then 'duplicate' else verdict end as reason
        from chosen
    )`;
}

/** What makes two values the same; '' and null are like nobody's. */
export const foldedValue = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`lower(btrim(${value}, ${' \t\n\r'}))`;
const folded = foldedValue(sql`value`);
/** As values are kept: nobody can read them there. */
export const digestOf = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`sha256(convert_to(${foldedValue(value)}, 'UTF8'))`;

/** null: like nobody's, or of somebody who is left out anyway. */
const DIGEST = sql`case when reason is null and ${folded} <> '' then ${digestOf(sql`value`)} end`;

/** Lots of those whose turn is earlier are smaller than all of the others': a quarter of all numbers for each of the three turns. */
const lotOf = ({ workspaceId, campaignId, occurrence }: Admission): RawBuilder<unknown> =>
  sql`((${rank('limit', [workspaceId, campaignId, occurrence])} >> 2) + (turn - 1) * ${String(2n ** 62n)}::bigint)`;

/**
 * Draws lots among everybody whom a run with a limit would let in: notes up to which lot there is room, and for each value who
 * has it. So its ranges can be written one by one, as those of others are. What takes long (it reads everybody) holds no row and
 * not the campaign's lock: whoever pauses or stops the run, or lets people into the campaign, waits only for the end of it.
 * Memory is PostgreSQL's `work_mem`; what is more lies on disk. Nobody else draws for the run meanwhile (`holdDraw`).
 */
export async function drawLots(tx: Tx, admission: Admission, people: RawBuilder<unknown>): Promise<void> {
  const { workspaceId, campaignId, occurrence, plan } = admission;
  const first =
    plan.controls.dedupe_attribute === null
      ? sql`select * from coming`
      : sql`select distinct on (coalesce(digest, int8send(profile_id))) * from coming
             order by coalesce(digest, int8send(profile_id)), drawn, profile_id`;
  await execute(tx, sql`create temp table drawn_lots (drawn bigint not null) on commit drop`);
  await execute(
    tx,
    sql`
    with coming as materialized (
      select profile_id, ${lotOf(admission)} as drawn, ${DIGEST} as digest from (${people}) j where reason is null
    ), first as materialized (${first}
    ), noted as (
      insert into admitted_values (workspace_id, campaign_id, occurrence, digest, profile_id)
      select ${workspaceId}, ${campaignId}::bigint, ${occurrence}::int, digest, profile_id from first where digest is not null
    )
    insert into drawn_lots select drawn from first`,
  );
  const isIt = sql`workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}`;
  await execute(tx, sql`select from occurrences where ${isIt} for no key update`);
  await lockAdmissions(tx, admission);
  const room = await countRoom(tx, admission);
  await execute(
    tx,
    sql`
    update occurrences
       set lots_until = case when ${room}::bigint = 0 then ${NOBODY}::bigint else coalesce(
             (select drawn from drawn_lots order by drawn offset ${room}::bigint - 1 limit 1), ${EVERYBODY}::bigint) end
     where ${isIt}`,
  );
}

/** Held until the transaction ends. false: somebody else draws the run's lots just now. */
export async function holdDraw(
  tx: Tx,
  { workspaceId, campaignId, occurrence }: Pick<Admission, 'workspaceId' | 'campaignId' | 'occurrence'>,
): Promise<boolean> {
  const { held } = await one(
    tx,
    sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(${LOCK_CLASSES.draws}::int, hashtext(${`${workspaceId}:${campaignId}:${occurrence}`})) as held`,
  );
  return held;
}

const [NOBODY, EVERYBODY] = ['-9223372036854775808', '9223372036854775807'];
