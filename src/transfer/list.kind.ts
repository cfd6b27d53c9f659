// A list from a file of identifiers: whoever has one of them is in. Values nobody has are kept to be downloaded.
import { sql } from 'kysely';
import { execute, maybeOne, one, type Tx } from '../kit/db.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';
import type { ScannedRow } from './csv.scan.ts';
import { noteSeen, stageRows } from './customer.write.ts';
import { MAX_KEPT_ERRORS } from './import.contract.ts';
import type { Kind, WriteNeeds, Written } from './import.kinds.ts';
import { stagedMatches } from './list.match.ts';
import type { BadRow, RowCompiler } from './row.compile.ts';

interface ListBatch {
  /** Line by value. */
  values: Map<string, number>;
  duplicates: number;
  bad: BadRow[];
}

export const listKind: Kind<ListBatch> = {
  // An attribute without an index is looked for among everybody, once a batch.
  batchRows: 20_000,
  open: () => ({ values: new Map(), duplicates: 0, bad: [] }),
  add: addValues,
  write: writeMembers,
};

function addValues(batch: ListBatch, rows: readonly ScannedRow[], compiler: RowCompiler): void {
  for (const scanned of rows) {
    const result = compiler.read(scanned);
    if (!result.ok) batch.bad.push(result.bad);
    else if (batch.values.has(result.row.identifier)) batch.duplicates += 1;
    else batch.values.set(result.row.identifier, result.row.line);
  }
}

async function writeMembers(batch: ListBatch, needs: WriteNeeds): Promise<Written> {
  const { tx, job, connection, isCheck, batchAt } = needs;
  const { workspaceId, importId } = job;
  const rows = [...batch.values].map(([customerId, line]) => ({ customerId, members: `"line":${line}` }));
  await stageRows(tx, connection, rows);
  const repeated = await dropSeen(tx, job);
  await noteSeen(tx, { workspaceId, importId, batchAt });
  const given = batch.values.size - repeated;
  const { identifier } = job.settings.list!;
  const matches = stagedMatches(workspaceId, identifier, await findType(tx, workspaceId, identifier));
  if (!isCheck && job.listId !== null)
    await execute(
      tx,
      sql`insert into list_members (workspace_id, list_id, profile_id)
          select distinct ${workspaceId}, ${job.listId}::bigint, m.profile_id from (${matches}) m order by 3
          on conflict do nothing`,
    );
  const { matched } = await one(
    tx,
    sql<{ matched: number }>`select count(distinct value) as matched from (${matches}) m`,
  );
  const unmatched = given - matched;
  if (unmatched > 0) await keepUnmatched(needs, matches);
  if (!isCheck && job.listId !== null)
    await execute(
      tx,
      sql`update lists set given = given + ${given}, unmatched = unmatched + ${unmatched}
           where workspace_id = ${workspaceId} and list_id = ${job.listId}`,
    );
  return { counts: { matched, unmatched, duplicates: batch.duplicates + repeated }, bad: batch.bad };
}

/** Takes away the staged values that came in a batch before. Lists are short beside customers: each looks at all before it. */
const dropSeen = (tx: Tx, { workspaceId, importId }: { workspaceId: string; importId: number }) =>
  execute(
    tx,
    sql`delete from pg_temp.import_rows
         where hashtextextended(customer_id, 0) in (
           select hash from import_seen, unnest(hashes) as hash
            where workspace_id = ${workspaceId} and import_id = ${importId})`,
  );

async function findType(tx: Tx, workspaceId: string, name: string): Promise<AttributeType> {
  const row = await maybeOne(
    tx,
    sql<{ type: AttributeType }>`
    select type from attributes where workspace_id = ${workspaceId} and name = ${name}`,
  );
  return row?.type ?? 'string';
}

/** As rows of the download, so long as there is room for them. */
async function keepUnmatched({ tx, job }: WriteNeeds, matches: ReturnType<typeof stagedMatches>) {
  const { workspaceId, importId } = job;
  const room = MAX_KEPT_ERRORS - (job.counts.unmatched ?? 0) - (job.counts.bad ?? 0);
  await execute(
    tx,
    sql`insert into import_errors (workspace_id, import_id, line, field, message, remedy, cells, customer_id)
        select ${workspaceId}, ${importId}, (r.attributes ->> 'line')::bigint, '', 'Nobody has it.',
               'Import the customer first, or leave the row out.', jsonb_build_array(r.customer_id), r.customer_id
          from pg_temp.import_rows r
         where r.customer_id not in (select value from (${matches}) m)
         order by 3 limit ${Math.max(0, room)}
        on conflict do nothing`,
  );
}
