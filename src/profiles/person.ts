// A person as rendering, policy and tests need them: attributes, and the identity a Page can reach them by.
import { sql } from 'kysely';
import { type Db, jsonb, many } from '../kit/db.ts';
import { conflict } from '../kit/errors.ts';

/** How one Page knows the person. */
export interface PersonIdentity {
  pageId: string;
  psid: string;
  /** null: not known to have written, so no window is known to have opened. */
  lastUserActionAt: Date | null;
  blockedAt: Date | null;
  blockedCode: string | null;
}

export interface Person {
  /** The id asked for, even when that profile was merged into another since. */
  profileId: number;
  customerId: string | null;
  attributes: Record<string, unknown>;
  /** On the Page asked about (any Page: the one they last wrote to); null when that Page has not seen them. */
  identity: PersonIdentity | null;
  /** The identity's; without one the attribute ps_id, unless that is known to be another Page's. null: not reachable. */
  psid: string | null;
}

interface PersonRow {
  asked_id: number;
  customer_id: string | null;
  attributes: Record<string, unknown>;
  ps_id: string | null;
  page_id: string | null;
  psid: string | null;
  last_user_action_at: Date | null;
  blocked_at: Date | null;
  blocked_code: string | null;
}

/** These people, in no particular order; `pageId` null asks for any Page. An id that was merged away gives who remains. */
export async function findPeople(
  db: Db,
  workspaceId: string,
  profileIds: readonly number[],
  pageId: string | null,
): Promise<Person[]> {
  if (profileIds.length === 0) return [];
  const rows = await many<PersonRow>(
    db,
    sql`
      select asked.id as asked_id, p.customer_id, p.attributes,
             case when p.attributes ->> 'ps_id' ~ '^[0-9]{1,32}$' and not exists (
                    select from identities other
                     where other.workspace_id = p.workspace_id and other.profile_id = p.profile_id
                       and other.psid = p.attributes ->> 'ps_id' and other.page_id <> ${pageId}::text)
                  then p.attributes ->> 'ps_id' end as ps_id,
             i.page_id, i.psid, i.last_user_action_at, i.blocked_at, i.blocked_code
        from unnest(${[...new Set(profileIds)]}::bigint[]) as asked (id)
        left join profile_merges m on m.workspace_id = ${workspaceId} and m.from_profile_id = asked.id
        join profiles p on p.workspace_id = ${workspaceId}
                       and p.profile_id = coalesce(m.into_profile_id, asked.id)
        left join lateral (
          select * from identities i
           where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id
             and (${pageId}::text is null or i.page_id = ${pageId}::text)
           -- a person with two accounts on a Page is the one their ps_id names, else the one who wrote last
           order by i.psid = p.attributes ->> 'ps_id' desc nulls last, i.last_user_action_at desc nulls last, i.psid
           limit 1) i on true`,
  );
  return rows.map(toPerson);
}

function toPerson(row: PersonRow): Person {
  const identity = row.page_id !== null &&
    row.psid !== null && {
      pageId: row.page_id,
      psid: row.psid,
      lastUserActionAt: row.last_user_action_at,
      blockedAt: row.blocked_at,
      blockedCode: row.blocked_code,
    };
  return {
    profileId: row.asked_id,
    customerId: row.customer_id,
    attributes: row.attributes,
    identity: identity || null,
    psid: row.psid ?? row.ps_id,
  };
}

export type PersonKey =
  | { profileId: number }
  | { customerId: string }
  | { attribute: string; value: string }
  | { psid: string; pageId: string | null };

/**
 * The one person a key names, with the identity on `pageId` (null: any; a key with a Page of its own uses that), or
 * undefined. An attribute may be that of several people: refused (`conflict`), since choosing one would be a guess.
 */
export async function findPersonBy(
  db: Db,
  workspaceId: string,
  key: PersonKey,
  pageId: string | null = null,
): Promise<Person | undefined> {
  const ids = 'profileId' in key ? [key.profileId] : await findIds(db, workspaceId, key);
  if (ids.length > 1) {
    const what = 'attribute' in key ? `${key.attribute} = ${key.value}` : 'this PSID';
    throw conflict(`More than one person has ${what}.`, 'Choose the person by customer id instead.');
  }
  const page = 'psid' in key && key.pageId !== null ? key.pageId : pageId;
  return (await findPeople(db, workspaceId, ids, page))[0];
}

async function findIds(
  db: Db,
  workspaceId: string,
  key: Exclude<PersonKey, { profileId: number }>,
): Promise<number[]> {
  const rows = await many<{ profile_id: number }>(db, matching(workspaceId, key));
  return rows.map((row) => row.profile_id);
}

function matching(workspaceId: string, key: Exclude<PersonKey, { profileId: number }>) {
  if ('customerId' in key) {
    return sql<{ profile_id: number }>`
      select profile_id from profiles where workspace_id = ${workspaceId} and customer_id = ${key.customerId}`;
  }
  if ('psid' in key) {
    return sql<{ profile_id: number }>`
      select profile_id from identities
       where workspace_id = ${workspaceId} and psid = ${key.psid}
         and (${key.pageId}::text is null or page_id = ${key.pageId}::text)
      union
      select profile_id from profiles p
       where workspace_id = ${workspaceId} and attributes ? 'ps_id' and attributes ->> 'ps_id' = ${key.psid}
         and not exists (select from identities i where i.workspace_id = p.workspace_id
                            and i.profile_id = p.profile_id and i.psid = ${key.psid})
       limit 2`;
  }
  // The value comes from a form field: what is typed may be meant as text, number or true/false. All use one index.
  const meanings = [key.value, ...readScalars(key.value)].map((value) => ({ [key.attribute]: value }));
  return sql<{ profile_id: number }>`
    select profile_id from profiles
     where workspace_id = ${workspaceId}
       and attributes @> any (array(select jsonb_array_elements(${jsonb(meanings)})))
     limit 2`;
}

function readScalars(text: string): (number | boolean)[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? [number] : [];
}
