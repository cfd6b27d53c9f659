// Customers from a file: the same rules and locks as `saveCustomers` (types, aliases, whose a ps_id is), by sets.
import { sql } from 'kysely';
import { type Db, many, type Tx } from '../kit/db.ts';
import { AppError, conflict, invalid } from '../kit/errors.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import { noteSeen as noteAttributes } from '../profiles/attribute-seen.ts';
import { type Catalogue, learnTypes, lockCatalogue, rememberPsIdAttribute } from '../profiles/catalogue.ts';
import { readInput } from '../profiles/customer.draft.ts';
import { findAliases } from '../profiles/customer-aliases.ts';
import { mergeProfiles } from '../profiles/merge.ts';
import { lockCustomers } from '../profiles/people-lock.ts';
import { lockOwners, psIdTaken } from '../profiles/psid-owners.ts';
import { addCustomers, type CustomerBatch, type CustomerEntry, openCustomerBatch } from './customer.batch.ts';
import {
  countSeen,
  dropUnknown,
  insertStaged,
  keepCreated,
  noteEffects,
  noteSeen,
  stageRows,
  updateStaged,
} from './customer.write.ts';
import type { ImportCounts } from './import.contract.ts';
import type { Kind, SettleNeeds, WriteNeeds, Written } from './import.kinds.ts';
import { wantedTypes } from './import.settings.ts';
import type { BadRow } from './row.compile.ts';

export const customerKind: Kind<CustomerBatch> = {
  // 0.2 s of 25 columns: 1,000 rows cost a tenth more a row, 20,000 nothing less (bench/import).
  batchRows: 5_000,
  open: openCustomerBatch,
  add: addCustomers,
  write: writeCustomers,
  settle,
};

interface Join {
  customerId: string;
  fromId: number;
}

async function writeCustomers(batch: CustomerBatch, needs: WriteNeeds): Promise<Written> {
  const { tx, connection, job, isCheck, clock } = needs;
  const { workspaceId } = job;
  await lockCustomers(tx, workspaceId, 'shared');
  const catalogue = await holdTypes(batch, needs);
  const redirected = await followAliases(tx, workspaceId, batch.entries);
  const { bad, joins } = await claimPsids(batch, needs);
  await stageRows(tx, connection, batch.entries.values());
  const counts = isCheck ? await check(needs, batch) : await store(needs, batch, joins);
  if (!isCheck) {
    const stored = Object.keys(batch.present).length > 0 ? [batch.present] : [];
    await noteAttributes(tx, workspaceId, { catalogue, stored, now: clock.now() });
  }
  return {
    counts: { ...counts, duplicates: batch.duplicates + redirected },
    bad: [...batch.bad, ...bad],
  };
}

/** Types stay as they are until the transaction ends. Names that occur for the first time enter the catalogue. */
async function holdTypes(batch: CustomerBatch, { tx, job, isCheck }: WriteNeeds): Promise<Catalogue> {
  const wanted = wantedTypes(job.settings);
  if (wanted.has(PS_ID) && !isCheck) await rememberPsIdAttribute(tx, job.workspaceId);
  const catalogue = await lockCatalogue(tx, job.workspaceId, new Set(wanted.keys()));
  const leaving = [...wanted.keys()].find((name) => catalogue.leaving.has(name));
  if (leaving !== undefined)
    throw conflict(
      `Attribute ${leaving} is being renamed or deleted.`,
      'Choose another name for its column, or wait until that is done, and go on.',
    );
  for (const [name, type] of wanted) {
    const known = catalogue.types.get(name) ?? type;
    if (known !== type && name !== PS_ID)
      throw invalid(
        'settings.columns',
        `Attribute ${name} is of the type ${known} by now, and the column was to be ${type}.`,
        'Import the file again with the type the attribute has.',
      );
  }
  const names = Object.keys(batch.present).filter((name) => !catalogue.types.has(name));
  if (isCheck) return catalogue;
  if (names.length > catalogue.room)
    throw invalid(
      'settings.columns',
      `The workspace has no room for ${names.length} more attributes.`,
      'Skip columns that nobody needs, or delete attributes that nobody uses.',
    );
  const learned = new Map(names.map((name) => [name, wanted.get(name)!]));
  await learnTypes(tx, job.workspaceId, learned);
  for (const [name, type] of learned) catalogue.types.set(name, type);
  return catalogue;
}

/** What is said of a customer who was merged into another is said of that one. Returns how many met their other self. */
async function followAliases(
  tx: Tx,
  workspaceId: string,
  entries: Map<string, CustomerEntry>,
): Promise<number> {
  let met = 0;
  for (const [alias, customerId] of await findAliases(tx, workspaceId, [...entries.keys()])) {
    const entry = entries.get(alias)!;
    entries.delete(alias);
    const other = entries.get(customerId);
    if (other) met += 1;
    const members = [other?.members, entry.members].filter(Boolean).join(',');
    entries.set(customerId, { ...entry, customerId, members, psid: entry.psid ?? other?.psid ?? null });
  }
  return met;
}

