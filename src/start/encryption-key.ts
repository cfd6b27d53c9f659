// The key that encrypts tokens at rest: from configuration, or made once and kept beside the data.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, execute, one } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { createSecrets } from '../kit/secrets.ts';

/** Reads ENCRYPTION_KEY, else DATA_DIR/encryption.key, which is made (mode 0600) when there is none. */
export function loadEncryptionKey(configured: string | undefined, dataDir: string): string {
  if (configured !== undefined) return configured;
  const file = join(dataDir, 'encryption.key');
  mkdirSync(dataDir, { recursive: true });
  try {
    // 'wx': of two processes that start at once, one makes it and both read it.
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

const KNOWN_TEXT = 'talaria';

/** Refuses to start under another key than the stored secrets are sealed with: noticed now, not at the first send. */
export async function checkEncryptionKey(db: Db, key: string): Promise<void> {
  const secrets = createSecrets(key);
  await execute(
    db,
    sql`update installation set key_check = ${secrets.seal(KNOWN_TEXT)} where key_check is null`,
  );
  const { check } = await one(db, sql<{ check: Buffer }>`select key_check as check from installation`);
  try {
    secrets.open(check);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'ENCRYPTION_KEY is not the key the secrets in this database were stored under.',
      {
        remedy:
          'Start with that key (by default it lies in DATA_DIR/encryption.key of the machine that made the database).',
        cause,
      },
    );
  }
}
