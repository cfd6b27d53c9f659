// The attribute catalogue of a workspace: which names there are and of which type. A name's first value teaches its type.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, one, type Tx } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { checkEmail, fitValue, PS_ID } from './attribute.rules.ts';
import type { AttributeType } from './profile.contract.ts';

/** A typing error in a name, sent in a loop, would otherwise make the builders' lists endless. */
const MAX_NAMES = 2_000;
const LOCK_CLASS = 7_264_513;

/** The part of a catalogue that a call needs, and how many names there is still room for. */
export interface Catalogue {
  types: Map<string, AttributeType>;
  room: number;
}

/** Reads the types of these names. When one is new, learning is locked until the transaction ends, and read again. */
export async function lockCatalogue(
  tx: Tx,
  workspaceId: string,
  names: ReadonlySet<string>,
): Promise<Catalogue> {
  const types = await findTypes(tx, workspaceId, names);
  if (types.size === names.size) return { types, room: 0 };
  await execute(tx, sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(${workspaceId}))`);
  const { count } = await one<{ count: number }>(
    tx,
    sql`select count(*) from attributes where workspace_id = ${workspaceId}`,
  );
  return { types: await findTypes(tx, workspaceId, names), room: MAX_NAMES - count };
}

async function findTypes(
  db: Db,
  workspaceId: string,
  names: ReadonlySet<string>,
): Promise<Map<string, AttributeType>> {
  const rows = await many<{ name: string; type: AttributeType }>(
    db,
    sql`select name, type from attributes
         where workspace_id = ${workspaceId}
           and name = any(${[...names]}::text[])`,
  );
  return new Map(rows.map((row) => [row.name, row.type]));
}

/**
 * The values as they are to be stored. New names enter `catalogue` (and are stored by `learnTypes`) only when every value
 * fits; else the first error is returned and the catalogue stays as it is.
 */
export function fitAttributes(
  catalogue: Catalogue,
  attributes: Record<string, unknown>,
): { stored: Record<string, unknown>; learned: Map<string, AttributeType> } | AppError {
  const stored: Record<string, unknown> = {};
  const learned = new Map<string, AttributeType>();
  for (const [name, value] of Object.entries(attributes)) {
    const known = catalogue.types.get(name);
    const fitted = (name === 'email' && checkEmail(value)) || fitValue(name, value, known);
    if (fitted instanceof AppError) return fitted;
    stored[name] = fitted.stored;
    if (known === undefined) learned.set(name, fitted.type);
  }
  if (learned.size > catalogue.room) {
    const name = [...learned.keys()].at(-1);
    return invalid(
      `attributes.${name}`,
      `Attribute ${name} would be one too many: a workspace has at most ${MAX_NAMES} names.`,
      'Use names that exist already; put what differs from call to call into the value.',
    );
  }
  return { stored, learned };
}

/** Makes room for what a fitted call teaches; call it when the call is accepted. */
export function admit(catalogue: Catalogue, learned: ReadonlyMap<string, AttributeType>): void {
  for (const [name, type] of learned) catalogue.types.set(name, type);
  catalogue.room -= learned.size;
}

/** Stores newly learned types. The caller holds `lockCatalogue`. */
export async function learnTypes(
  tx: Tx,
  workspaceId: string,
  learned: ReadonlyMap<string, AttributeType>,
): Promise<void> {
  if (learned.size === 0) return;
  const rows = [...learned].map(([name, type]) => ({ name, type }));
  await execute(
    tx,
    sql`insert into attributes (workspace_id, name, type)
        select ${workspaceId}, name, type
          from jsonb_to_recordset(${jsonb(rows)}) as t (name text, type text)
         order by name
        on conflict do nothing`,
  );
}

/** ps_id is in the catalogue as soon as there is one person, and always a string. Call it before `lockPsids`. */
export async function rememberPsIdAttribute(tx: Tx, workspaceId: string): Promise<void> {
  await learnTypes(tx, workspaceId, new Map([[PS_ID, 'string']]));
}

/** Everything the segment and template builders can offer, by name. */
export async function listCatalogue(
  db: Db,
  workspaceId: string,
): Promise<{ attributes: { name: string; type: AttributeType }[]; events: { name: string }[] }> {
  const attributes = await many<{ name: string; type: AttributeType }>(
    db,
    sql`select name, type from attributes where workspace_id = ${workspaceId} order by name limit ${MAX_NAMES}`,
  );
  const events = await many<{ name: string }>(
    db,
    sql`select name from event_names where workspace_id = ${workspaceId} order by name limit ${MAX_NAMES}`,
  );
  return { attributes, events };
}
