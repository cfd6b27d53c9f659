// The key that encrypts tokens at rest: from configuration, or made once and kept beside the data.
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, execute, one } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { createSecrets } from '../kit/secrets.ts';

/** Reads ENCRYPTION_KEY, else DATA_DIR/encryption.key, which is made (mode 0600) when there is none. */
export function loadEncryptionKey(configured: string | undefined, dataDir: string): string {
  if (configured !== undefined) return configured;
  const file = join(dataDir, 'encryption.key');
  if (!existsSync(file)) makeKey(file, dataDir);
  const key = readFileSync(file, 'utf8').trim();
  if (key.length >= MIN_LENGTH) return key;
  throw new AppError('unavailable', `The encryption key in ${file} is cut off or empty.`, {
    remedy: 'Put the key back from a copy. If no secrets were stored under it yet, delete the file.',
  });
}

const MIN_LENGTH = 32; // as ENCRYPTION_KEY

/** Written whole under another name, then given its own: of two processes that start at once, one's key is both's. */
function makeKey(file: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
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
