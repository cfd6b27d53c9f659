// Calls of the API that start messages, by the caller's key: what was answered, so that it is done once.
import { sql } from 'kysely';
import { type Db, execute, jsonb, maybeOne, one, type Tx } from '../kit/db.ts';
import type { TriggerAnswer } from './trigger-call.contract.ts';

export interface CallKey {
  workspaceId: string;
  campaignId: number;
  key: string;
}

export interface StoredCall {
  bodyHash: Buffer;
  answer: TriggerAnswer;
}

export const findCall = (
  tx: Tx,
  { workspaceId, campaignId, key }: CallKey,
): Promise<StoredCall | undefined> =>
  maybeOne(
    tx,
    sql<StoredCall>`
    select body_hash as "bodyHash", answer from trigger_calls
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and idempotency_key = ${key}`,
  );

export async function insertCall(
  tx: Tx,
  { workspaceId, campaignId, key }: CallKey,
  { bodyHash, answer, now }: StoredCall & { now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`
    insert into trigger_calls (workspace_id, campaign_id, idempotency_key, body_hash, answer, called_at)
    values (${workspaceId}, ${campaignId}, ${key}, ${bodyHash}, ${jsonb(answer)}, ${now})`,
  );
}

/** How many calls there were after an instant, up to now: a clock that was set back must not refuse what comes then. */
export async function countCalls(
  tx: Tx,
  { workspaceId, campaignId }: Omit<CallKey, 'key'>,
  { after, now }: { after: Date; now: Date },
): Promise<number> {
  const { calls } = await one<{ calls: number }>(
    tx,
    sql`select count(*) as calls from trigger_calls
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and called_at > ${after} and called_at <= ${now}`,
  );
  return calls;
}

/** Returns how many were forgotten: at most 10,000, so that it never takes long. */
export const forgetCalls = (db: Db, before: Date): Promise<number> =>
  execute(
    db,
    sql`delete from trigger_calls where ctid = any(array(
          select ctid from trigger_calls where called_at < ${before} order by called_at limit 10000))`,
  );
