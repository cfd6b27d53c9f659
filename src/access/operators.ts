// Managing who may sign in to a workspace. Changes of one workspace's operators come one after the other, so that two
// owners who remove each other at the same moment leave one.
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, invalid, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import type { OperatorPermission } from './operator.contract.ts';
import {
  deleteOperator,
  insertOperator,
  listOperators,
  lockWorkspace,
  type Operator,
  setOneTimePassword,
  updateOperator,
} from './operator.queries.ts';

export interface OperatorNeeds {
  db: Db;
  clock: Clock;
  /** So many operators have to be left who may send: asked of the domains above, where one asks and another approves. */
  leastSenders: (tx: Tx, workspaceId: string) => Promise<number>;
}

export interface NewOperator {
  name: string;
  /** In lower case. */
  email: string;
  permission: OperatorPermission;
}

export type WithPassword = Operator & { oneTimePassword: string };

const MAX_OPERATORS = 200;

/** Everybody who may sign in, oldest first. */
export function listAll(needs: OperatorNeeds, actor: Actor): Promise<Operator[]> {
  assertSignedIn(actor);
  return listOperators(needs.db, actor.workspaceId, MAX_OPERATORS);
}

/** Refuses (`conflict`, field email) an e-mail that signs in already, here or in another workspace. */
export async function addOperator(
  needs: OperatorNeeds,
  actor: Actor,
  operator: NewOperator,
): Promise<WithPassword> {
  assertSignedIn(actor);
  const { oneTimePassword, passwordHash } = await makeOneTimePassword();
  return change(needs, actor, async (tx, present) => {
    if (present.length >= MAX_OPERATORS)
      throw conflict(`There are ${MAX_OPERATORS} operators already.`, 'Remove one who no longer signs in.');
    const { workspaceId } = actor;
    const id = await insertOperator(tx, { workspaceId, ...operator, passwordHash });
    if (id === undefined)
      throw new AppError('conflict', `An operator with the e-mail ${operator.email} exists already.`, {
        field: 'email',
        remedy: 'Use another e-mail, or give the operator in the list a new one-time password.',
      });
    const { email, permission } = operator;
    await audit(tx, needs, actor, { action: 'operator.added', subject: id, details: { email, permission } });
    return { ...(await getOperator(tx, actor, id)), oneTimePassword };
  });
}

/** Refuses (`invalid`, field permission) to leave the workspace without an owner, or with fewer who may send than it needs. */
export function saveOperator(
  needs: OperatorNeeds,
  actor: Actor,
  id: string,
  after: { name: string; permission: OperatorPermission },
): Promise<Operator> {
  return change(needs, actor, async (tx, present) => {
    const { name, email, permission } = pick(present, id);
    if (after.permission !== 'own' && isLastOwner(present, id))
      throw invalid('permission', 'The workspace would have no owner.', 'Make somebody else an owner first.');
    const left = present.map((one) => (one.id === id ? { ...one, permission: after.permission } : one));
    if (await isTooFew(tx, needs, actor, { present, left }))
      throw invalid('permission', NOBODY_APPROVES.message, NOBODY_APPROVES.remedy);
    await updateOperator(tx, actor.workspaceId, id, after);
    const details = { email, before: { name, permission }, after };
    await audit(tx, needs, actor, { action: 'operator.changed', subject: id, details });
    return getOperator(tx, actor, id);
  });
}

/** Their sign-ins end with them. What they did stays in the audit trail, under their e-mail. */
export function removeOperator(needs: OperatorNeeds, actor: Actor, id: string): Promise<void> {
  return change(needs, actor, async (tx, present) => {
    const { email } = pick(present, id);
    if (email === actor.name)
      throw conflict('You cannot remove yourself.', 'Ask another owner to remove you.');
    if (isLastOwner(present, id))
      throw conflict('The workspace would have no owner.', 'Make somebody else an owner first.');
    const left = present.filter((one) => one.id !== id);
    if (await isTooFew(tx, needs, actor, { present, left }))
      throw conflict(NOBODY_APPROVES.message, NOBODY_APPROVES.remedy);
    await deleteOperator(tx, actor.workspaceId, id);
    await audit(tx, needs, actor, { action: 'operator.removed', subject: id, details: { email } });
  });
}

