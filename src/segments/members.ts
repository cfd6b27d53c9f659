// Who is in, a page at a time, newest first. Open to other domains.
import type { Db } from '../kit/db.ts';
import type { GroupFilter } from './filter.contract.ts';
import { listMembers, type Member, type PageOfPeople } from './people.queries.ts';
import { prepareFilter } from './scope.ts';

export type { Member };

/** Everybody's place is their id, so people who come meanwhile move nobody to another page. */
export async function listPeopleIn(
  db: Db,
  workspaceId: string,
  filter: GroupFilter,
  { now, ...page }: PageOfPeople & { now: Date },
): Promise<Member[]> {
  const few = await prepareFilter(db, workspaceId, filter, { now, reach: 'few' });
  const everybody = { ...few, scope: { ...few.scope, reach: 'everybody' as const } };
  return listMembers(db, { few, everybody }, page);
}
