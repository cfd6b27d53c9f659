// What an import left to be looked at, as files: its bad rows, ready to be mended and uploaded again, and whom an undo left.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { hideCells } from './bad-rows.hide.ts';
import { byKey, type FileRows } from './download.ts';
import { type ImportRow, listBadRows, type StoredBadRow } from './import.queries.ts';

const PAGE_ROWS = 1_000;

/** The columns of the file, and what is wrong with each row. A row whose cells could not be told apart is in the first one. */
export function badRowsFile(db: Db, row: ImportRow, hidden: ReadonlySet<string>): FileRows {
  const hide = hideCells(row, hidden);
  const isCsv = row.format?.type === 'csv';
  const columns = isCsv ? (row.format?.columns ?? []) : ['row'];
  const pages = byKey<StoredBadRow>((after) =>
    listBadRows(db, row, { after: after?.line ?? 0, limit: PAGE_ROWS }),
  );
  return {
    name: `${row.name.replace(/\.\w{1,6}$/, '')} - bad rows`,
    header: [...columns, 'line', 'column', 'problem', 'remedy'],
    pages: mapPages(pages, (stored) => {
      const { line, field, message, remedy, cells } = hide(stored);
      return [...columns.map((_, index) => cells[index] ?? ''), line, field, message, remedy];
    }),
  };
}

interface Kept {
  profileId: number;
  customerId: string | null;
  because: string;
}

export function keptFile(db: Db, row: ImportRow): FileRows {
  const pages = byKey<Kept>((after) =>
    many(
      db,
      sql<Kept>`
      select k.profile_id as "profileId", p.customer_id as "customerId", k.because
        from import_kept k left join profiles p using (workspace_id, profile_id)
       where k.workspace_id = ${row.workspaceId} and k.import_id = ${row.importId}
         and k.profile_id > ${after?.profileId ?? 0} order by k.profile_id limit ${PAGE_ROWS}`,
    ),
  );
  return {
    name: `${row.name.replace(/\.\w{1,6}$/, '')} - kept`,
    header: ['customer_id', 'person', 'because'],
    pages: mapPages(pages, ({ profileId, customerId, because }) => [
      customerId,
      formatId('prf', profileId),
      because,
    ]),
  };
}

async function* mapPages<Row>(
  pages: AsyncIterable<readonly Row[]>,
  toCells: (row: Row) => readonly unknown[],
): AsyncGenerator<readonly (readonly unknown[])[]> {
  for await (const page of pages) yield page.map(toCells);
}
