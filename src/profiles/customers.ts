// Customers, as the API, dialects and imports write them: typed attributes, and ps_id, which joins the person known from
// Messenger to the customer. A batch is written in a few statements; one wrong item does not spoil the others.
import type { Tx } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { lockVisitors, placeVisitors } from './anonymous-ids.ts';
import { fitValue, PS_ID, TypeConflict } from './attribute.rules.ts';
import { recordConflicts, type SeenConflict } from './attribute-conflicts.ts';
import { noteSeen } from './attribute-seen.ts';
import {
  admit,
  type Catalogue,
  fitAttributes,
  learnTypes,
  lockCatalogue,
  rememberPsIdAttribute,
} from './catalogue.ts';
import { type Change, type CustomerInput, type Draft, fold, readInput, redirect } from './customer.draft.ts';
import { writeCustomers } from './customer.queries.ts';
import { findAliases } from './customer-aliases.ts';
import { detachIdentities, mergeProfiles } from './merge.ts';
import type { AttributeType } from './profile.contract.ts';
import { lockOwners, type PsidOwners, psIdTaken } from './psid-owners.ts';
import { VisitorClaims } from './visitor-claims.ts';
import { keepAllowed, type LeftOut, recordLeftOut } from './website-attributes.ts';

export type { CustomerInput } from './customer.draft.ts';
export { findKnownCustomers } from './customer.queries.ts';

export type SaveResult = { ok: true; profileId: number } | { ok: false; error: AppError };

/**
 * Creates or updates one customer and returns its profile id. Throws AppError: `invalid` for a value of another type than
 * the attribute's (naming it), `conflict` for a ps_id of another customer. The caller's transaction then stores nothing.
 */
export async function saveCustomer(
  tx: Tx,
  workspaceId: string,
  input: CustomerInput & { now: Date },
): Promise<number> {
  const [result] = await saveCustomers(tx, workspaceId, [input], input.now);
  if (!result) throw new Error('A customer was given and no result came back');
  if (!result.ok) throw result.error;
  return result.profileId;
}

/**
 * The same for many, in their order; each gets its own result, and a refused item leaves nothing behind. Sending the
 * same items again changes nothing. Call it first in a transaction (see `people-lock.ts`).
 */
export async function saveCustomers(
  tx: Tx,
  workspaceId: string,
  inputs: readonly CustomerInput[],
  now: Date,
): Promise<SaveResult[]> {
  const visitors = await lockVisitors(
    tx,
    workspaceId,
    inputs.flatMap((input) => input.anonymousId ?? []),
  );
  const named = await withoutAliases(tx, workspaceId, inputs);
  const drafts = named.map(readInput);
  const { changes, errors, owners, catalogue, leftOut } = await checkDrafts(tx, workspaceId, drafts);
  const claims = new VisitorClaims(
    visitors,
    named.filter((_, index) => !errors[index]),
  );
  const ids = await applyChanges(tx, workspaceId, { changes, owners, claims, now });
  await recordLeftOut(tx, workspaceId, leftOut, now);
  await noteSeen(tx, workspaceId, { catalogue, stored: changes.map((change) => change.set), now });
  await recordConflicts(tx, workspaceId, listConflicting(inputs, errors), now);
  return named.map(({ customerId }, index) => {
    const error = errors[index];
    return error ? { ok: false, error } : { ok: true, profileId: ids.get(customerId)! };
  });
}

async function withoutAliases(
  tx: Tx,
  workspaceId: string,
  inputs: readonly CustomerInput[],
): Promise<readonly CustomerInput[]> {
  const asked = [...new Set(inputs.map((input) => input.customerId))];
  const aliases = await findAliases(tx, workspaceId, asked);
  if (aliases.size === 0) return inputs;
  return inputs.map((input) => ({
    ...input,
    customerId: aliases.get(input.customerId) ?? input.customerId,
  }));
}

/** The refusals that the catalogue counts. */
export const listConflicting = (
  inputs: readonly Pick<CustomerInput, 'source'>[],
  errors: readonly (AppError | undefined)[],
): SeenConflict[] =>
  errors.flatMap((error, index) =>
    error instanceof TypeConflict ? [{ conflict: error, source: inputs[index]?.source ?? 'api' }] : [],
  );

