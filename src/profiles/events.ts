// The event table: what people did, from Messenger and from apps. Segments and triggers read it; nothing rewrites it.
import { sql } from 'kysely';
import { execute, jsonb, type Tx } from '../kit/db.ts';

export interface EventInput {
  profileId: number;
  name: string;
  occurredAt: Date;
  source: 'messenger' | 'api';
  pageId: string | null;
  /** The same key is stored once a workspace, whoever it came for; null: every call is an event of its own. */
  dedupeKey: string | null;
  attributes: Record<string, unknown>;
}

/** Stores events and returns how many were new. Call it once in a transaction, after what it refers to is stored. */
export async function recordEvents(
  tx: Tx,
  workspaceId: string,
  events: readonly EventInput[],
): Promise<number> {
  if (events.length === 0) return 0;
  const names = [...new Set(events.map((event) => event.name))].sort();
  await execute(
    tx,
    sql`insert into event_names (workspace_id, name)
        select ${workspaceId}, name from jsonb_array_elements_text(${jsonb(names)}) as name
        on conflict do nothing`,
  );
  const rows = events.map((event) => ({
    profile_id: event.profileId,
    name: event.name,
    occurred_at: event.occurredAt,
    source: event.source,
    page_id: event.pageId,
    dedupe_key: event.dedupeKey,
    attributes: event.attributes,
  }));
  // Sorted, so that two transactions with the same keys wait for each other in one direction only.
  return execute(
    tx,
    sql`
      insert into events (workspace_id, profile_id, name, occurred_at, source, page_id, dedupe_key, attributes)
      select ${workspaceId}, e.*
        from jsonb_to_recordset(${jsonb(rows)}) as e (profile_id bigint, name text, occurred_at timestamptz,
               source text, page_id text, dedupe_key text, attributes jsonb)
       order by e.dedupe_key, e.occurred_at
      on conflict (workspace_id, dedupe_key) where dedupe_key is not null do nothing`,
  );
}
