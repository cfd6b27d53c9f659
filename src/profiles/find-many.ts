// The people a list of keys names, each kind of key with one statement: who a call of the API means.
import { sql } from 'kysely';
import { type Db, jsonb, many } from '../kit/db.ts';

export type ManyKey =
  | { kind: 'profile'; profileId: number }
  | { kind: 'customer'; customerId: string }
  | { kind: 'psid'; psid: string }
  | { kind: 'attribute'; name: string; value: string | number | boolean };

/** Found; or that nobody is, or several people are, so named. */
export type Found = { profileId: number } | { none: 'unknown' | 'ambiguous' };

/**
 * In the order of the keys. Ids that were merged lead to who remains. `pageId`: the Page whose PSIDs are meant; null: any.
 */
export async function findManyPeople(
  db: Db,
  workspaceId: string,
  keys: readonly ManyKey[],
  pageId: string | null,
): Promise<Found[]> {
  const found = new Map<string, Set<number>>();
  const note = (key: string, id: number) => found.set(key, (found.get(key) ?? new Set()).add(id));
  for (const [kind, of] of Map.groupBy(keys, (key) => key.kind))
    for (const { key, id } of await many(db, queryOf(kind, workspaceId, of, pageId)))
      note(`${kind}:${key}`, id);
  return keys.map((key) => {
    const [id, ...others] = found.get(`${key.kind}:${textOf(key)}`) ?? [];
    if (id === undefined) return { none: 'unknown' };
    return others.length > 0 ? { none: 'ambiguous' } : { profileId: id };
  });
}

function textOf(key: ManyKey): string {
  switch (key.kind) {
    case 'profile':
      return String(key.profileId);
    case 'customer':
      return key.customerId;
    case 'psid':
      return key.psid;
    case 'attribute':
      return JSON.stringify([key.name, key.value]);
  }
}

interface Named {
  key: string;
  id: number;
}

function queryOf(
  kind: ManyKey['kind'],
  workspaceId: string,
  keys: readonly ManyKey[],
  pageId: string | null,
) {
  const texts = [...new Set(keys.map(textOf))];
  switch (kind) {
    case 'profile':
      return sql<Named>`
        select k::text as key, p.profile_id as id from unnest(${texts}::bigint[]) as k
          left join profile_merges m on m.workspace_id = ${workspaceId} and m.from_profile_id = k
          join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = coalesce(m.into_profile_id, k)`;
    case 'customer':
      return sql<Named>`
        select customer_id as key, profile_id as id from profiles
         where workspace_id = ${workspaceId} and customer_id = any(${texts}::text[])
        union all
        select customer_id, profile_id from customer_aliases
         where workspace_id = ${workspaceId} and customer_id = any(${texts}::text[])`;
    case 'psid':
      return sql<Named>`
        select psid as key, profile_id as id from identities
         where workspace_id = ${workspaceId} and psid = any(${texts}::text[])
           and (${pageId}::text is null or page_id = ${pageId}::text)
        union
        select p.attributes ->> 'ps_id', p.profile_id from profiles p
         where p.workspace_id = ${workspaceId} and p.attributes ? 'ps_id' and p.attributes ->> 'ps_id' = any(${texts}::text[])`;
    case 'attribute':
      return sql<Named>`${sql.join(attributeQueries(workspaceId, keys), sql` union all `)}`;
  }
}

/** By an index where the attribute has one (filter_key, in the schema); values of equal type and content. */
function attributeQueries(workspaceId: string, keys: readonly ManyKey[]) {
  const named = keys.flatMap((key) => (key.kind === 'attribute' ? [key] : []));
  return [...Map.groupBy(named, (key) => key.name)].map(([name, of]) => {
    const wanted = of.map(({ value }) => ({ key: JSON.stringify([name, value]), value }));
    return sql<Named>`
      select w.key, p.profile_id as id
        from jsonb_to_recordset(${jsonb(wanted)}) as w (key text, value jsonb)
        join profiles p on p.workspace_id = ${workspaceId} and p.attributes ? ${name}
         and filter_key(p.attributes -> ${name}) = filter_key(w.value) and p.attributes -> ${name} = w.value`;
  });
}
