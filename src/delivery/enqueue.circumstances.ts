// What admission depends on besides the plan: the workspace's rules, a winner that is known already, and people's local times.
import { type RawBuilder, sql } from 'kysely';
import { many, one, type Tx } from '../kit/db.ts';
import { atLocalTime, readZone } from '../kit/zoned-time.ts';
import type { SendingRules } from './controls.contract.ts';
import type { Admission, Circumstances } from './enqueue.judge.ts';
import type { People } from './enqueue.people.ts';

/** @param people whose local times are looked up: those who come, or more. */
export async function findCircumstances(
  tx: Tx,
  admission: Admission,
  { rules, people }: { rules: SendingRules; people: People },
): Promise<Circumstances> {
  return {
    globalControlPercent: rules.global_control_percent,
    ...(await findWinner(tx, admission)),
    localTimes: await findLocalTimes(tx, admission, people.rows),
  };
}

type Winner = Pick<Circumstances, 'winner' | 'winnerDueAt'>;

/** Holds the occurrence, so that who is written as waiting for the winner is not written after it was chosen. */
async function findWinner(tx: Tx, { workspaceId, campaignId, occurrence, plan }: Admission): Promise<Winner> {
  if (plan.experiment === null) return { winner: null, winnerDueAt: null };
  return one(
    tx,
    sql<Winner>`
    select winner, case when not standing then winner_due_at end as "winnerDueAt"
      from occurrences where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}
       for share`,
  );
}

/**
 * In TypeScript, because the clock changes twice a year and PostgreSQL takes the second of two equal times. Values that mean
 * no zone are left to the default.
 */
async function findLocalTimes(
  tx: Tx,
  { plan: { own_zone } }: Admission,
  people: RawBuilder<unknown>,
): Promise<Circumstances['localTimes']> {
  if (own_zone === null) return null;
  const { local_time, time_zone } = own_zone;
  const rows = await many(
    tx,
    sql<{ value: string }>`select distinct zone as value from (${people}) p where zone is not null`,
  );
  const byZone = new Map<string, Date>();
  for (const { value } of rows) {
    const zone = readZone(value);
    if (zone !== null) byZone.set(value, atLocalTime(local_time, zone));
  }
  return { byZone, otherwise: atLocalTime(local_time, time_zone) };
}
