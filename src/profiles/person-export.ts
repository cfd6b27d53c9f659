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

type Row = Record<string, string | number>;

/** Page by page behind the last key: an offset would read a million events a thousand times. */
async function* exportRows(db: Db, { table, rows, order }: PersonTable, who: Who): AsyncGenerator<string> {
  const key = order ?? [];
  const columns = sql.join(key.map((name) => sql.ref(`t.${name}`)));
  for (let last: Row | undefined; ; ) {
    const after = last;
    const behind = after ? sql`(${columns}) > (${sql.join(key.map((name) => after[name]))})` : sql`true`;
    const page = await many<{ row: Row }>(
      db,
      sql`select to_jsonb(t) - 'workspace_id' - 'search_name' as row from ${sql.table(table)} t
           where ${rows(who)} and ${behind} order by ${columns} limit ${PAGE}`,
    );
    const text = page.map(({ row }) => JSON.stringify(row)).join(',');
    if (text !== '') yield after ? `,${text}` : text;
    if (page.length < PAGE) return;
    last = page.at(-1)!.row;
  }
}
