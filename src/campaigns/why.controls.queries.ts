// What controls judged a person by: the runs with their frozen plans, lots, room, and who has the person's value.
import { sql } from 'kysely';
import { isAmong, isTested, variantOf } from '../delivery/enqueue.groups.ts';
import { digestOf, foldedValue } from '../delivery/enqueue.limits.ts';
import { listHad } from '../delivery/gate.queries.ts';
import { completePlan, type DeliveryPlan } from '../delivery/plan.contract.ts';
import { type Db, many, maybeOne, one } from '../kit/db.ts';
import type { RuledPlan } from './campaign.check.ts';
import type { Admitted, KnownHad, Lots, RuledRun } from './why.control.ts';
import { MOST_AHEAD } from './why.controls.gate.ts';
import type { OfPerson } from './why.queries.ts';

type OfCampaign = Omit<OfPerson, 'profileId'>;

/** @param of null: the one that is under way or to come, if there is one */
export async function listRuledRuns(
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  of: readonly number[] | null,
): Promise<RuledRun[]> {
  const rows = await many(
    db,
    sql<RuledRun & { plan: DeliveryPlan }>`
    select occurrence, version, standing as "isStanding", plan, winner, winner_due_at as "winnerDueAt",
           coalesce(prepared_at, started_at) as "preparedAt"
      from occurrences
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
       and ${of === null ? sql`state in ('due', 'preparing', 'sending')` : sql`occurrence = any(${of}::int[])`}
     order by occurrence desc limit ${of?.length ?? 1}`,
  );
  return rows.map((row) => ({ ...row, plan: completePlan(row.plan) }));
}

export const findLots = (
  db: Db,
  { workspaceId, campaignId, profileId }: OfPerson,
  { controls, experiment }: RuledPlan,
  globalPercent: number,
): Promise<Lots> => {
  const own = [workspaceId, campaignId];
  return one(
    db,
    sql<Lots>`
    select ${isAmong(controls.use_global_control ? globalPercent : 0, 'global control', [workspaceId])} as "isGlobalControl",
           ${isAmong(controls.control_group_percent, 'control', own)} as "isControl",
           ${experiment === null ? sql`null::smallint` : variantOf(experiment, own)} as variant,
           ${experiment?.winner == null ? sql`true` : isTested(experiment.winner.test_percent, own)} as "isTested"
      from (select ${profileId}::bigint as profile_id) person`,
  );
};

/** @param occurrence the run that is asked about */
export const countAdmitted = (
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  { occurrence, day }: { occurrence: number; day: string },
): Promise<Admitted> =>
  one(
    db,
    sql<Admitted>`
    select coalesce(sum(people), 0)::bigint as total,
           coalesce(sum(people) filter (where day = ${day}::date), 0)::bigint as today,
           coalesce(sum(people) filter (where occurrence = ${occurrence}), 0)::bigint as "inRun"
      from admissions where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );

export interface HolderRow {
  hasValue: boolean;
  /** null: nobody has it. */
  profileId: number | null;
  customerId: string | null;
  attributes: Record<string, unknown> | null;
}

/**
 * Who has the person's value of an attribute, as it is now, among those who were let in.
 * @param scope the run within which a value counts once; 0: the whole campaign
 */
export const findHolder = (
  db: Db,
  { workspaceId, campaignId, profileId }: OfPerson,
  { scope, attribute }: { scope: number; attribute: string },
): Promise<HolderRow> =>
  one(
    db,
    sql<HolderRow>`
    select coalesce(${foldedValue(sql`asked.attributes ->> ${attribute}`)}, '') <> '' as "hasValue",
           p.profile_id as "profileId", p.customer_id as "customerId", p.attributes
      from profiles asked
      left join admitted_values v on v.workspace_id = asked.workspace_id and v.campaign_id = ${campaignId} and v.occurrence = ${scope}
       and v.digest = ${digestOf(sql`asked.attributes ->> ${attribute}`)}
      left join profile_merges m on m.workspace_id = v.workspace_id and m.from_profile_id = v.profile_id
      left join profiles p on p.workspace_id = v.workspace_id and p.profile_id = coalesce(m.into_profile_id, v.profile_id)
     where asked.workspace_id = ${workspaceId} and asked.profile_id = ${profileId}`,
  );

/** What the person has had since then, and ever of this campaign, with the names of the campaigns. */
export async function listKnownHad(
  db: Db,
  { workspaceId, campaignId, profileId }: OfPerson,
  since: Date,
): Promise<KnownHad[]> {
  const rows = await listHad(db, workspaceId, { profileIds: [profileId], since, ever: [campaignId] });
  const ids = [...new Set(rows.map((row) => row.campaignId))];
  const names = await many(
    db,
    sql<{ id: number; name: string }>`
    select campaign_id as id, name from campaigns where workspace_id = ${workspaceId} and campaign_id = any(${ids}::bigint[])`,
  );
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, campaign: nameOf.get(row.campaignId) ?? '' }));
}

/** How many of the run leave before a message that is due; of very many not all are counted. */
export const countAhead = async (
  db: Db,
  { workspaceId, campaignId }: OfCampaign,
  { occurrence, dueAt, deliveryId }: { occurrence: number; dueAt: Date; deliveryId: number },
): Promise<number> =>
  (
    await one(
      db,
      sql<{ n: number }>`
      select count(*) as n from (
        select from deliveries
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}
           and state = 'pending' and (due_at, delivery_id) < (${dueAt}::timestamptz, ${deliveryId}::bigint)
         limit ${MOST_AHEAD + 1}) before`,
    )
  ).n;

/** When the workspace's rules were last changed; null: never. */
export const findRulesChange = async (db: Db, workspaceId: string): Promise<Date | null> =>
  (
    await maybeOne(
      db,
      sql<{ at: Date }>`select updated_at as at from sending_rules where workspace_id = ${workspaceId}`,
    )
  )?.at ?? null;
