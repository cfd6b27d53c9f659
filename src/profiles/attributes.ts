// What an operator does to an attribute of the catalogue: say what it means, hide it, convert, rename, delete it. Catalogue
// and values part for a while: whoever writes follows the catalogue at once, the values there are follow in the background.
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Db, execute, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, invalid, notFound } from '../kit/errors.ts';
import { notify } from '../kit/wake.ts';
import {
  type AttributePatch,
  type AttributeRow,
  copyAttribute,
  findAttribute,
  hideConflicts,
  insertChange,
  isRenameTarget,
  setType,
  updateAttribute,
} from './attribute.queries.ts';
import { checkName, PS_ID } from './attribute.rules.ts';
import { type ConversionCounts, countConversion } from './attribute-change.queries.ts';
import { forgetConflicts } from './attribute-conflicts.ts';
import { samplePeople } from './attribute-sample.ts';
import type { UseKind } from './catalogue.contract.ts';
import { lockLearning, lockTypes } from './catalogue.ts';
import type { AttributeType } from './profile.contract.ts';

/** The worker that carries changes to everybody. */
export const ATTRIBUTES_WORKER = 'profiles.attributes';

/** Of 1,000,000 people with the attribute all are judged in 5 s (two busy cores, 2026-11-23). */
const LOOK_AT_ALL_MS = 20_000;
const QUERY_CANCELED = '57014';

export interface AttributeUse {
  kind: UseKind;
  id: string;
  /** Of the sending rules: for what they name it. */
  name: string;
}
/**
 * What names the attribute: asked of the domains above, which know segments and campaigns. `becoming`: only what could not read it as
 * that type. At most 20.
 */
export type FindUses = (
  db: Db,
  workspaceId: string,
  attribute: string,
  becoming?: AttributeType,
) => Promise<AttributeUse[]>;

interface Deed {
  workspaceId: string;
  name: string;
  actor: string;
  now: Date;
}

export async function getAttribute(db: Db, workspaceId: string, name: string): Promise<AttributeRow> {
  const row = await findAttribute(db, workspaceId, name);
  if (!row) throw notFound(`attribute ${name.slice(0, 100)}`);
  return row;
}

/** What is not given stays. From hiding on, refused values of it are not kept. */
export function describeAttribute(db: Db, deed: Deed & AttributePatch): Promise<void> {
  const { workspaceId, name, sensitive, description, fromWebsites } = deed;
  return withTransaction(db, async (tx) => {
    const before = await getAttribute(tx, workspaceId, name);
    if (name === PS_ID && sensitive) {
      throw invalid('sensitive', 'ps_id is no secret here: it stands with every conversation of the person.');
    }
    if (name === PS_ID && fromWebsites) {
      throw invalid(
        'from_websites',
        'ps_id says whose Messenger it is: no website may set it.',
        'Send it from your server, with a key for servers.',
      );
    }
    await updateAttribute(tx, workspaceId, name, { description, sensitive, fromWebsites });
    if (sensitive) await hideConflicts(tx, workspaceId, name);
    if (sensitive !== undefined && sensitive !== before.sensitive)
      await note(tx, deed, sensitive ? 'attribute.hidden' : 'attribute.shown');
    if (fromWebsites !== undefined && fromWebsites !== before.from_websites)
      await note(tx, deed, fromWebsites ? 'attribute.opened_to_websites' : 'attribute.closed_to_websites');
  });
}

/**
 * The attribute is of the new type from now on; values there are become values of it in the background. Refuses (conflict)
 * when something that uses it could not read that type, and when some values would not fit, unless they may be removed.
 */
export async function convertAttribute(
  db: Db,
  deed: Deed & { type: AttributeType; mayRemove: boolean; findUses: FindUses },
): Promise<void> {
  const { workspaceId, name, type, mayRemove, findUses } = deed;
  const before = await getAttribute(db, workspaceId, name);
  if (before.type === type) return;
  refuseUsed(await findUses(db, workspaceId, name, type), `be of the type ${type}`);
  if (!mayRemove) await refuseUnfit(db, workspaceId, name, type);
  await begin(db, deed, async (tx) => {
    await setType(tx, workspaceId, name, type);
    await forgetConflicts(tx, workspaceId, name);
    await insertChange(tx, workspaceId, { ...change(deed), kind: 'convert', newName: null });
    await note(tx, deed, 'attribute.converted', { from: before.type, to: type });
  });
}

