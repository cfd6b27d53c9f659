// The first operator, made at the first start, and the way back in for an owner who lost the password.
import { randomBytes, randomInt } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { sql } from 'kysely';
import { type Db, execute, maybeOne, type Tx, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';

export interface FirstSignIn {
  email: string;
  /** Shown to a person once, by the caller; it must be changed after the first sign-in. */
  oneTimePassword: string;
}

export const DEFAULT_WORKSPACE = 'default';

// Without 0/o, 1/l/i: it is read from a terminal and typed.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Like `k7wd-m2qa-9xhe-rtb4`: 16 of 31 characters, 79 bits. */
export function makePassword(): string {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)];
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/**
 * Makes the workspace `default` and its owner when there is no operator yet, and says how to sign in; else null.
 * Several processes may start at once: one of them makes it.
 */
export async function ensureOwner(db: Db, { email }: { email: string }): Promise<FirstSignIn | null> {
  if (await findOwner(db)) return null;
  const oneTimePassword = makePassword();
  const passwordHash = await hashPassword(oneTimePassword);
  const made = await withTransaction(db, async (tx) => {
    await execute(
      tx,
      sql`insert into workspaces (workspace_id, name) values (${DEFAULT_WORKSPACE}, 'My brand') on conflict do nothing`,
    );
    // Whoever comes second waits here and then sees the first one's operator.
    await execute(tx, sql`select from workspaces where workspace_id = ${DEFAULT_WORKSPACE} for update`);
    if (await findOwner(tx)) return false;
    await insertOwner(tx, email.toLowerCase(), passwordHash);
    return true;
  });
  return made ? { email: email.toLowerCase(), oneTimePassword } : null;
}

/** Gives the oldest owner a new one-time password and ends every session of theirs. */
export async function resetOwnerPassword(db: Db): Promise<FirstSignIn> {
  const oneTimePassword = makePassword();
  const passwordHash = await hashPassword(oneTimePassword);
  return withTransaction(db, async (tx) => {
    const owner = await findOwner(tx);
    if (!owner) {
      throw new AppError('not_found', 'There is no owner yet.', {
        remedy: 'Start the service once: the first start makes the owner and prints the password.',
      });
    }
    await execute(
      tx,
      sql`update operator_accounts set password = ${passwordHash}, updated_at = now()
           where operator_id = ${owner.id} and provider_id = 'credential'`,
    );
    await execute(
      tx,
      sql`update operators set must_change_password = true, updated_at = now() where id = ${owner.id}`,
    );
    await execute(tx, sql`delete from operator_sessions where operator_id = ${owner.id}`);
    return { email: owner.email, oneTimePassword };
  });
}

const findOwner = (db: Db) =>
  maybeOne<{ id: string; email: string }>(
    db,
    sql`select id, email from operators where permission = 'own' order by created_at, id limit 1`,
  );

async function insertOwner(tx: Tx, email: string, passwordHash: string): Promise<void> {
  const [operatorId, accountId] = [newId(), newId()];
  await execute(
    tx,
    sql`insert into operators (id, workspace_id, permission, name, email, email_verified, must_change_password)
        values (${operatorId}, ${DEFAULT_WORKSPACE}, 'own', 'Owner', ${email}, true, true)`,
  );
  await execute(
    tx,
    sql`insert into operator_accounts (id, operator_id, account_id, provider_id, password, updated_at)
        values (${accountId}, ${operatorId}, ${operatorId}, 'credential', ${passwordHash}, now())`,
  );
}

const newId = (): string => randomBytes(16).toString('hex');