/** Locks the PSIDs of the batch. Who names one of another customer goes to the bad rows. */
async function claimPsids(
  { entries }: CustomerBatch,
  { tx, job, compiler }: WriteNeeds,
): Promise<{ bad: BadRow[]; joins: Join[] }> {
  const claims = [...entries.values()].filter((entry) => entry.psid !== null);
  if (claims.length === 0) return { bad: [], joins: [] };
  const drafts = claims.flatMap(({ customerId, psid }) => {
    const draft = readInput({ customerId, attributes: { [PS_ID]: psid } });
    return draft instanceof AppError ? [] : [draft];
  });
  const owners = await lockOwners(tx, job.workspaceId, drafts);
  const bad: BadRow[] = [];
  const joins: Join[] = [];
  for (const { customerId, psid, row } of claims) {
    const taken = owners.claim(psid!, customerId);
    if (taken === undefined) {
      for (const fromId of owners.anonymousOf(psid!)) joins.push({ customerId, fromId });
      continue;
    }
    entries.delete(customerId);
    const { message, remedy = '' } = psIdTaken(psid!, taken);
    const of = row ? { line: row.line, cells: compiler.texts(row) } : { line: 0, cells: [] };
    bad.push({ ...of, field: PS_ID, message, remedy, customerId });
  }
  return { bad, joins };
}

type Effects = Pick<ImportCounts, 'created' | 'changed' | 'unchanged' | 'skipped' | 'joined'>;

async function check({ tx, job, batchAt }: WriteNeeds, { entries }: CustomerBatch): Promise<Effects> {
  const { workspaceId, importId, settings } = job;
  const of = { workspaceId, importId, batchAt };
  await noteSeen(tx, of);
  const { unknown, changed } = await noteEffects(tx, of, settings.blanks === 'clear');
  const isKept = settings.existing_only;
  return {
    created: isKept ? 0 : unknown,
    changed,
    unchanged: entries.size - unknown - changed,
    skipped: isKept ? unknown : 0,
    joined: 0,
  };
}

async function store(needs: WriteNeeds, { entries }: CustomerBatch, joins: Join[]): Promise<Effects> {
  const { tx, job, batchAt, clock } = needs;
  const { workspaceId, importId, settings, madeBy } = job;
  const clears = settings.blanks === 'clear';
  const stampAt = job.stampAt!;
  const skipped = settings.existing_only ? await dropUnknown(tx, workspaceId) : 0;
  await noteSeen(tx, { workspaceId, importId, batchAt });
  const created = settings.existing_only ? [] : await insertStaged(tx, workspaceId, { clears, stampAt });
  await keepCreated(tx, job, batchAt, created);
  const alsoLock = joins.map(({ fromId }) => fromId);
  // When all of them are new there is nobody to change.
  const isDone = created.length === entries.size && joins.length === 0;
  const changed = isDone ? 0 : await updateStaged(tx, { workspaceId, importId, clears, stampAt, alsoLock });
  const joined = await join(tx, workspaceId, joins, { actor: madeBy, at: clock.now() });
  const unchanged = entries.size - skipped - created.length - changed;
  return { created: created.length, changed, unchanged, skipped, joined };
}

/** Whoever came in several batches was counted in each as well: at the end they are counted once. */
async function settle(db: Db, { job, isCheck }: SettleNeeds, counts: ImportCounts): Promise<ImportCounts> {
  const seen = await countSeen(db, job.workspaceId, job.importId);
  const isKept = job.settings.existing_only;
  const met = counts.created + counts.changed + counts.unchanged + (isCheck ? counts.skipped : 0);
  const duplicates = counts.duplicates + met - seen.all;
  if (!isCheck) return { ...counts, duplicates, unchanged: seen.all - counts.created - counts.changed };
  return {
    ...counts,
    duplicates,
    created: isKept ? 0 : seen.unknown,
    skipped: isKept ? seen.unknown : 0,
    changed: seen.changed,
    unchanged: seen.all - seen.unknown - seen.changed,
  };
}

/** People known from Messenger become the customers that name their PSIDs. */
async function join(
  tx: Tx,
  workspaceId: string,
  joins: readonly Join[],
  by: { actor: string; at: Date },
): Promise<number> {
  if (joins.length === 0) return 0;
  const customerIds = joins.map(({ customerId }) => customerId);
  const rows = await many(
    tx,
    sql<{ customerId: string; profileId: number }>`
    select customer_id as "customerId", profile_id as "profileId" from profiles
     where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::text[])`,
  );
  const ids = new Map(rows.map((row) => [row.customerId, row.profileId]));
  const merges = joins.flatMap(({ customerId, fromId }) => {
    const intoId = ids.get(customerId);
    return intoId === undefined ? [] : [{ fromId, intoId }];
  });
  await mergeProfiles(tx, workspaceId, { merges, reason: `same ${PS_ID}`, ...by });
  return merges.length;
}