/** Everybody's value moves to the new name; what comes under the old one meanwhile is stored under the new. Refuses while it is used. */
export async function renameAttribute(
  db: Db,
  deed: Deed & { newName: string; findUses: FindUses },
): Promise<void> {
  const { workspaceId, name, newName, findUses } = deed;
  const fault = checkName(newName);
  if (fault) throw invalid('name', fault.message, fault.remedy);
  refuseUsed(await findUses(db, workspaceId, name), 'be renamed');
  await begin(db, deed, async (tx) => {
    await lockLearning(tx, workspaceId);
    if (await findAttribute(tx, workspaceId, newName)) {
      throw new AppError('conflict', `There is an attribute ${newName} already.`, {
        field: 'name',
        remedy: 'Choose another name, or delete that attribute first.',
      });
    }
    await copyAttribute(tx, workspaceId, name, newName);
    await insertChange(tx, workspaceId, { ...change(deed), kind: 'rename', newName });
    await note(tx, deed, 'attribute.renamed', { to: newName });
  });
}

/** The attribute goes, with everybody's value; what comes under its name meanwhile goes with it. Refuses while it is used. */
export async function deleteAttribute(db: Db, deed: Deed & { findUses: FindUses }): Promise<void> {
  const { workspaceId, name, findUses } = deed;
  refuseUsed(await findUses(db, workspaceId, name), 'be deleted');
  await begin(db, deed, async (tx) => {
    await insertChange(tx, workspaceId, { ...change(deed), kind: 'delete', newName: null });
    await note(tx, deed, 'attribute.deleted');
  });
}

/** What becoming of another type would do: of all values, or when that takes too long of a sample. */
export async function previewConversion(
  db: Db,
  workspaceId: string,
  asked: { name: string; type: AttributeType },
): Promise<ConversionCounts & { isExact: boolean }> {
  await getAttribute(db, workspaceId, asked.name);
  const everybody = sql`(select profile_id, attributes from profiles where workspace_id = ${workspaceId})`;
  try {
    const counts = await withTransaction(db, async (tx) => {
      await execute(tx, sql`select set_config('statement_timeout', ${`${LOOK_AT_ALL_MS}`}, true)`);
      return countConversion(tx, everybody, asked);
    });
    return { ...counts, isExact: true };
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    return { ...(await countConversion(db, samplePeople(workspaceId), asked)), isExact: false };
  }
}

async function refuseUnfit(db: Db, workspaceId: string, name: string, type: AttributeType): Promise<void> {
  const { unfit, examples, isExact } = await previewConversion(db, workspaceId, { name, type });
  if (unfit === 0 && isExact) return;
  const shown = examples.slice(0, 3).map(({ value }) => `“${value}”`);
  throw new AppError(
    'conflict',
    unfit === 0
      ? `There are too many people to see whether every value of ${name} fits.`
      : `${unfit} ${unfit === 1 ? 'person has a value' : 'people have values'} of ${name} that cannot become a ${type}: ${shown.join(', ')}.`,
    { field: 'type', remedy: 'Mend these values first, or let those that do not fit be removed.' },
  );
}

/** Waits for those who write under the catalogue as it is, then changes it. ps_id and e-mail are what the service itself reads. */
async function begin(db: Db, { workspaceId, name }: Deed, work: (tx: Tx) => Promise<void>): Promise<void> {
  if (name === PS_ID || name === 'email')
    throw conflict(`${name} is an attribute the service itself works with: it stays as it is.`);
  await withTransaction(db, async (tx) => {
    await lockTypes(tx, workspaceId);
    const row = await getAttribute(tx, workspaceId, name);
    if (row.change_kind !== null || (await isRenameTarget(tx, workspaceId, name)))
      throw conflict(`${name} is being changed already.`, 'Wait until that has reached everybody.');
    await work(tx);
    await notify(tx, ATTRIBUTES_WORKER);
  });
}

const change = ({ name, actor, now }: Deed) => ({ name, actor, at: now });

const note = (tx: Tx, deed: Deed, action: string, details = {}): Promise<void> =>
  writeAudit(tx, {
    workspaceId: deed.workspaceId,
    actor: deed.actor,
    action,
    subject: `attribute:${deed.name}`,
    details,
    at: deed.now,
  });

function refuseUsed(uses: AttributeUse[], what: string): void {
  if (uses.length === 0) return;
  const named = uses.slice(0, 3).map(useWords);
  const more = uses.length > 3 ? ' and others' : '';
  throw conflict(
    `It cannot ${what}: it is used by ${named.join(', ')}${more}.`,
    uses.every(({ kind }) => kind === 'sending_rules')
      ? 'Name another attribute there first, under Settings, Sending rules.'
      : 'Take it out of them first; campaigns that ended do not count.',
  );
}

const useWords = ({ kind, name }: AttributeUse): string =>
  kind === 'sending_rules' ? `the sending rules (${name})` : `${kind.replace('_', ' ')} “${name}”`;
