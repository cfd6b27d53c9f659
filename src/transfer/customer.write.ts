// Writes a batch of customers set by set: COPY into a table of the connection, one insert for who is new, one update for who
// differs. The same values through `saveCustomers` take four times as long (bench/import).
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { type Db, execute, many, one, type Tx } from '../kit/db.ts';
import type { OneConnection } from './one-connection.ts';

/** In the order of the file's columns; rows of the table go with the transaction. */
export interface StagedRow {
  customerId: string;
  /** Members of a JSON object. */
  members: string;
}

const ROWS_A_PIECE = 250;

/** Fills the connection's table `import_rows (customer_id, attributes)`. Inside a transaction. */
export async function stageRows(
  tx: Tx,
  { client }: Pick<OneConnection, 'client'>,
  rows: Iterable<StagedRow>,
): Promise<void> {
  await execute(
    tx,
    sql`create temporary table if not exists import_rows (customer_id text not null, attributes jsonb not null)
        on commit delete rows`,
  );
  const stream = client.query(copyFrom('copy pg_temp.import_rows (customer_id, attributes) from stdin'));
  await pipeline(Readable.from(copyPieces(rows)), stream);
}

function* copyPieces(rows: Iterable<StagedRow>): Generator<string> {
  let piece = '';
  let inPiece = 0;
  for (const { customerId, members } of rows) {
    const line = `${customerId}\t{${members}}`;
    piece += `${line.includes('\\') ? line.replaceAll('\\', '\\\\') : line}\n`;
    inPiece += 1;
    if (inPiece === ROWS_A_PIECE) {
      yield piece;
      [piece, inPiece] = ['', 0];
    }
  }
  if (piece !== '') yield piece;
}

/** The profiles of the staged customers. By an array, because a join may read all profiles while there are few. */
const known = (workspaceId: string) => sql`
  select profile_id, customer_id, attributes, created_at from profiles
   where workspace_id = ${workspaceId} and customer_id = any(array(select customer_id from pg_temp.import_rows))`;

const blankNames = sql`array(select key from jsonb_each(r.attributes) as a where a.value = 'null')`;
/** What a staged row makes of attributes there are. null removes a name, when blank cells are to clear. */
const merged = (attributes: ReturnType<typeof sql>, clears: boolean) =>
  clears ? sql`(${attributes} || r.attributes) - ${blankNames}` : sql`${attributes} || r.attributes`;

export interface BatchKey {
  workspaceId: string;
  importId: number;
  /** Place of the batch in the file. */
  batchAt: number;
}

const HASH = sql`hashtextextended(customer_id, 0)`;

/** Remembers whom the batch speaks of, so that whoever comes twice is counted once. */
export async function noteSeen(tx: Tx, { workspaceId, importId, batchAt }: BatchKey): Promise<void> {
  await execute(
    tx,
    sql`insert into import_seen (workspace_id, import_id, batch, part, hashes)
        select ${workspaceId}, ${importId}, ${batchAt}, 'all', array_agg(${HASH}) from pg_temp.import_rows
        having count(*) > 0`,
  );
}

/** What writing the staged rows would do; who is how is remembered, see `countSeen`. */
export async function noteEffects(
  tx: Tx,
  { workspaceId, importId, batchAt }: BatchKey,
  clears: boolean,
): Promise<{ unknown: number; changed: number }> {
  return one(
    tx,
    sql<{ unknown: number; changed: number }>`
    with judged as (
      select ${HASH} as hash, p.profile_id is null as is_unknown,
             p.profile_id is not null and p.attributes is distinct from ${merged(sql`p.attributes`, clears)} as is_changed
        from pg_temp.import_rows r left join (${known(workspaceId)}) p using (customer_id)
    ), noted as (
      insert into import_seen (workspace_id, import_id, batch, part, hashes)
      select ${workspaceId}, ${importId}, ${batchAt}, part, array_agg(hash)
        from judged cross join lateral (values ('unknown', is_unknown), ('changed', is_changed)) as k (part, holds)
       where holds group by part
    )
    select count(*) filter (where is_unknown) as unknown, count(*) filter (where is_changed) as changed from judged`,
  );
}

export interface Seen {
  all: number;
  unknown: number;
  changed: number;
}

