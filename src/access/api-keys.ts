// API keys: programs carry one as `Authorization: Bearer`, or as the password of HTTP Basic. Only its hash is stored.
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Db, execute, many, maybeOne } from '../kit/db.ts';
import { AppError, notFound } from '../kit/errors.ts';

/** A key nobody can guess needs no slow hash; 256 bits also make a lookup by hash safe from timing. */
const SECRET = /^tlr_[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;
const MAX_KEYS = 100;

/**
 * What a key may do: `send` is for servers (write people and events, start sends), `track` for what everybody can read, such
 * as a website: it only says what people do.
 */
export const KEY_PERMISSIONS = ['send', 'track'] as const;
export type KeyPermission = (typeof KEY_PERMISSIONS)[number];

export interface ApiKey {
  keyId: number;
  name: string;
  hint: string;
  permission: KeyPermission;
  /** The e-mail of the operator who made it; null: not known. */
  madeBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const columns = sql`key_id as "keyId", name, hint, permission, made_by as "madeBy", created_at as "createdAt", last_used_at as "lastUsedAt"`;

/** Makes a key. The secret (`tlr_` and 43 characters) is in this answer and nowhere else. At most 100 in force. */
export async function createApiKey(
  db: Db,
  workspaceId: string,
  name: string,
  { permission = 'send', madeBy = null }: { permission?: KeyPermission; madeBy?: string | null } = {},
): Promise<ApiKey & { secret: string }> {
  const secret = `tlr_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const key = await maybeOne<ApiKey>(
    db,
    sql`insert into api_keys (workspace_id, name, permission, made_by, secret_hash, hint)
        select ${workspaceId}, ${name}, ${permission}, ${madeBy}, ${hash(secret)}, ${secret.slice(-4)}
         where (select count(*) from api_keys where workspace_id = ${workspaceId} and revoked_at is null) < ${MAX_KEYS}
        returning ${columns}`,
  );
  if (key) return { ...key, secret };
  throw new AppError('conflict', `There are ${MAX_KEYS} API keys in force already.`, {
    remedy: 'Revoke one that is no longer used.',
  });
}

/** The keys in force, newest first. */
export const listApiKeys = (db: Db, workspaceId: string): Promise<ApiKey[]> =>
  many<ApiKey>(
    db,
    sql`select ${columns} from api_keys
         where workspace_id = ${workspaceId} and revoked_at is null
         order by key_id desc limit ${MAX_KEYS}`,
  );

/** From now on the key opens nothing. Returns its name; an unknown or already revoked one is `not_found`. */
export async function revokeApiKey(db: Db, workspaceId: string, keyId: number, now: Date): Promise<string> {
  const row = await maybeOne<{ name: string }>(
    db,
    sql`update api_keys set revoked_at = ${now}
         where workspace_id = ${workspaceId} and key_id = ${keyId} and revoked_at is null
        returning name`,
  );
  if (!row) throw notFound(`API key key_${keyId}`);
  return row.name;
}

export interface FoundKey {
  workspaceId: string;
  keyId: number;
  name: string;
  permission: KeyPermission;
  madeBy: string | null;
}

interface UsedKey extends FoundKey {
  secretHash: Buffer;
  lastUsedAt: Date | null;
}

/**
 * Whose secrets these are, in their order; undefined: nobody's. Asked of the database every time, which buys that a revoked key
 * is refused from the next request on, in every process; requests that come together ask together (`access.ts`).
 */
export async function findApiKeys(
  db: Db,
  secrets: readonly string[],
  now: Date,
): Promise<(FoundKey | undefined)[]> {
  const hashes = new Map(
    secrets.filter((secret) => SECRET.test(secret)).map((secret) => [secret, hash(secret)]),
  );
  if (hashes.size === 0) return secrets.map(() => undefined);
  const keys = await many<UsedKey>(
    db,
    sql`select secret_hash as "secretHash", workspace_id as "workspaceId", key_id as "keyId", name, permission,
               made_by as "madeBy", last_used_at as "lastUsedAt"
          from api_keys where secret_hash = any(${[...hashes.values()]}::bytea[]) and revoked_at is null`,
  );
  const found = new Map<string, FoundKey>();
  for (const { secretHash, lastUsedAt, ...key } of keys) {
    found.set(secretHash.toString('hex'), key);
    if (lastUsedAt === null || addMs(lastUsedAt, MINUTE_MS) < now)
      await noteUse(db, { ...key, lastUsedAt }, now);
  }
  return secrets.map((secret) => found.get(hashes.get(secret)?.toString('hex') ?? ''));
}

/** At most once a minute a key, so that a busy key costs no write a request; who comes second finds it done. */
const noteUse = (db: Db, key: { workspaceId: string; keyId: number; lastUsedAt: Date | null }, now: Date) =>
  execute(
    db,
    sql`update api_keys set last_used_at = ${now}
         where workspace_id = ${key.workspaceId} and key_id = ${key.keyId}
           and last_used_at is not distinct from ${key.lastUsedAt}`,
  );