/** How many may send; nobody changes that until the transaction ends. */
export async function lockSenders(tx: Tx, workspaceId: string): Promise<number> {
  await lockWorkspace(tx, workspaceId);
  return countSenders(await listOperators(tx, workspaceId, MAX_OPERATORS));
}

const countSenders = (operators: readonly Operator[]): number =>
  operators.filter(({ permission }) => permission === 'send' || permission === 'own').length;

const NOBODY_APPROVES = {
  message: 'Here a second operator approves what is published, and nobody would be left to do it.',
  remedy: 'Let somebody else send first, or switch approval off under Settings, Sending rules.',
};

/** Where there are too few already, only a change for the worse is refused. */
async function isTooFew(
  tx: Tx,
  { leastSenders }: OperatorNeeds,
  { workspaceId }: Actor,
  { present, left }: { present: readonly Operator[]; left: readonly Operator[] },
): Promise<boolean> {
  const senders = countSenders(left);
  return senders < countSenders(present) && senders < (await leastSenders(tx, workspaceId));
}

/** For who lost theirs. One's own is changed by knowing it: refused (`conflict`). */
export async function resetPassword(needs: OperatorNeeds, actor: Actor, id: string): Promise<WithPassword> {
  assertSignedIn(actor);
  const { oneTimePassword, passwordHash } = await makeOneTimePassword();
  return change(needs, actor, async (tx, present) => {
    const { email } = pick(present, id);
    if (email === actor.name)
      throw conflict('This is your own password.', 'Change it under Settings → Password.');
    await setOneTimePassword(tx, id, passwordHash);
    await audit(tx, needs, actor, { action: 'operator.password_reset', subject: id, details: { email } });
    return { ...(await getOperator(tx, actor, id)), oneTimePassword };
  });
}

/** `change` sees the operators as nobody else changes them meanwhile. An owner who was removed just now changes nothing. */
function change<T>(
  needs: OperatorNeeds,
  actor: Actor,
  deed: (tx: Tx, present: Operator[]) => Promise<T>,
): Promise<T> {
  assertSignedIn(actor);
  return withTransaction(needs.db, async (tx) => {
    await lockWorkspace(tx, actor.workspaceId);
    const present = await listOperators(tx, actor.workspaceId, MAX_OPERATORS);
    if (!present.some(({ email, permission }) => email === actor.name && permission === 'own'))
      throw new AppError('forbidden', 'You are no owner of this workspace any more.', {
        remedy: 'Ask its owner.',
      });
    return deed(tx, present);
  });
}

function assertSignedIn(actor: Actor): void {
  if (actor.kind !== 'operator')
    throw new AppError('forbidden', 'Only an owner who is signed in manages operators, not a program.', {
      remedy: 'Sign in to the dashboard and open Settings.',
    });
}

function pick(present: readonly Operator[], id: string): Operator {
  const found = present.find((operator) => operator.id === id);
  if (found === undefined) throw notFound(`operator ${id}`);
  return found;
}

const isLastOwner = (present: readonly Operator[], id: string): boolean =>
  present.filter(({ permission }) => permission === 'own').every((owner) => owner.id === id);

const getOperator = async (tx: Tx, { workspaceId }: Actor, id: string): Promise<Operator> =>
  pick(await listOperators(tx, workspaceId, MAX_OPERATORS), id);

const audit = (
  tx: Tx,
  { clock }: OperatorNeeds,
  { workspaceId, name }: Actor,
  deed: { action: string; subject: string; details: Record<string, unknown> },
): Promise<void> => writeAudit(tx, { workspaceId, actor: name, ...deed, at: clock.now() });