/** How many people the job met; of a check, how many of them nobody is, and how many a run would change. */
export const countSeen = (db: Db, workspaceId: string, importId: number): Promise<Seen> =>
  one(
    db,
    sql<Seen>`
    select count(distinct hash) filter (where part = 'all') as all,
           count(distinct hash) filter (where part = 'unknown') as unknown,
           count(distinct hash) filter (where part = 'changed') as changed
      from import_seen, unnest(hashes) as hash
     where workspace_id = ${workspaceId} and import_id = ${importId}`,
  );

/** Those nobody is yet; whoever is made by somebody else at this moment is left for `updateStaged`. Returns the new profiles. */
export async function insertStaged(
  tx: Tx,
  workspaceId: string,
  { clears, stampAt }: { clears: boolean; stampAt: string },
): Promise<number[]> {
  const attributes = clears ? sql`r.attributes - ${blankNames}` : sql`r.attributes`;
  const rows = await many(
    tx,
    sql<{ id: number }>`
    insert into profiles (workspace_id, customer_id, attributes, created_at, updated_at)
    select ${workspaceId}, r.customer_id, ${attributes}, ${stampAt}::timestamptz, ${stampAt}::timestamptz
      from pg_temp.import_rows r
     where r.customer_id not in (select customer_id from (${known(workspaceId)}) as p)
     order by r.customer_id
    on conflict (workspace_id, customer_id) where customer_id is not null do nothing
    returning profile_id as id`,
  );
  return rows.map(({ id }) => id);
}

export interface UpdateNeeds {
  workspaceId: string;
  importId: number;
  clears: boolean;
  stampAt: string;
  /** About to be merged into staged customers: locked in the same order as those. */
  alsoLock: readonly number[];
}

/**
 * Changes whom the staged rows say something new about, and keeps what was there. Only they are locked, by id as everybody
 * locks profiles. People this import made are not kept: undoing it takes them away. Returns how many were changed that it
 * had not changed before.
 */
export async function updateStaged(tx: Tx, needs: UpdateNeeds): Promise<number> {
  const { workspaceId, importId, clears, stampAt, alsoLock } = needs;
  const { changed } = await one(
    tx,
    sql<{ changed: number }>`
    with locked as materialized (
      select profile_id, customer_id, attributes, created_at from profiles
       where workspace_id = ${workspaceId} and profile_id = any(array(
               select p.profile_id from pg_temp.import_rows r join (${known(workspaceId)}) p using (customer_id)
                where p.attributes is distinct from ${merged(sql`p.attributes`, clears)})
             || ${alsoLock}::bigint[])
       order by profile_id for no key update
    ), written as (
      update profiles p set attributes = ${merged(sql`l.attributes`, clears)}, updated_at = ${stampAt}::timestamptz
        from locked l join pg_temp.import_rows r using (customer_id)
       where p.workspace_id = ${workspaceId} and p.profile_id = l.profile_id
         and l.attributes is distinct from ${merged(sql`l.attributes`, clears)}
      returning p.profile_id, l.attributes as old, r.attributes as given, l.created_at
    ), kept as (
      insert into import_changes as c (workspace_id, import_id, profile_id, before, after)
      select ${workspaceId}, ${importId}, w.profile_id, d.before, d.after
        from written w, lateral (
          select coalesce(jsonb_object_agg(g.key, w.old -> g.key) filter (where w.old ? g.key), '{}') as before,
                 coalesce(jsonb_object_agg(g.key, g.value), '{}') as after
            from jsonb_each(w.given) g
           where w.old -> g.key is distinct from g.value and (w.old ? g.key or g.value <> 'null')
        ) d
       where w.created_at <> ${stampAt}::timestamptz
      on conflict (workspace_id, import_id, profile_id)
      do update set before = excluded.before || c.before, after = c.after || excluded.after
      returning xmax = 0 as is_first
    )
    select count(*) filter (where is_first) as changed from kept`,
  );
  return changed;
}

export async function keepCreated(
  tx: Tx,
  { workspaceId, importId }: { workspaceId: string; importId: number },
  batch: number,
  profileIds: readonly number[],
): Promise<void> {
  if (profileIds.length === 0) return;
  await execute(
    tx,
    sql`insert into import_created (workspace_id, import_id, batch, profile_ids)
        values (${workspaceId}, ${importId}, ${batch}, ${profileIds}::bigint[])`,
  );
}

/** Takes away the staged customers nobody is. Returns how many. */
export const dropUnknown = (tx: Tx, workspaceId: string): Promise<number> =>
  execute(
    tx,
    sql`delete from pg_temp.import_rows
         where customer_id not in (select customer_id from (${known(workspaceId)}) as p)`,
  );
