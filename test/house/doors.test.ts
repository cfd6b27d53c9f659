// Every door of the API at once: who may pass which, that none leads into another workspace, and that no number is too large.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../src/access/api-keys.ts';
import { ensureOwner } from '../../src/access/owner.ts';
import { type App, createApp } from '../../src/app.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { readConfig } from '../../src/kit/config.ts';
import { type Database, execute, many, one } from '../../src/kit/db.ts';
import { silentLog } from '../../src/kit/log.ts';
import { createTestDatabase } from '../support/database.ts';
import { fillEveryTable, MARK } from '../support/marked-person.ts';

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
  type?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
}
interface Operation {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
const { paths, components } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8'),
) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const routes = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method: method.toUpperCase() as 'GET',
    path,
    operation,
  })),
);

const ONLY_ASKING = 'x-only-asking';
const URL_HERE = 'http://localhost:3000';
let database: Database;
let app: App;
type Headers = Record<string, string>;
/** From least to most: whoever may do more may do what those before may. */
let people: [who: string, headers: Headers][];
let keys: [who: string, headers: Headers][];

beforeAll(async () => {
  database = await createTestDatabase({ max: 10 });
  const { db } = database;
  app = await createApp({
    config: readConfig({ PUBLIC_URL: URL_HERE }),
    database,
    encryptionKey: 'x'.repeat(32),
    clock: systemClock,
    log: silentLog,
    dashboardDir: '',
  });
  // Whoever is let in where only that is asked gets no further.
  app.server.addHook('preParsing', async (request, reply) => {
    if (request.headers[ONLY_ASKING] !== undefined) await reply.code(204).send();
  });
  await app.server.ready();
  const first = (await ensureOwner(db, { email: 'own@example.org' }))!;
  const owner = await signIn('own@example.org', first.oneTimePassword);
  const operators = await Promise.all(
    ['view', 'edit', 'send'].map(async (permission) => {
      const email = `${permission}@example.org`;
      const payload = { name: permission, email, permission };
      const added = await app.server.inject({
        method: 'POST',
        url: '/api/operators',
        headers: owner,
        payload,
      });
      return [permission, await signIn(email, added.json().one_time_password)] as [string, Headers];
    }),
  );
  const keyOf = async (permission: 'track' | 'send') => ({
    authorization: `Bearer ${(await createApiKey(db, 'default', permission, { permission })).secret}`,
  });
  people = [['nobody', {}], ...operators, ['own', owner]];
  keys = [
    ['a key', await keyOf('send')],
    ['a key for websites', await keyOf('track')],
  ];
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});

async function signIn(email: string, password: string): Promise<Headers> {
  const payload = { email, password };
  const answer = await app.server.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { origin: URL_HERE },
    payload,
  });
  const cookie = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0]);
  return { cookie: cookie.join('; '), origin: URL_HERE };
}

/** Of nothing there is. */
const nowhere = (path: string): string => path.replaceAll(/\{[^}]+\}/g, 'no-such-thing');

test('who may pass which door is as it was agreed', async () => {
  const lines = await Promise.all(
    routes.map(async ({ method, path }) => {
      const passes = async ([who, headers]: (typeof people)[number]): Promise<boolean> => {
        const { statusCode } = await app.server.inject({
          ...{ method, url: nowhere(path) },
          headers: { ...headers, [ONLY_ASKING]: '1' },
        });
        if (statusCode !== 401 && statusCode !== 403) return true;
        expect(statusCode, `${method} ${path} of ${who}`).toBe(who === 'nobody' ? 401 : 403);
        return false;
      };
      const programs = [];
      for (const key of keys) if (await passes(key)) programs.push(key[0]);
      let least = 0;
      while (least < people.length - 1 && !(await passes(people[least]!))) least += 1;
      return `${method} ${path}: ${[people[least]![0], ...programs].join(', ')}\n`;
    }),
  );
  await expect(lines.sort().join('')).toMatchFileSnapshot('doors.golden.txt');
});

