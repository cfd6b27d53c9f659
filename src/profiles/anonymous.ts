// Anonymous profiles: people known only by a PSID, each with the attribute ps_id until a customer claims it.
import { sql } from 'kysely';
import { jsonb, many, type Tx } from '../kit/db.ts';

export interface PageScopedId {
  page_id: string;
  psid: string;
}

/**
 * Makes one profile for each and returns their ids in the same order. The caller holds `lockPsids` and points the
 * identities at them. A PSID is scoped to its Page: the same digits on two Pages are two people until a customer claims them.
 */
export async function createAnonymous(
  tx: Tx,
  workspaceId: string,
  people: readonly PageScopedId[],
): Promise<number[]> {
  if (people.length === 0) return [];
  const psids = people.map((person) => person.psid);
  const made = await many<{ profile_id: number; psid: string }>(
    tx,
    sql`insert into profiles (workspace_id, attributes)
        select ${workspaceId}, jsonb_build_object('ps_id', psid)
          from jsonb_array_elements_text(${jsonb(psids)}) as psid
        returning profile_id, attributes ->> 'ps_id' as psid`,
  );
  const idsByPsid = Map.groupBy(made, (row) => row.psid);
  return psids.map((psid) => idsByPsid.get(psid)!.pop()!.profile_id);
}
