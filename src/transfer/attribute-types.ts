// The attributes of a workspace with their types, for mapping columns to them.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';

export async function findAttributeTypes(db: Db, workspaceId: string): Promise<Map<string, AttributeType>> {
  const rows = await many(
    db,
    sql<{ name: string; type: AttributeType }>`
    select name, type from attributes where workspace_id = ${workspaceId} order by name`,
  );
  return new Map(rows.map((row) => [row.name, row.type]));
}

/**
 * Refuses (forbidden, naming `field`) to tell people by what whoever asks may not see: who has which value is what is hidden.
 * @param hidden names of attributes that whoever asks may not see
 */
export function refuseHiddenIdentifier(identifier: string, hidden: ReadonlySet<string>, field: string): void {
  if (!hidden.has(identifier)) return;
  throw new AppError(
    'forbidden',
    `Only the owner may ask who has which “${identifier}”, which is sensitive.`,
    {
      field,
      remedy: 'Tell people by customer_id or ps_id, or ask the owner to make the list.',
    },
  );
}

/** Refuses (invalid, naming `field`) what people of a list cannot be told by: nobody has an attribute that is not there. */
export function checkIdentifier(
  identifier: string,
  known: ReadonlyMap<string, AttributeType>,
  field: string,
): void {
  if (identifier === 'customer_id' || identifier === PS_ID || known.has(identifier)) return;
  throw invalid(
    field,
    `There is no attribute named ${JSON.stringify(identifier)}.`,
    'Write customer_id, ps_id, or the name of an attribute as it is under Attributes.',
  );
}