test('no door leads into another workspace', async () => {
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('stranger', 'stranger')`);
  await fillEveryTable(db, 'stranger', new Date());
  await fillTools();
  const ids = await idsOf('stranger');
  const before = await pictureOf('stranger');
  const [, owner] = people.at(-1)!;
  const unread = new Set<string>();
  for (const { method, path, operation } of routes) {
    if (!path.includes('{')) continue;
    const schema = operation.requestBody?.content['application/json']?.schema;
    const answer = await app.server.inject({
      ...{ method, url: addressOf(path, operation, ids), headers: owner },
      ...(schema && { payload: sampleOf(schema, ids) as object }),
    });
    const told = `${method} ${path} ${answer.statusCode} ${answer.body}`;
    expect(answer.body.includes(MARK), told).toBe(false);
    expect(answer.statusCode, told).toBeLessThan(500);
    if (answer.statusCode === 400) unread.add(`${method} ${path}`);
  }
  expect(await pictureOf('stranger')).toEqual(before);
  // A few want more than their schema says, and are not asked: not more than a few.
  expect([...unread].length, [...unread].join('\n')).toBeLessThan(15);
});

const TABLES: Record<string, [table: string, column: string]> = {
  prf: ['profiles', 'profile_id'],
  cmp: ['campaigns', 'campaign_id'],
  dlv: ['deliveries', 'delivery_id'],
  seg: ['segments', 'segment_id'],
  lst: ['lists', 'list_id'],
  imp: ['imports', 'import_id'],
  med: ['media', 'media_id'],
  lnk: ['entry_links', 'link_id'],
  rul: ['comment_rules', 'rule_id'],
  blk: ['content_blocks', 'block_id'],
  prq: ['privacy_requests', 'request_id'],
  ers: ['erasures', 'erasure_id'],
  key: ['api_keys', 'key_id'],
};
type Ids = ReadonlyMap<string, string>;

async function idsOf(workspaceId: string): Promise<Ids> {
  const ids = Object.entries(TABLES).map(async ([kind, [table, column]]) => {
    const { id } = await one<{ id: number }>(
      database.db,
      sql`select max(${sql.ref(column)}) as id from ${sql.table(table)} where workspace_id = ${workspaceId}`,
    );
    return [kind, `${kind}_${id}`] as const;
  });
  return new Map(await Promise.all(ids));
}

function addressOf(path: string, { parameters = [] }: Operation, ids: Ids): string {
  let url = path;
  const query = new URLSearchParams();
  for (const { in: place, name, required, schema } of parameters) {
    const value = String(sampleOf(schema, ids));
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(value));
    else if (required) query.set(name, value);
  }
  return `${url}?${query}`;
}

/** The least that a schema takes, with the stranger's ids wherever an id belongs. */
function sampleOf(schema: Schema, ids: Ids): unknown {
  if (schema.$ref !== undefined) return sampleOf(components.schemas[schema.$ref.split('/').at(-1)!]!, ids);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return sampleOf(choice, ids);
  switch (schema.type) {
    case 'object': {
      const required = Object.entries(schema.properties ?? {}).filter(([name]) =>
        schema.required?.includes(name),
      );
      return Object.fromEntries(required.map(([name, one]) => [name, sampleOf(one, ids)]));
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, ids));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return textOf(schema, ids);
  }
}

function textOf({ pattern = '' }: Schema, ids: Ids): string {
  const id = ids.get(/^\^([a-z]{3})_/.exec(pattern)?.[1] ?? '');
  if (id !== undefined) return id;
  if (pattern.includes('T')) return new Date().toISOString();
  return /\\d|0-9/.test(pattern) ? PAGE_ID : 'age';
}

const PAGE_ID = '777000777';

/** What `fillEveryTable` leaves out, because nobody's data is in it. */
async function fillTools(): Promise<void> {
  const statements: RawBuilder<unknown>[] = [
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token)
        values ('stranger', ${PAGE_ID}, 'marked-app', ${MARK}, '')`,
    sql`insert into segments (workspace_id, name, filter)
        values ('stranger', ${MARK}, '{"kind": "group", "match": "all", "filters": []}')`,
    sql`insert into content_blocks (workspace_id, name, body, created_at, updated_at)
        values ('stranger', ${MARK}, ${MARK}, now(), now())`,
    sql`insert into media (workspace_id, name, kind, mime, created_at, source_url)
        values ('stranger', ${MARK}, 'image', 'image/png', now(), 'https://example.org/a.png')`,
    sql`insert into comment_rules (workspace_id, page_id, name, message, is_active, created_at, updated_at)
        values ('stranger', 'marked-page', ${MARK}, '{}', true, now(), now())`,
    sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
        select workspace_id, campaign_id, 1, definition, now(), ${MARK} from campaigns where workspace_id = 'stranger'`,
    sql`insert into erasures (workspace_id, requested_at, requested_by, source, people)
        values ('stranger', now(), ${MARK}, 'operator', 1)`,
  ];
  for (const statement of statements) await execute(database.db, statement);
  await createApiKey(database.db, 'stranger', MARK);
}

/** A digest of each table, of the rows of one workspace. */
async function pictureOf(workspaceId: string): Promise<Record<string, string>> {
  const tables = await many<{ name: string }>(
    database.db,
    sql`select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
         where table_schema = 'public' and column_name = 'workspace_id' and table_type = 'BASE TABLE' order by 1`,
  );
  const digests = tables.map(async ({ name }) => {
    const { digest } = await one<{ digest: string }>(
      database.db,
      sql`select coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as digest
            from ${sql.table(name)} t where workspace_id = ${workspaceId}`,
    );
    return [name, digest] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}

/** Ids and places in files: bigint in the database, counted up to what JavaScript counts exactly. */
const LONG = new Set(['history?after', 'bad-rows?after', 'parts?offset']);
const MAX_INTEGER = 2_147_483_647;

test('a whole number in an address is no larger than the column it is compared with', () => {
  const tooLarge = routes.flatMap(({ method, path, operation: { parameters = [] } }) =>
    parameters
      .filter(({ schema }) => schema.type === 'integer' && (schema.maximum ?? Infinity) > MAX_INTEGER)
      .map(({ name }) => `${path.split('/').at(-1)}?${name}`)
      .filter((place) => !LONG.has(place))
      .map((place) => `${method} ${path} ${place}`),
  );
  expect(tooLarge).toEqual([]);
});
