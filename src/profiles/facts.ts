// What the Graph API tells about a person (name, locale, time zone): fills gaps, never overwrites what an app said.
import { sql } from 'kysely';
import { jsonb, many, type Tx } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { TypeConflict } from './attribute.rules.ts';
import { recordConflicts, type SeenConflict } from './attribute-conflicts.ts';
import { noteSeen } from './attribute-seen.ts';
import { admit, type Catalogue, fitAttributes, learnTypes, lockCatalogue } from './catalogue.ts';
import type { AttributeType } from './profile.contract.ts';

export interface Facts {
  profileId: number;
  attributes: Record<string, unknown>;
}

/**
 * Sets attributes that the person lacks or has blank. A value of another type than the catalogue's is left out: nobody is
 * there to be told, but the operator is. A profile merged away meanwhile leads to who remains. Call it in a transaction of its own.
 */
export async function fillAttributes(
  tx: Tx,
  workspaceId: string,
  facts: readonly Facts[],
  now: Date,
): Promise<void> {
  const names = new Set(facts.flatMap((fact) => Object.keys(fact.attributes)));
  if (names.size === 0) return;
  const catalogue = await lockCatalogue(tx, workspaceId, names);
  const learned = new Map<string, AttributeType>();
  const conflicts: SeenConflict[] = [];
  const fitting = facts.map((fact) => ({
    ...fact,
    attributes: keepFitting(fact, { catalogue, learned, conflicts }),
  }));
  await learnTypes(tx, workspaceId, learned);
  const filled = await fill(tx, workspaceId, fitting);
  // Merged away while the statement waited for the row: by now the merge is stored and shows where to.
  await fill(
    tx,
    workspaceId,
    fitting.filter((fact) => !filled.has(fact.profileId)),
  );
  const stored = fitting.map((fact) => fact.attributes);
  await noteSeen(tx, workspaceId, { catalogue, stored, now });
  await recordConflicts(tx, workspaceId, conflicts, now);
}

interface Findings {
  catalogue: Catalogue;
  learned: Map<string, AttributeType>;
  conflicts: SeenConflict[];
}

function keepFitting(fact: Facts, { catalogue, learned, conflicts }: Findings): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fact.attributes)) {
    if (value === null || value === undefined || value === '') continue;
    const fitted = fitAttributes(catalogue, { [name]: value });
    if (fitted instanceof TypeConflict) conflicts.push({ conflict: fitted, source: 'messenger' });
    if (fitted instanceof AppError) continue;
    admit(catalogue, fitted.learned);
    for (const [newName, type] of fitted.learned) learned.set(newName, type);
    Object.assign(kept, fitted.stored);
  }
  return kept;
}

/** Returns the ids, as given, of the profiles that were there. */
async function fill(tx: Tx, workspaceId: string, facts: readonly Facts[]): Promise<Set<number>> {
  if (facts.length === 0) return new Set();
  const rows = facts.map(({ profileId, attributes }) => ({ asked_id: profileId, attributes }));
  const found = await many<{ asked_ids: number[] }>(
    tx,
    sql`
      with facts as (
        select coalesce(m.into_profile_id, f.asked_id) as profile_id, f.asked_id, f.attributes
          from jsonb_to_recordset(${jsonb(rows)}) as f (asked_id bigint, attributes jsonb)
          left join profile_merges m on m.workspace_id = ${workspaceId} and m.from_profile_id = f.asked_id
      ), by_person as (
        select profile_id, array_agg(distinct asked_id) as asked_ids,
               coalesce(jsonb_object_agg(key, value) filter (where key is not null), '{}') as attributes
          from facts left join jsonb_each(facts.attributes) on true
         group by profile_id
      ), locked as (
        select p.profile_id, f.asked_ids, f.attributes
          from by_person f join profiles p on p.workspace_id = ${workspaceId} and p.profile_id = f.profile_id
         order by p.profile_id for no key update of p
      )
      update profiles p
         set updated_at = now(),
             attributes = p.attributes || coalesce((
               select jsonb_object_agg(key, value) from jsonb_each(locked.attributes)
                where coalesce(btrim(p.attributes ->> key), '') = ''), '{}')
        from locked
       where p.workspace_id = ${workspaceId} and p.profile_id = locked.profile_id
      returning locked.asked_ids`,
  );
  return new Set(found.flatMap((row) => row.asked_ids));
}
