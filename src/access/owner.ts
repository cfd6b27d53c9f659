// The first operator, made at the first start, and the way back in for an owner who lost the password.
import { sql } from 'kysely';
import { type Db, execute, maybeOne, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { insertOperator, setOneTimePassword } from './operator.queries.ts';

export interface FirstSignIn {
  email: string;
  /** Shown to a person once, by the caller; it must be changed after the first sign-in. */
  oneTimePassword: string;
}

export const DEFAULT_WORKSPACE = 'default';

/**
 * Makes the workspace `default` and its owner when there is no operator yet, and says how to sign in; else null.
 * Several processes may start at once: one of them makes it.
 */
export async function ensureOwner(db: Db, { email }: { email: string }): Promise<FirstSignIn | null> {
  if (await findOwner(db)) return null;
  const { oneTimePassword, passwordHash } = await makeOneTimePassword();
  const made = await withTransaction(db, async (tx) => {
    await execute(
      tx,
      sql`insert into workspaces (workspace_id, name) values (${DEFAULT_WORKSPACE}, 'My brand') on conflict do nothing`,
    );
    // Whoever comes second waits here and then sees the first one's operator.
    await execute(tx, sql`select from workspaces where workspace_id = ${DEFAULT_WORKSPACE} for update`);
    if (await findOwner(tx)) return false;
    const owner = { workspaceId: DEFAULT_WORKSPACE, name: 'Owner', email: email.toLowerCase(), passwordHash };
    return (await insertOperator(tx, { ...owner, permission: 'own' })) !== undefined;
  });
  return made ? { email: email.toLowerCase(), oneTimePassword } : null;
}

/** Gives the oldest owner a new one-time password and ends every session of theirs. */
export async function resetOwnerPassword(db: Db): Promise<FirstSignIn> {
  const { oneTimePassword, passwordHash } = await makeOneTimePassword();
  return withTransaction(db, async (tx) => {
    const owner = await findOwner(tx);
    if (!owner) {
      throw new AppError('not_found', 'There is no owner yet.', {
        remedy: 'Start the service once: the first start makes the owner and prints the password.',
      });
    }
    await setOneTimePassword(tx, owner.id, passwordHash);
    return { email: owner.email, oneTimePassword };
  });
}

const findOwner = (db: Db) =>
  maybeOne<{ id: string; email: string }>(
    db,
    sql`select id, email from operators where permission = 'own' order by created_at, id limit 1`,
  );