/** Takes the locks, checks each draft against the catalogue and the owners of its ps_id, and stores what names were learned. */
export async function checkDrafts(tx: Tx, workspaceId: string, drafts: readonly (Draft | AppError)[]) {
  const readable = drafts.filter((draft): draft is Draft => !(draft instanceof AppError));
  if (readable.some((draft) => draft.psid)) await rememberPsIdAttribute(tx, workspaceId);
  const names = new Set(readable.flatMap(namesOf));
  const catalogue = await lockCatalogue(tx, workspaceId, names);
  const owners = await lockOwners(tx, workspaceId, readable);

  const changes = new Map<string, Change>();
  const learned = new Map<string, AttributeType>();
  const leftOut: LeftOut = new Map();
  const check = (sent: Draft | AppError): AppError | undefined => {
    if (sent instanceof AppError) return sent;
    const draft = redirect(keepAllowed(sent, catalogue, leftOut), catalogue.leaving);
    const fitted = fitDraft(catalogue, draft);
    if (fitted instanceof AppError) return fitted;
    const taken = draft.psid && owners.claim(draft.psid, draft.customerId);
    if (draft.psid && taken) return psIdTaken(draft.psid, taken);
    admit(catalogue, fitted.learned);
    for (const [name, type] of fitted.learned) {
      learned.set(name, type);
      if (draft.isFromWebsite) catalogue.ofWebsites.add(name);
    }
    fold(changes, draft, fitted.stored);
    return undefined;
  };
  const errors = drafts.map(check);
  await learnTypes(tx, workspaceId, learned, catalogue.ofWebsites);
  return { changes: [...changes.values()], errors, owners, catalogue, leftOut };
}

/** What a draft has to know the types of; of a website's also whether it may remove it. */
const namesOf = ({ set, lists, removed, isFromWebsite }: Draft): string[] => [
  ...Object.keys(set),
  ...lists.keys(),
  ...(isFromWebsite ? removed : []),
];

/** Values and items as they are to be stored, and what they teach; a list that only loses items teaches nothing. */
function fitDraft(catalogue: Catalogue, draft: Draft): ReturnType<typeof fitAttributes> {
  const added: Record<string, unknown> = {};
  for (const [name, { add, remove }] of draft.lists) {
    const known = catalogue.types.get(name);
    const fitted = add.length > 0 || known === undefined ? undefined : fitValue(name, remove, known);
    if (fitted instanceof AppError) return fitted;
    if (add.length > 0) added[name] = add;
  }
  const fitted = fitAttributes(catalogue, { ...draft.set, ...added });
  if (fitted instanceof AppError) return fitted;
  const stored = Object.fromEntries(Object.entries(fitted.stored).filter(([name]) => !draft.lists.has(name)));
  return { stored, learned: fitted.learned };
}

interface Accepted {
  changes: Change[];
  owners: PsidOwners;
  claims: VisitorClaims;
  now: Date;
}

/**
 * Writes the customers, then joins the anonymous profiles of their ps_ids and of the visitors they were to them. Returns
 * profile ids by customer id.
 */
async function applyChanges(
  tx: Tx,
  workspaceId: string,
  { changes, owners, claims, now }: Accepted,
): Promise<Map<string, number>> {
  const bySamePsid = changes.flatMap(({ customerId, psid }) =>
    psid ? owners.anonymousOf(psid).map((fromId) => ({ customerId, fromId })) : [],
  );
  const joining = [...bySamePsid, ...claims.joining];
  const ids = await writeCustomers(tx, workspaceId, { changes, joining, now });
  const toMerge = (of: typeof joining) =>
    of.map(({ customerId, fromId }) => ({ fromId, intoId: ids.get(customerId)! }));
  await mergeProfiles(tx, workspaceId, { merges: toMerge(bySamePsid), reason: `same ${PS_ID}`, at: now });
  await mergeProfiles(tx, workspaceId, { merges: toMerge(claims.joining), reason: 'identified', at: now });
  const places = claims.placing.map(({ customerId, anonymousId }) => ({
    anonymousId,
    profileId: ids.get(customerId)!,
  }));
  await placeVisitors(tx, workspaceId, places, now);
  const leaving = changes.filter(({ psid }) => psid === null).map(({ customerId }) => ids.get(customerId)!);
  await detachIdentities(tx, workspaceId, leaving);
  return ids;
}
