// A whole Talaria for a test: the real app listening on a free port, its own database, its own sandbox over real HTTP.
// The verbs are the product's, so that a flow test reads as a story.
import { createServer as createTcpServer } from 'node:net';
import { sql } from 'kysely';
import { type Sandbox, startSandbox } from '../../simulator/sandbox.ts';
import { createApiKey } from '../../src/access/api-keys.ts';
import { ensureOwner } from '../../src/access/owner.ts';
import { type App, createApp } from '../../src/app.ts';
import { type Clock, systemClock } from '../../src/kit/clock.ts';
import { readConfig } from '../../src/kit/config.ts';
import { type Database, one } from '../../src/kit/db.ts';
import { createLog, type LogLevel } from '../../src/kit/log.ts';
import type { DeliveryNow } from '../../src/reports/rate.contract.ts';
import { createTestDatabase } from './database.ts';
import { until } from './until.ts';

export interface World {
  app: App;
  url: string;
  database: Database;
  sandbox: Sandbox;
  page: Sandbox['pages'][number];
  /** The key of that program. */
  apiKey: string;
  /** Calls the API as a program; throws with the answer's text when it is not 2xx. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** The same without the throw. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: unknown }>;
  /** Steers the sandbox. */
  sand<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  count(from: string): Promise<number>;
  close(): Promise<void>;
}

export interface WorldOptions {
  clock?: Clock;
  env?: Record<string, string>;
  workers?: boolean;
  connected?: boolean;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const database = await createTestDatabase({ max: 12 });
  const sandbox = await startSandbox();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: url,
    GRAPH_URL: sandbox.url,
    UNKNOWN_GRACE_SECONDS: '2',
    ...options.env,
  });
  await ensureOwner(database.db, { email: 'owner@example.org' });
  const clock = options.clock ?? systemClock;
  const app = await createApp({
    config,
    database,
    encryptionKey: KEY,
    clock,
    log: createLog((process.env['TEST_LOG'] ?? 'silent') as LogLevel),
    dashboardDir: '',
  });
  await app.server.listen({ port, host: '127.0.0.1' });
  if (options.workers !== false) app.startWorkers();
  const { secret } = await createApiKey(database.db, 'default', 'tests');
  const world = describe({ app, url, database, sandbox, secret });
  if (options.connected !== false) await connect(world);
  return world;
}

const KEY = '0123456789abcdef0123456789abcdef';

function describe(of: {
  app: App;
  url: string;
  database: Database;
  sandbox: Sandbox;
  secret: string;
}): World {
  const { app, url, database, sandbox, secret } = of;
  const ask: World['ask'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, json: parse(await answer.text()) };
  };
  return {
    app,
    url,
    database,
    sandbox,
    page: sandbox.pages[0]!,
    apiKey: secret,
    ask,
    api: async <T>(method: string, path: string, body?: unknown) => {
      const { status, json } = await ask(method, path, body);
      if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`);
      return json as T;
    },
    sand: async <T>(method: string, path: string, body?: unknown) => {
      const answer = await fetch(sandbox.url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    count: async (from) =>
      (await one(database.db, sql<{ n: number }>`select count(*) as n from ${sql.raw(from)}`)).n,
    close: async () => {
      await app.close();
      await sandbox.close();
      await database.close();
    },
  };
}

/** As the owner does in the dashboard; keys may not connect Pages. */
async function connect(world: World): Promise<void> {
  const { connectPage } = await import('../../src/pages/page.connect.ts');
  const { subscribe } = await import('../../src/pages/page.checking.ts');
  const { access_token, app_id, app_secret, verify_token, id } = world.page;
  await connectPage(world.app.pages, 'default', { access_token, app_id, app_secret, verify_token });
  await subscribe(world.app.pages, 'default', id);
}

/** `count` people write to the Page; resolves when all of them are profiles. */
export async function peopleWrite(world: World, count: number, text = 'Hello'): Promise<string[]> {
  await world.sand('POST', '/sandbox/people', { page_id: world.page.id, count });
  await world.sand('POST', '/sandbox/people/actions', {
    page_id: world.page.id,
    type: 'message',
    text,
    limit: count,
  });
  await until(
    `${count} people are known`,
    async () => (await world.count('identities where last_user_action_at is not null')) >= count,
  );
  const rows = await sql<{ psid: string }>`select psid from identities order by psid`.execute(
    world.database.db,
  );
  return rows.rows.map((row) => row.psid);
}

export async function everybodyWithPsid(world: World): Promise<string> {
  const filter = {
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
  };
  const { id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: `ps_id exists ${Math.random()}`,
    filter,
  });
  return id;
}

export const sendApiRequest = (pageId: string, text = "Hi {{ first_name | default: 'there' }}") => ({
  method: 'POST',
  url: `https://graph.facebook.com/v26.0/${pageId}/messages`,
  body: {
    kind: 'raw',
    text: `{"recipient":{"id":"{{ UserAttribute['ps_id'] }}"},"messaging_type":"RESPONSE","message":{"text":${JSON.stringify(text)}}}`,
  },
});

export async function createCampaign(
  world: World,
  definition: Record<string, unknown>,
  name = 'A campaign',
): Promise<string> {
  const { id } = await world.api<{ id: string }>('POST', '/api/campaigns', { name, definition });
  return id;
}

interface ReasonCount {
  reason: string;
  title: string;
  who: string;
  again: string;
  count: number;
  retryable: number;
}

export interface Report {
  campaign: { state: string };
  in_segment: number;
  skipped: ReasonCount[];
  failed: ReasonCount[];
  retryable: number;
  held: number;
  waiting: number;
  unknown: number;
  attempted: number;
  accepted: number;
  accepted_by_route: { kind: string; template: string | null; was_held: boolean; count: number }[];
  delivered: number;
  read: number;
  responses: {
    responded: number;
    reacted: number;
    replied: number;
    tapped: number;
    clicked: number;
    links: { url: string; clicks: number; people: number }[];
  };
  adds_up: boolean;
  limited_by: string | null;
  delivery: DeliveryNow;
}

export const report = (world: World, id: string): Promise<Report> =>
  world.api<Report>('GET', `/api/campaigns/${id}/report`);

export async function publishAndFinish(world: World, id: string): Promise<Report> {
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until(
    'the campaign is finished',
    async () => (await report(world, id)).campaign.state === 'finished',
  );
  return report(world, id);
}

/** What the sandbox itself recorded as accepted. */
export const summary = (world: World) =>
  world.sand<{ total: number; distinct_psids: number; repeated: unknown[] }>(
    'GET',
    `/sandbox/messages/summary?page_id=${world.page.id}`,
  );

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
