// Lists of people: made by imports or calls, used by segments, deleted when none does.
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { lockCustomers } from '../profiles/people-lock.ts';
import { checkIdentifier, findAttributeTypes } from './attribute-types.ts';
import { MAX_LISTS } from './list.contract.ts';
import { stagedMatches } from './list.match.ts';

export interface ListRow {
  listId: number;
  name: string;
  identifier: string;
  people: number;
  given: number;
  unmatched: number;
  createdAt: Date;
}

const rows = (workspaceId: string) => sql<ListRow>`
  select l.list_id as "listId", l.name, l.identifier, l.given, l.unmatched, l.created_at as "createdAt",
         (select count(*) from list_members m
           where m.workspace_id = l.workspace_id and m.list_id = l.list_id) as people
    from lists l where l.workspace_id = ${workspaceId}`;

export const listLists = (db: Db, workspaceId: string): Promise<ListRow[]> =>
  many(db, sql<ListRow>`${rows(workspaceId)} order by l.list_id desc limit ${MAX_LISTS}`);

/** Refuses with not_found. */
export async function getList(db: Db, workspaceId: string, listId: number): Promise<ListRow> {
  const row = await maybeOne(db, sql<ListRow>`${rows(workspaceId)} and l.list_id = ${listId}`);
  if (!row) throw notFound(`list ${formatId('lst', listId)}`);
  return row;
}

/** An empty list. Refuses (conflict) a name that is taken, and one list too many. */
export async function createList(
  tx: Tx,
  workspaceId: string,
  given: { name: string; identifier: string },
  now: Date,
): Promise<number> {
  const { count } = await one(
    tx,
    sql<{ count: number }>`select count(*) from lists where workspace_id = ${workspaceId}`,
  );
  if (count >= MAX_LISTS)
    throw conflict(`There are ${MAX_LISTS} lists already.`, 'Delete one that no segment uses.');
  const row = await maybeOne(
    tx,
    sql<{ listId: number }>`
    insert into lists (workspace_id, name, identifier, created_at)
    values (${workspaceId}, ${given.name}, ${given.identifier}, ${now})
    on conflict do nothing returning list_id as "listId"`,
  );
  if (row) return row.listId;
  throw new AppError('conflict', `There is a list named “${given.name}” already.`, {
    field: 'name',
    remedy: 'Give it another name.',
  });
}

/** Of some thousand values. Returns the list and the values nobody has. Refuses (invalid) an attribute that is not there. */
export function createListOf(
  db: Db,
  by: { workspaceId: string; actor: string; now: Date },
  given: { name: string; identifier: string; values: readonly string[] },
): Promise<{ listId: number; unmatched: string[] }> {
  const { workspaceId, actor, now } = by;
  const { identifier } = given;
  const values = [...new Set(given.values)];
  return withTransaction(db, async (tx) => {
    await lockCustomers(tx, workspaceId, 'shared');
    const types = await findAttributeTypes(tx, workspaceId);
    checkIdentifier(identifier, types, 'identifier');
    const listId = await createList(tx, workspaceId, given, now);
    await execute(
      tx,
      sql`create temporary table if not exists import_rows (customer_id text not null, attributes jsonb not null)
          on commit delete rows`,
    );
    await execute(
      tx,
      sql`insert into pg_temp.import_rows
          select value, '{}' from jsonb_array_elements_text(${jsonb(values)}) as value`,
    );
    const matches = stagedMatches(workspaceId, identifier, types.get(identifier) ?? 'string');
    await execute(
      tx,
      sql`insert into list_members (workspace_id, list_id, profile_id)
          select distinct ${workspaceId}, ${listId}::bigint, m.profile_id from (${matches}) m order by 3`,
    );
    const unmatched = await many(
      tx,
      sql<{ value: string }>`
      select customer_id as value from pg_temp.import_rows
       where customer_id not in (select value from (${matches}) m) order by 1`,
    );
    await execute(
      tx,
      sql`update lists set given = ${values.length}, unmatched = ${unmatched.length}
           where workspace_id = ${workspaceId} and list_id = ${listId}`,
    );
    const subject = formatId('lst', listId);
    await writeAudit(tx, { workspaceId, actor, action: 'list.created', subject, at: now });
    return { listId, unmatched: unmatched.map(({ value }) => value) };
  });
}

/** Refuses (conflict) while a segment, or an import that fills it, needs it. */
export function deleteList(
  db: Db,
  { workspaceId, actor, now }: { workspaceId: string; actor: string; now: Date },
  listId: number,
): Promise<void> {
  const subject = formatId('lst', listId);
  return withTransaction(db, async (tx) => {
    const list = await maybeOne(
      tx,
      sql<{ name: string }>`
      select name from lists where workspace_id = ${workspaceId} and list_id = ${listId} for update`,
    );
    if (!list) throw notFound(`list ${subject}`);
    const user = await findUser(tx, workspaceId, listId);
    if (user !== undefined) throw conflict(`${user} uses this list.`, 'Take it out there first.');
    await execute(tx, sql`delete from lists where workspace_id = ${workspaceId} and list_id = ${listId}`);
    await writeAudit(tx, {
      ...{ workspaceId, actor, action: 'list.deleted', subject, at: now },
      details: { name: list.name },
    });
  });
}

/** A segment names lists anywhere in its tree. */
async function findUser(tx: Tx, workspaceId: string, listId: number): Promise<string | undefined> {
  const path = `$.** ? (@.kind == "list" && @.list_id == "${formatId('lst', listId)}")`;
  const segment = await maybeOne(
    tx,
    sql<{ name: string }>`
    select name from segments
     where workspace_id = ${workspaceId} and jsonb_path_exists(filter, ${path}::jsonpath) limit 1`,
  );
  if (segment) return `The segment “${segment.name}”`;
  const filling = await maybeOne(
    tx,
    sql<{ name: string }>`
    select name from imports
     where workspace_id = ${workspaceId} and list_id = ${listId} and state in ('running', 'paused') limit 1`,
  );
  return filling && `The import of “${filling.name}”`;
}
