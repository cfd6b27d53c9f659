// Preflight rows: begun, claimed, carried on and read. A worker owns a row by its fence while its lease lasts; whatever it
// found of some people and how far it came are written together.
import { sql } from 'kysely';
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import type { MessageFinding } from '../delivery/preflight-check.ts';
import { type Db, execute, jsonb, jsonText, many, maybeOne, type Tx } from '../kit/db.ts';
import { compileFilter } from '../segments/compile.ts';
import { countMatching } from '../segments/counting.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareFilter } from '../segments/scope.ts';
import type { Preflight } from './preflight.contract.ts';

/** A finding as it is stored: what all its people have in common. */
export interface StoredFinding extends MessageFinding {
  id: string;
  people: number;
  /** In the definition. */
  fields: string[];
}

export interface PreflightRow {
  workspaceId: string;
  preflightId: number;
  campaignId: number;
  revision: number;
  state: Preflight['state'];
  because: string | null;
  plan: DeliveryPlan;
  filter: GroupFilter;
  lastProfileId: number;
  total: number | null;
  checked: number;
  fine: number;
  unreachable: number;
  affected: number;
  findings: StoredFinding[];
  cursorProfileId: number;
  startedAt: Date;
  finishedAt: Date | null;
  fence: number;
}

const columns = sql`workspace_id as "workspaceId", preflight_id as "preflightId", campaign_id as "campaignId", revision,
  state, because, plan, filter, last_profile_id as "lastProfileId", total, checked, fine, unreachable, affected, findings,
  cursor_profile_id as "cursorProfileId", started_at as "startedAt", finished_at as "finishedAt", fence`;

export const findPreflight = (
  db: Db,
  workspaceId: string,
  campaignId: number,
): Promise<PreflightRow | undefined> =>
  maybeOne(
    db,
    sql<PreflightRow>`select ${columns} from preflights where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );

/** In the place of the one before. The caller holds the campaign's lock. */
export async function replacePreflight(
  tx: Tx,
  of: { workspaceId: string; campaignId: number; revision: number },
  begun: { plan: DeliveryPlan; filter: GroupFilter; now: Date },
): Promise<void> {
  const { workspaceId, campaignId } = of;
  await execute(
    tx,
    sql`delete from preflights where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
  await execute(
    tx,
    sql`
    insert into preflights (workspace_id, campaign_id, revision, plan, filter, started_at, last_profile_id)
    select ${workspaceId}, ${campaignId}::bigint, ${of.revision}::int, ${jsonb(begun.plan)}, ${jsonb(begun.filter)}, ${begun.now},
           coalesce((select max(profile_id) from profiles where workspace_id = ${workspaceId}), 0)`,
  );
}

/** One that nobody works on: new, or left by a process that ended. */
export const claimPreflight = (db: Db, leaseMs: number): Promise<PreflightRow | undefined> =>
  maybeOne(
    db,
    sql<PreflightRow>`
    update preflights set fence = fence + 1, leased_until = now() + ${leaseMs} * interval '1 ms'
     where (workspace_id, preflight_id) = (
             select workspace_id, preflight_id from preflights
              where state = 'running' and (leased_until is null or leased_until < now())
              order by started_at limit 1 for update skip locked)
    returning ${columns}`,
  );

export const countAudience = (db: Db, { workspaceId, filter, startedAt }: PreflightRow): Promise<number> =>
  countMatching(db, workspaceId, filter, startedAt);

/** Who of the ids behind `after`, up to `to`, is in the audience; at most `limit`, in order. */
export async function listAudience(
  db: Db,
  row: PreflightRow,
  { after, to, limit }: { after: number; to: number; limit: number },
): Promise<number[]> {
  const { workspaceId } = row;
  const asOf = { now: row.startedAt, reach: 'few' as const };
  const { filter, scope } = await prepareFilter(db, workspaceId, row.filter, asOf);
  const rows = await many(
    db,
    sql<{ id: number }>`
    select p.profile_id as id from profiles p
     where p.workspace_id = ${workspaceId} and p.profile_id > ${after}::bigint and p.profile_id <= ${to}::bigint
       and (${compileFilter(filter, scope)})
     order by p.profile_id limit ${limit}`,
  );
  return rows.map((row) => row.id);
}

