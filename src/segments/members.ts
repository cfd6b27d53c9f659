// Who is in, a page at a time, newest first. Open to other domains.
import type { Db } from '../kit/db.ts';
import { nameOf } from '../profiles/person.view.ts';
import type { GroupFilter } from './filter.contract.ts';
import { listMembers, type PageOfPeople } from './people.queries.ts';
import { prepareFilter } from './scope.ts';

export interface Member {
  profileId: number;
  customerId: string | null;
  name: string | null;
  psId: string | null;
}

/** Everybody's place is their id, so people who come meanwhile move nobody to another page. */
export async function listPeopleIn(
  db: Db,
  workspaceId: string,
  filter: GroupFilter,
  { now, ...page }: PageOfPeople & { now: Date },
): Promise<Member[]> {
  const few = await prepareFilter(db, workspaceId, filter, { now, reach: 'few' });
  const everybody = { ...few, scope: { ...few.scope, reach: 'everybody' as const } };
  const rows = await listMembers(db, { few, everybody }, page);
  return rows.map(({ profileId, customerId, attributes }) => ({
    profileId,
    customerId,
    name: nameOf(attributes),
    psId: typeof attributes['ps_id'] === 'string' ? attributes['ps_id'] : null,
  }));
}
