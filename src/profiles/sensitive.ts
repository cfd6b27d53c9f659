// Sensitive attributes: hidden on screens and in answers from whoever may not see them. Filters and messages use them.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { type Actor, maySeeSensitive } from '../kit/http/actor.ts';

/** The names of the workspace's sensitive attributes. */
export async function listSensitive(db: Db, workspaceId: string): Promise<ReadonlySet<string>> {
  const rows = await many<{ name: string }>(
    db,
    sql`select name from attributes where workspace_id = ${workspaceId} and sensitive`,
  );
  return new Set(rows.map((row) => row.name));
}

const NONE: ReadonlySet<string> = new Set();

/** What is hidden from whoever asks: the sensitive names, or none for those who may see them. */
export const listHidden = (db: Db, actor: Actor): Promise<ReadonlySet<string>> =>
  maySeeSensitive(actor) ? Promise.resolve(NONE) : listSensitive(db, actor.workspaceId);

/** The attributes without those that are hidden, and the names of the hidden ones that the person has. */
export function hideAttributes(
  attributes: Record<string, unknown>,
  hidden: ReadonlySet<string>,
): { shown: Record<string, unknown>; hidden: string[] } {
  const names = Object.keys(attributes).filter((name) => hidden.has(name));
  if (names.length === 0) return { shown: attributes, hidden: [] };
  const shown = Object.entries(attributes).filter(([name]) => !hidden.has(name));
  return { shown: Object.fromEntries(shown), hidden: names.sort() };
}
