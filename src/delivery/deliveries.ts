// What campaigns ask of delivery: open an occurrence, pause, resume and stop it. The rest happens by itself.
import { sql } from 'kysely';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';
import { laneTopic } from './lane.queries.ts';
import { hostLaneId, pageLaneId } from './lane-kind.ts';
import type { DeliveryPlan } from './plan.contract.ts';

export interface OccurrenceKey {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
}

export interface NewOccurrence extends OccurrenceKey {
  /** Of the campaign. */
  version: number;
  /** When it starts: its audience is found then. */
  dueAt: Date;
  plan: DeliveryPlan;
  /** Who: a filter over people. */
  filter: unknown;
  /** What happened, for everybody of it. */
  data?: Record<string, unknown> | null;
  /** People come in one by one, from now on: it has no audience to find, and ends when it is closed. */
  standing?: boolean;
  /** Others follow it by the campaign's schedule. */
  repeats?: boolean;
}

/** Writes the occurrence. */
export async function openOccurrence(tx: Tx, of: NewOccurrence): Promise<void> {
  const { plan, standing = false, data = null, repeats = false } = of;
  const laneId =
    plan.page_id === null ? hostLaneId(new URL(originOf(plan.request?.url ?? ''))) : pageLaneId(plan.page_id);
  await execute(
    tx,
    sql`
    insert into occurrences (workspace_id, campaign_id, occurrence, version, state, due_at, plan, filter, lane_id, data,
                             standing, repeats, started_at, prepared_at, winner_due_at)
    values (${of.workspaceId}, ${of.campaignId}, ${of.occurrence}, ${of.version}, ${standing ? 'sending' : 'due'}, ${of.dueAt},
            ${jsonb(plan)}, ${jsonb(of.filter)}, ${laneId}, ${data === null ? null : jsonb(data)}, ${standing}, ${repeats},
            ${standing ? of.dueAt : null}, ${standing ? of.dueAt : null}, ${standing ? winnerDueAt(plan, of.dueAt) : null})`,
  );
}

/** When the winner of what starts then is chosen; null: there is none to choose. */
const winnerDueAt = ({ experiment }: DeliveryPlan, startedAt: Date): Date | null =>
  experiment?.winner ? addMs(startedAt, experiment.winner.after_minutes * MINUTE_MS) : null;

/** The origin of a URL that may hold Liquid after it. */
const originOf = (url: string): string => /^https?:\/\/[^/?#{]+/i.exec(url)?.[0] ?? url;

/** Nothing more is claimed; calls under way finish. */
export async function pauseOccurrences(
  tx: Tx,
  workspaceId: string,
  campaignId: number,
  { because, now }: { because: string; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`
    update occurrences set paused_at = ${now}, paused_because = ${because}
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
       and state in ('due', 'preparing', 'sending') and paused_at is null`,
  );
}

export async function resumeOccurrences(tx: Tx, workspaceId: string, campaignId: number): Promise<void> {
  const resumed = await many(
    tx,
    sql<{ laneId: string }>`
    update occurrences set paused_at = null, paused_because = null
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state in ('due', 'preparing', 'sending')
    returning lane_id as "laneId"`,
  );
  for (const { laneId } of resumed) await notify(tx, laneTopic({ workspaceId, laneId }));
}

/** No more claims, no more people; the lane skips whoever still waits. */
export async function stopOccurrences(tx: Tx, workspaceId: string, campaignId: number): Promise<void> {
  await execute(
    tx,
    sql`
    update occurrences set state = 'stopped', paused_at = null, paused_because = null
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state in ('due', 'preparing', 'sending')`,
  );
}
