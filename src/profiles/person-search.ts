// What a text typed into a search for people may be of somebody: a customer id, a name, an e-mail address, a PSID. As conditions on
// profiles, for whoever lists people or what belongs to them.
import { type RawBuilder, sql } from 'kysely';

/**
 * Conditions on a row `p` of profiles, any of which names whoever is searched for; each has an index of its own, so they are
 * better asked one by one than together. The part of a name is looked for through all names, in an index that holds nothing else
 * (see 0005_people_search.sql): 21 ms when nobody of 150,000 has it (reading the profiles took two processes 40 ms for 100,000).
 * @param hidden attributes that whoever asks may not see: nobody is found by what they hold
 */
export function personMatches(
  workspaceId: string,
  search: string,
  hidden: ReadonlySet<string>,
): RawBuilder<unknown>[] {
  const branches = [
    sql`p.customer_id like ${`${escapeLike(search)}%`}`,
    // An id that was merged into another is whole in the programs that still use it.
    sql`p.profile_id in (select a.profile_id from customer_aliases a
                          where a.workspace_id = ${workspaceId} and a.customer_id = ${search})`,
  ];
  if (!hidden.has('email'))
    branches.push(
      sql`p.attributes ? 'email' and lower(p.attributes ->> 'email') like lower(${`${escapeLike(search)}%`})`,
    );
  const isNumber = /^[0-9]{1,32}$/.test(search);
  if (isNumber) {
    branches.push(sql`p.profile_id in (select i.profile_id from identities i
                                        where i.workspace_id = ${workspaceId} and i.psid = ${search})`);
    if (!hidden.has('ps_id'))
      branches.push(sql`p.attributes ? 'ps_id' and p.attributes ->> 'ps_id' = ${search}`);
  } else if (!search.includes('@') && !NAMES.some((name) => hidden.has(name))) {
    branches.push(sql`p.search_name like lower(${`%${escapeLike(search)}%`})`);
  }
  return branches;
}

/** What search_name is made of. */
const NAMES = ['name', 'first_name', 'last_name'];

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
