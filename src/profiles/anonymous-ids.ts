// Visitors: people an app knows by an id of its own making (Segment's anonymousId) until they say who they are. Each has an
// anonymous profile until a call names the customer as well: then everything of it is the customer's.
import { sql } from 'kysely';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';
import { lockCustomers, lockNewVisitors } from './people-lock.ts';

/** Whose an anonymous id is. */
export interface Visitor {
  profileId: number;
  /** null: nobody knows yet who it is. */
  customerId: string | null;
}

/**
 * The profiles of these anonymous ids, as far as there are any. Until the transaction ends none of them moves, and nobody
 * else makes those that are missing. Call it first in a transaction, once for all ids (`people-lock.ts`).
 */
export async function lockVisitors(
  tx: Tx,
  workspaceId: string,
  anonymousIds: readonly string[],
): Promise<Map<string, Visitor>> {
  await lockCustomers(tx, workspaceId, 'shared');
  const ids = [...new Set(anonymousIds)];
  if (ids.length === 0) return new Map();
  const known = await many<{ anonymous_id: string }>(
    tx,
    sql`select anonymous_id from anonymous_ids
         where workspace_id = ${workspaceId} and anonymous_id = any(${ids}::text[])`,
  );
  const seen = new Set(known.map((row) => row.anonymous_id));
  await lockNewVisitors(
    tx,
    workspaceId,
    ids.filter((id) => !seen.has(id)),
  );
  await many(
    tx,
    sql`select from anonymous_ids
         where workspace_id = ${workspaceId} and anonymous_id = any(${ids}::text[])
         order by anonymous_id for no key update`,
  );
  // A statement of its own: the one that waited for a lock still sees whose they were before.
  const rows = await many<Visitor & { anonymousId: string }>(
    tx,
    sql`select a.anonymous_id as "anonymousId", p.profile_id as "profileId", p.customer_id as "customerId"
          from anonymous_ids a join profiles p using (workspace_id, profile_id)
         where a.workspace_id = ${workspaceId} and a.anonymous_id = any(${ids}::text[])`,
  );
  return new Map(rows.map(({ anonymousId, ...visitor }) => [anonymousId, visitor]));
}

/** The same, and whoever is not known yet gets an anonymous profile: every id has a visitor. */
export async function ensureVisitors(
  tx: Tx,
  workspaceId: string,
  anonymousIds: readonly string[],
  now: Date,
): Promise<Map<string, Visitor>> {
  const visitors = await lockVisitors(tx, workspaceId, anonymousIds);
  const missing = [...new Set(anonymousIds)].filter((id) => !visitors.has(id));
  if (missing.length === 0) return visitors;
  const made = await many<{ profile_id: number }>(
    tx,
    sql`insert into profiles (workspace_id, created_at, updated_at)
        select ${workspaceId}, ${now}, ${now} from generate_series(1, ${missing.length}::int)
        returning profile_id`,
  );
  const places = missing.map((anonymousId, index) => ({ anonymousId, profileId: made[index]!.profile_id }));
  await placeVisitors(tx, workspaceId, places, now);
  for (const { anonymousId, profileId } of places) visitors.set(anonymousId, { profileId, customerId: null });
  return visitors;
}

/** Says whose ids nobody had seen are. The caller holds `lockVisitors` for them. */
export async function placeVisitors(
  tx: Tx,
  workspaceId: string,
  places: readonly { anonymousId: string; profileId: number }[],
  now: Date,
): Promise<void> {
  if (places.length === 0) return;
  const rows = places.map(({ anonymousId, profileId }) => ({ id: anonymousId, profile_id: profileId }));
  await execute(
    tx,
    sql`insert into anonymous_ids (workspace_id, anonymous_id, profile_id, first_seen_at)
        select ${workspaceId}, v.id, v.profile_id, ${now}
          from jsonb_to_recordset(${jsonb(rows)}) as v (id text, profile_id bigint) order by v.id`,
  );
}
