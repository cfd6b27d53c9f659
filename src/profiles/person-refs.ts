// The ways a caller may say whom it means, and the profile that is meant by now: merged ids lead to who remains.
import { type RawBuilder, sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';

export type PersonRef = { profileId: number } | { customerId: string } | { anonymousId: string };

/** How a ref is called in an error. */
export const describeRef = (ref: PersonRef): string => {
  if ('profileId' in ref) return `person ${formatId('prf', ref.profileId)}`;
  return 'customerId' in ref ? `customer ${ref.customerId}` : `visitor ${ref.anonymousId}`;
};

/** undefined: nobody. */
export async function findProfileId(
  db: Db,
  workspaceId: string,
  ref: PersonRef,
): Promise<number | undefined> {
  const row = await maybeOne(db, matching(workspaceId, ref));
  return row?.profile_id;
}

/** Nobody: `not_found`, naming who was asked for. */
export async function getProfileId(db: Db, workspaceId: string, ref: PersonRef): Promise<number> {
  const found = await findProfileId(db, workspaceId, ref);
  if (found === undefined) throw notFound(describeRef(ref));
  return found;
}

function matching(workspaceId: string, ref: PersonRef): RawBuilder<{ profile_id: number }> {
  if ('customerId' in ref)
    return sql`
      select profile_id from profiles where workspace_id = ${workspaceId} and customer_id = ${ref.customerId}
      union all
      select profile_id from customer_aliases
       where workspace_id = ${workspaceId} and customer_id = ${ref.customerId}`;
  if ('anonymousId' in ref)
    return sql`
      select profile_id from anonymous_ids
       where workspace_id = ${workspaceId} and anonymous_id = ${ref.anonymousId}`;
  return sql`
    select profile_id from profiles
     where workspace_id = ${workspaceId}
       and profile_id = coalesce((select m.into_profile_id from profile_merges m
                                   where m.workspace_id = ${workspaceId}
                                     and m.from_profile_id = ${ref.profileId}), ${ref.profileId})`;
}
