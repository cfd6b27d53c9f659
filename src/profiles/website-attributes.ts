// Which attributes a key for websites may set: those that such a key was the first to, and those the owner opens to it. What else
// it sends is left out and counted: whoever reads the key could otherwise say anything of anybody (docs/decisions/0020).
import { sql } from 'kysely';
import { execute, jsonb, type Tx } from '../kit/db.ts';
import type { Catalogue } from './catalogue.ts';
import type { Draft } from './customer.draft.ts';

/** So often values of each name were left out. */
export type LeftOut = Map<string, number>;

/** The draft without what a website may not say; what that is, is added to `leftOut`. One from elsewhere stays as it is. */
export function keepAllowed(draft: Draft, catalogue: Catalogue, leftOut: LeftOut): Draft {
  if (!draft.isFromWebsite) return draft;
  const isAllowed = (name: string): boolean => {
    if (!catalogue.types.has(name) || catalogue.ofWebsites.has(name)) return true;
    leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
    return false;
  };
  const set = Object.fromEntries(Object.entries(draft.set).filter(([name]) => isAllowed(name)));
  return { ...draft, set, removed: draft.removed.filter(isAllowed) };
}

/**
 * Counts them. Call it when the people are written and before `noteSeen`, which waits for nobody: so that two transactions wait for
 * each other's names in one direction only.
 */
export async function recordLeftOut(tx: Tx, workspaceId: string, leftOut: LeftOut, now: Date): Promise<void> {
  if (leftOut.size === 0) return;
  const rows = [...leftOut].map(([name, times]) => ({ name, times }));
  await execute(
    tx,
    sql`with locked as (
          select a.name, r.times
            from jsonb_to_recordset(${jsonb(rows)}) as r (name text, times bigint)
            join attributes a on a.workspace_id = ${workspaceId} and a.name = r.name
           order by a.name for no key update of a
        )
        update attributes a set left_out = a.left_out + l.times, left_out_at = ${now}
          from locked l where a.workspace_id = ${workspaceId} and a.name = l.name`,
  );
}