export type Progress = Pick<
  PreflightRow,
  'total' | 'checked' | 'fine' | 'unreachable' | 'affected' | 'findings' | 'cursorProfileId'
>;

/** false: it is no longer ours, was cancelled, or the campaign was changed. */
export async function saveProgress(
  tx: Tx,
  { workspaceId, preflightId, fence }: PreflightRow,
  progress: Progress & { leaseMs: number; people: { finding: string; profileId: number }[] },
): Promise<boolean> {
  const saved = await execute(
    tx,
    sql`
    update preflights p
       set total = ${progress.total}, checked = ${progress.checked}, fine = ${progress.fine},
           unreachable = ${progress.unreachable}, affected = ${progress.affected}, findings = ${jsonb(progress.findings)},
           cursor_profile_id = ${progress.cursorProfileId}, leased_until = now() + ${progress.leaseMs} * interval '1 ms'
     where p.workspace_id = ${workspaceId} and p.preflight_id = ${preflightId} and p.state = 'running' and p.fence = ${fence}
       and exists (select from campaigns c where c.workspace_id = p.workspace_id and c.campaign_id = p.campaign_id
                                              and c.revision = p.revision)`,
  );
  if (saved === 0) return false;
  if (progress.people.length === 0) return true;
  // Whoever was merged or erased since is not listed.
  await execute(
    tx,
    sql`
    insert into preflight_people (workspace_id, preflight_id, finding, profile_id)
    select p.workspace_id, ${preflightId}::bigint, f.finding, p.profile_id
      from json_to_recordset(${jsonText(progress.people)}::json) as f (finding text, "profileId" bigint)
      join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = f."profileId"
       for key share of p`,
  );
  return true;
}

/** The end of a running one, however it came. @param fence null: whoever works on it */
export async function endPreflight(
  db: Db,
  { workspaceId, preflightId }: Pick<PreflightRow, 'workspaceId' | 'preflightId'>,
  end: {
    state: 'finished' | 'failed' | 'cancelled';
    because: string | null;
    fence: number | null;
    now: Date;
  },
): Promise<void> {
  await execute(
    db,
    sql`
    update preflights set state = ${end.state}, because = ${end.because}, finished_at = ${end.now}, leased_until = null
     where workspace_id = ${workspaceId} and preflight_id = ${preflightId} and state = 'running'
       and (${end.fence}::int is null or fence = ${end.fence})`,
  );
}

/** Leaves a running one to whoever comes next, at once. */
export async function releasePreflight(
  db: Db,
  { workspaceId, preflightId, fence }: PreflightRow,
): Promise<void> {
  await execute(
    db,
    sql`update preflights set leased_until = null
         where workspace_id = ${workspaceId} and preflight_id = ${preflightId} and fence = ${fence} and state = 'running'`,
  );
}

export interface AffectedRow {
  finding: string;
  profileId: number;
  customerId: string | null;
  attributes: Record<string, unknown>;
}

const affected = sql`f.finding, f.profile_id as "profileId", p.customer_id as "customerId",
  jsonb_build_object('name', p.attributes -> 'name', 'first_name', p.attributes -> 'first_name',
                     'last_name', p.attributes -> 'last_name') as attributes`;

export const listAffected = (
  db: Db,
  { workspaceId, preflightId }: PreflightRow,
  { finding, after, limit }: { finding: string; after: number; limit: number },
): Promise<AffectedRow[]> =>
  many(
    db,
    sql<AffectedRow>`
    select ${affected} from preflight_people f join profiles p using (workspace_id, profile_id)
     where f.workspace_id = ${workspaceId} and f.preflight_id = ${preflightId} and f.finding = ${finding}
       and f.profile_id > ${after}::bigint
     order by f.profile_id limit ${limit}`,
  );

/** The first few of each of these findings. */
export const listSamples = (
  db: Db,
  { workspaceId, preflightId }: PreflightRow,
  findings: string[],
  limit: number,
): Promise<AffectedRow[]> =>
  many(
    db,
    sql<AffectedRow>`
    select first.* from unnest(${findings}::text[]) wanted
     cross join lateral (
       select ${affected} from preflight_people f join profiles p using (workspace_id, profile_id)
        where f.workspace_id = ${workspaceId} and f.preflight_id = ${preflightId} and f.finding = wanted
        order by f.profile_id limit ${limit}) first`,
  );
