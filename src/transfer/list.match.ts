// Which staged values are whose: by customer id, PSID, e-mail, or any attribute.
import { type RawBuilder, sql } from 'kysely';
import { PS_ID } from '../profiles/attribute.rules.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';

/** Rows (value, profile_id) of the connection's `import_rows`. `type`: of the attribute. */
export function stagedMatches(
  workspaceId: string,
  identifier: string,
  type: AttributeType,
): RawBuilder<unknown> {
  const here = sql`p.workspace_id = ${workspaceId}`;
  const staged = sql`pg_temp.import_rows r`;
  const values = sql`array(select customer_id from pg_temp.import_rows)`;
  if (identifier === 'customer_id')
    return sql`
      select p.customer_id as value, p.profile_id from profiles p
       where ${here} and p.customer_id = any(${values})
      union all
      select a.customer_id, a.profile_id from customer_aliases a
       where a.workspace_id = ${workspaceId} and a.customer_id = any(${values})`;
  if (identifier === PS_ID)
    return sql`
      select p.psid as value, p.profile_id from identities p where ${here} and p.psid = any(${values})
      union
      select p.attributes ->> 'ps_id', p.profile_id from profiles p
       where ${here} and p.attributes ? 'ps_id' and p.attributes ->> 'ps_id' = any(${values})`;
  if (identifier === 'email')
    return sql`
      select r.customer_id as value, p.profile_id
        from ${staged} join profiles p on lower(p.attributes ->> 'email') = lower(r.customer_id)
       where ${here} and p.attributes ? 'email'
         and lower(p.attributes ->> 'email') = any(array(select lower(customer_id) from pg_temp.import_rows))`;
  return sql`
    select r.customer_id as value, p.profile_id
      from ${staged} join profiles p on p.attributes -> ${identifier} = ${asStored(type)}
     where ${here} and p.attributes ? ${identifier}`;
}

/** A staged text as an attribute of this type holds it; what cannot be one equals nothing. */
function asStored(type: AttributeType): RawBuilder<unknown> {
  if (type !== 'number') return sql`to_jsonb(r.customer_id)`;
  return sql`case when r.customer_id ~ '^-?[0-9]{1,15}([.][0-9]{1,15})?$' then to_jsonb(r.customer_id::numeric) end`;
}
