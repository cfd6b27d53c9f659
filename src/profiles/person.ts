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
  /** An ad keeps the window open until then; null: none does. */
  adWindowUntil: Date | null;
  /** When the platform last called the window closed. */
  windowClosedAt: Date | null;
  blockedAt: Date | null;
  blockedCode: string | null;
  optedOutAt: Date | null;
}

/** What a policy needs to know of an identity. */
export type Reach = Pick<
  PersonIdentity,
  'lastUserActionAt' | 'adWindowUntil' | 'windowClosedAt' | 'blockedAt' | 'optedOutAt'
>;

/** null: nobody the Page has ever seen. */
export const reachOf = (identity: PersonIdentity | null): Reach => ({
  lastUserActionAt: identity?.lastUserActionAt ?? null,
  adWindowUntil: identity?.adWindowUntil ?? null,
  windowClosedAt: identity?.windowClosedAt ?? null,
  blockedAt: identity?.blockedAt ?? null,
  optedOutAt: identity?.optedOutAt ?? null,
});

export interface Person {
  /** The id asked for, even when that profile was merged into another since. */
  profileId: number;
  customerId: string | null;
  attributes: Record<string, unknown>;
  /** On the Page asked about (any Page: the one they last wrote to); null when that Page has not seen them. */
  identity: PersonIdentity | null;
  /** All of them, on every Page. */
  identities: PersonIdentity[];
  /** The identity's; without one the attribute ps_id, unless that is known to be another Page's. null: not reachable. */
  psid: string | null;
}

interface PersonRow {
  profile_id: number;
  customer_id: string | null;
  attributes: Record<string, unknown>;
  ps_id: string | null;
  page_id: string | null;
  psid: string | null;
  last_user_action_at: Date | null;
  ad_window_until: Date | null;
  window_closed_at: Date | null;
  blocked_at: Date | null;
  blocked_code: string | null;
  opted_out_at: Date | null;
}

/**
 * These people, in no particular order; `pageId` null asks for any Page. An id that was merged away gives who remains.
 * One plain join and the choice made here: as a lateral query it took PostgreSQL 23 µs a person, and 8 this way.
 */
export async function findPeople(
  db: Db,
  workspaceId: string,
  profileIds: readonly number[],
  pageId: string | null,
): Promise<Person[]> {
  const asked = [...new Set(profileIds)];
  const people = await readPeople(db, workspaceId, asked, pageId);
  const missing = asked.filter((id) => !people.has(id));
  const found = [...people.values()];
  if (missing.length === 0) return found;
  const merges = await many<{ from_id: number; into_id: number }>(
    db,
    sql`select from_profile_id as from_id, into_profile_id as into_id from profile_merges
         where workspace_id = ${workspaceId} and from_profile_id = any(${literal(missing)}::bigint[])`,
  );
  const into = [...new Set(merges.map((merge) => merge.into_id))];
  const remaining = await readPeople(db, workspaceId, into, pageId);
  for (const { from_id, into_id } of merges) {
    const person = remaining.get(into_id);
    if (person) found.push({ ...person, profileId: from_id });
  }
  return found;
}

/** As a text: pg spends more on an array of numbers than PostgreSQL on reading it. */
const literal = (ids: number[]): string => `{${ids.join(',')}}`;

async function readPeople(
  db: Db,
  workspaceId: string,
  ids: number[],
  pageId: string | null,
): Promise<Map<number, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await many<PersonRow>(
    db,
    sql`
      select p.profile_id, p.customer_id, p.attributes, p.attributes ->> 'ps_id' as ps_id,
             i.page_id, i.psid, i.last_user_action_at, i.ad_window_until, i.window_closed_at,
             i.blocked_at, i.blocked_code, i.opted_out_at
        from profiles p
        left join identities i on i.workspace_id = p.workspace_id and i.profile_id = p.profile_id
       where p.workspace_id = ${workspaceId} and p.profile_id = any(${literal(ids)}::bigint[])`,
  );
  const people = new Map<number, Person>();
  for (const [profileId, of] of Map.groupBy(rows, (row) => row.profile_id)) {
    const person = toPerson(of, pageId);
    if (person) people.set(profileId, person);
  }
  return people;
}

/** @param rows of one person, one for each identity */
function toPerson(rows: PersonRow[], pageId: string | null): Person | undefined {
  const [row] = rows;
  if (row === undefined) return undefined;
  const identities = rows.flatMap(toIdentity);
  const here = identities.filter((identity) => pageId === null || identity.pageId === pageId);
  const identity = here.toSorted(byChoice(row.ps_id))[0] ?? null;
  return {
    profileId: row.profile_id,
    customerId: row.customer_id,
    attributes: row.attributes,
    identity,
    identities,
    psid: identity?.psid ?? imported(row.ps_id, identities, pageId),
  };
}

function toIdentity(row: PersonRow): PersonIdentity[] {
  if (row.page_id === null || row.psid === null) return [];
  return [
    {
      pageId: row.page_id,
      psid: row.psid,
      lastUserActionAt: row.last_user_action_at,
      adWindowUntil: row.ad_window_until,
      windowClosedAt: row.window_closed_at,
      blockedAt: row.blocked_at,
      blockedCode: row.blocked_code,
      optedOutAt: row.opted_out_at,
    },
  ];
}

/** A person with two accounts on a Page is the one their ps_id names, else the one who wrote last. */
const byChoice =
  (psId: string | null) =>
  (a: PersonIdentity, b: PersonIdentity): number =>
    Number(b.psid === psId) - Number(a.psid === psId) ||
    (b.lastUserActionAt?.getTime() ?? 0) - (a.lastUserActionAt?.getTime() ?? 0) ||
    (a.psid < b.psid ? -1 : 1);

/** The attribute ps_id, when it can be one and is not known to be another Page's. */
function imported(psId: string | null, identities: PersonIdentity[], pageId: string | null): string | null {
  if (psId === null || !/^[0-9]{1,32}$/.test(psId)) return null;
  const isElsewhere = pageId !== null && identities.some((one) => one.psid === psId && one.pageId !== pageId);
  return isElsewhere ? null : psId;
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
      select profile_id from profiles where workspace_id = ${workspaceId} and customer_id = ${key.customerId}
      union all
      select profile_id from customer_aliases where workspace_id = ${workspaceId} and customer_id = ${key.customerId}`;
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
  // The value comes from a form field: what is typed may be meant as text, number or true/false. An index, where the
  // attribute has one, knows no long values.
  const meanings = sql`array(select jsonb_array_elements(${jsonb([key.value, ...readScalars(key.value)])}))`;
  const byIndex = sql`attributes ? ${key.attribute} and filter_key(attributes -> ${key.attribute}) = any (${meanings}) and`;
  return sql<{ profile_id: number }>`
    select profile_id from profiles
     where workspace_id = ${workspaceId}
       and ${key.value.length <= MAX_KEYED ? byIndex : sql``} attributes -> ${key.attribute} = any (${meanings})
     limit 2`;
}

/** In characters; four bytes each are still a key (see filter_key in the schema). */
const MAX_KEYED = 200;

function readScalars(text: string): (number | boolean)[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? [number] : [];
}
