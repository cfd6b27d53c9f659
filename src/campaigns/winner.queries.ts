// Runs whose winner is to be chosen, the figures it is chosen by, and writing it down.
import { type RawBuilder, sql } from 'kysely';
import type { Experiment } from '../delivery/plan.contract.ts';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { Decision, VariantCount } from './winner.ts';

export type WinnerMetric = NonNullable<Experiment['winner']>['metric'];

/** When the winner of the run `o`, which starts now, is chosen; null: it has none to choose. */
export const winnerDueAt = (now: Date): RawBuilder<unknown> =>
  sql`${now}::timestamptz + (o.plan #>> '{experiment,winner,after_minutes}')::int * interval '1 minute'`;

export interface Undecided {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  experiment: Experiment;
}

/**
 * One run whose time has come, with its row locked; runs that somebody else decides are left to them. Of a paused one nothing
 * is decided: its people could not answer yet. A run whose audience is still being written waits too.
 */
export async function lockUndecided(tx: Tx, now: Date): Promise<Undecided | undefined> {
  return maybeOne(
    tx,
    sql<Undecided>`
    select workspace_id as "workspaceId", campaign_id as "campaignId", occurrence, lane_id as "laneId",
           plan -> 'experiment' as experiment
      from occurrences
     where winner_due_at <= ${now} and winner is null and finished_at is null and state = 'sending' and paused_at is null
     order by winner_due_at limit 1
       for no key update skip locked`,
  );
}

/** What a delivery `d` must have had for its person to count. */
const HITS: Record<WinnerMetric, RawBuilder<unknown>> = {
  read: sql`d.read_at is not null`,
  clicked: sql`exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id
                          and r.kind = 'click')`,
  replied: sql`exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id
                          and r.kind in ('reply', 'quick_reply', 'postback'))`,
  converted: sql`exists (select from conversions c where c.workspace_id = d.workspace_id and c.campaign_id = d.campaign_id
                            and c.delivery_id = d.delivery_id and not c.is_unsent)`,
};

/** People of each variant, those without any included. */
export async function countVariants(
  db: Db,
  { workspaceId, campaignId, occurrence, experiment }: Undecided,
  metric: WinnerMetric,
): Promise<VariantCount[]> {
  const rows = await many(
    db,
    sql<VariantCount>`
    select d.variant, count(distinct d.profile_id) as accepted,
           count(distinct d.profile_id) filter (where ${HITS[metric]}) as reached
      from deliveries d
     where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.occurrence = ${occurrence}
       and d.state = 'accepted' and d.variant is not null
     group by d.variant`,
  );
  const byVariant = new Map(rows.map((row) => [row.variant, row]));
  return experiment.variants.map(
    (_, variant) => byVariant.get(variant) ?? { variant, accepted: 0, reached: 0 },
  );
}

/**
 * Whoever waits for it gets it as soon as their lane looks; their rows name it when their call begins. Notes who was in by
 * then, for the comparison: the run is locked, so nobody comes in meanwhile.
 */
export async function writeWinner(
  tx: Tx,
  { workspaceId, campaignId, occurrence }: Undecided,
  decision: Decision & { metric: WinnerMetric; at: string },
): Promise<void> {
  await execute(
    tx,
    sql`update occurrences set winner = ${decision.winner}, decision = ${jsonb(decision)} || jsonb_build_object('last_delivery_id',
                (select max(delivery_id) from deliveries where workspace_id = ${workspaceId} and campaign_id = ${campaignId}))
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}`,
  );
}
