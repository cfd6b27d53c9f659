// The people of a segment as a file. Who is in is asked once, and kept as eight bytes a person; their values are read page by
// page while the caller takes them.
import { sql } from 'kysely';
import { type Db, many, one } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { everybodyIn } from '../segments/people.queries.ts';
import { prepareFilter } from '../segments/scope.ts';
import type { FileRows } from './download.ts';

const PAGE_PEOPLE = 1_000;
const ID_BYTES = 8;
const FIXED = ['customer_id', 'person'];

export interface PeopleExport {
  workspaceId: string;
  /** Of the file. */
  name: string;
  filter: GroupFilter;
  now: Date;
  /** Attributes in their order; what the caller may not see is not among them. */
  columns: readonly string[];
}

export async function exportPeople(db: Db, of: PeopleExport): Promise<FileRows> {
  const { workspaceId, filter, now, columns } = of;
  const prepared = await prepareFilter(db, workspaceId, filter, { now, reach: 'everybody' });
  const { ids } = await one(
    db,
    sql<{ ids: Buffer | null }>`
    select string_agg(int8send(profile_id), '' order by profile_id) as ids from (${everybodyIn(prepared)}) who`,
  );
  return {
    name: of.name,
    header: [...FIXED, ...columns],
    pages: pagesOf(db, workspaceId, { ids: ids ?? Buffer.alloc(0), columns }),
  };
}

interface Person {
  profileId: number;
  customerId: string | null;
  attributes: Record<string, unknown>;
}

/** Whoever is gone meanwhile is left out. */
async function* pagesOf(
  db: Db,
  workspaceId: string,
  { ids, columns }: { ids: Buffer; columns: readonly string[] },
): AsyncGenerator<unknown[][]> {
  for (let at = 0; at < ids.length; at += PAGE_PEOPLE * ID_BYTES) {
    const page: string[] = [];
    for (let next = at; next < Math.min(ids.length, at + PAGE_PEOPLE * ID_BYTES); next += ID_BYTES)
      page.push(String(ids.readBigInt64BE(next)));
    const people = await many(
      db,
      sql<Person>`
      select profile_id as "profileId", customer_id as "customerId", attributes from profiles
       where workspace_id = ${workspaceId} and profile_id = any(${page}::bigint[]) order by profile_id`,
    );
    yield people.map(({ profileId, customerId, attributes }) => [
      customerId,
      formatId('prf', profileId),
      ...columns.map((name) => (Object.hasOwn(attributes, name) ? attributes[name] : null)),
    ]);
  }
}
