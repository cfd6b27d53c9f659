// A copy of everything that is known of a person, for themselves: JSON, a table after the other, as they stand in person-tables.ts.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { getProfileId } from './person-refs.ts';
import { PERSON_TABLES, type PersonTable, type Who } from './person-tables.ts';
import { gatherWho } from './who.ts';

/** Rows in memory at once; a person may have a million events. */
const PAGE = 1_000;

/**
 * The text of the export in pieces: `{"person", "exported_at", "data": {title: rows}}`. Columns bear the names they have in
 * schema.sql; the workspace is left out. Refuses `not_found` before the first piece.
 */
export async function* exportPerson(
  db: Db,
  workspaceId: string,
  profileId: number,
  now: Date,
): AsyncGenerator<string> {
  const remaining = await getProfileId(db, workspaceId, { profileId });
  const who = await gatherWho(db, workspaceId, remaining);
  const head = { person: formatId('prf', remaining), exported_at: now.toISOString() };
  yield `${JSON.stringify(head).slice(0, -1)},"data":{`;
  let isFirst = true;
  // The person first, then what they did: the order of erasing turned round.
  for (const table of PERSON_TABLES.toReversed()) {
    if (table.order === null) continue;
    yield `${isFirst ? '' : ','}${JSON.stringify(table.title)}:[`;
    yield* exportRows(db, table, who);
    yield ']';
    isFirst = false;
  }
  yield '}}';
}

async function* exportRows(db: Db, { table, rows, order }: PersonTable, who: Who): AsyncGenerator<string> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await many<{ row: Record<string, unknown> }>(
      db,
      sql`select to_jsonb(t) - 'workspace_id' - 'search_name' as row from ${sql.table(table)} t
           where ${rows(who)} order by ${order} limit ${PAGE} offset ${offset}`,
    );
    const text = page.map(({ row }) => JSON.stringify(row)).join(',');
    if (text !== '') yield offset === 0 ? text : `,${text}`;
    if (page.length < PAGE) return;
  }
}
