// The verbs tests of Pages and webhooks are written with: a service with a database of its own, listening on a free port,
// beside a Messenger sandbox. Everything between the two goes over real HTTP.
import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { startSandbox } from '../../simulator/sandbox.ts';
import { isMediaInUse } from '../../src/campaigns/media-use.ts';
import { type Clock, systemClock } from '../../src/kit/clock.ts';
import { type Database, execute, many } from '../../src/kit/db.ts';
import { silentLog } from '../../src/kit/log.ts';
import { createSecrets } from '../../src/kit/secrets.ts';
import { createGraphClient } from '../../src/messenger/graph.ts';
import { registerPageRoutes } from '../../src/pages/page.routes.ts';
import { registerPageToolRoutes } from '../../src/pages/page-tools.routes.ts';
import { createApplyWorker } from '../../src/webhooks/inbox.workers.ts';
import { registerWebhookRoutes } from '../../src/webhooks/receiver.routes.ts';
import { createTestDatabase } from './database.ts';
import { createTestServer } from './server.ts';

const PATIENCE_MS = 10_000;
export const APP = { id: '1700000000000001', secret: 'the-app-secret', verifyToken: 'the-verify-token' };
export const PAGE_ID = '2400000000000000001';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by assertions, which fail on a wrong shape
export type Answer = any;
export interface Reply {
  status: number;
  body: Answer;
}

export type Story = Awaited<ReturnType<typeof openStory>>;

/** Opens everything; all of it is closed after the test. `configured`: the app comes from configuration. */
export async function openStory(options: { configured?: boolean; database?: Database; clock?: Clock } = {}) {
  const database = options.database ?? (await createTestDatabase());
  const sandbox = await startSandbox();
  const graph = createGraphClient({ graphUrl: sandbox.url, version: 'v26.0' });
  const { db } = database;
  await execute(
    db,
    sql`insert into workspaces (workspace_id, name) values ('default', 'Test') on conflict do nothing`,
  );
  await execute(db, sql`insert into installation (installation_id) values ('test') on conflict do nothing`);
  const needs = {
    db,
    secrets: createSecrets('a key for tests with 32 characters'),
    graph,
    clock: options.clock ?? systemClock,
    log: silentLog,
    publicUrl: '',
    facebookApp: options.configured ? APP : undefined,
    login: {
      dialogUrl: `${sandbox.url}/v26.0/dialog/oauth`,
      utilityPermission: 'pages_utility_messaging',
    },
    blockLimit: { count: 20, percent: 3 },
    onStored: () => {},
  };
  let workspaceId = 'default';
  const app = createTestServer(() => ({ kind: 'operator', workspaceId, name: 'tester', permission: 'own' }));
  registerPageRoutes(app, needs);
  registerPageToolRoutes(app, {
    ...needs,
    allowPrivateAddresses: false,
    graphUrl: sandbox.url,
    isMediaInUse: (inWorkspace, mediaId) => isMediaInUse(db, inWorkspace, mediaId, needs.clock.now()),
  });
  const receiver = registerWebhookRoutes(app, needs);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  needs.publicUrl = url;
  onTestFinished(async () => {
    await app.close();
    await Promise.all([sandbox.close(), graph.close()]);
    if (!options.database) await database.close();
  });
  const worker = createApplyWorker({ ...needs, adWindowHours: 24 });
  const page = sandbox.pages[0]!;

  const api = (method: string, path: string, body?: unknown): Promise<Reply> =>
    fetchJson(`${url}${path}`, method, body);
  const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
    fetchJson(`${sandbox.url}${path}`, method, body);
  return {
    ...needs,
    needs,
    url,
    database,
    sandbox,
    receiver,
    worker,
    page,
    api,
    control,
    /** Acts in another workspace from now on. */
    async enter(id: string) {
      await execute(
        db,
        sql`insert into workspaces (workspace_id, name) values (${id}, ${id}) on conflict do nothing`,
      );
      workspaceId = id;
    },
    /** Connects the sandbox's Page with everything it needs, or with what is given instead. */
    connect: (body: Record<string, unknown> = {}) =>
      api('POST', '/api/pages', {
        access_token: page.access_token,
        app_id: page.app_id,
        app_secret: page.app_secret,
        verify_token: page.verify_token,
        ...body,
      }),
    /** Calls our receiver as the platform does; `secret` signs, null leaves the signature out. */
    async deliver(body: unknown, secret: string | null = APP.secret): Promise<Reply> {
      const raw = Buffer.isBuffer(body)
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const signature = secret === null ? {} : { 'x-hub-signature-256': sign(raw, secret) };
      const response = await fetch(`${url}/webhooks/messenger`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signature },
        body: raw,
      });
      return { status: response.status, body: await readBody(response) };
    },
    act: (psid: string, action: Record<string, unknown>) =>
      control('POST', `/sandbox/people/${psid}/actions`, { page_id: page.id, ...action }),
    people: async (count: number): Promise<string[]> =>
      (await control('POST', '/sandbox/people', { page_id: page.id, count })).body.psids,
    rows: <Row>(query: Parameters<typeof many<Row>>[1]) => many(db, query),
    /** Applies what is due until nothing is. */
    async applyAll() {
      while ((await worker.step(new AbortController().signal)) === 'again');
    },
    /** Resolves with the first value that is not undefined or false; fails after ten seconds. */
    async until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        if (Date.now() > deadline) throw new Error('gave up waiting');
        await sleep(20);
      }
    },
  };
}

/** A Page that is there without having been connected through the Graph API, with the app of `APP`. */
export async function insertPage(story: Story, pageId = PAGE_ID, workspaceId = 'default'): Promise<void> {
  const { db, secrets } = story;
  await execute(
    db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token)
        values (${workspaceId}, ${APP.id}, ${secrets.seal(APP.secret)}, ${secrets.seal(APP.verifyToken)})
        on conflict do nothing`,
  );
  await execute(
    db,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token)
        values (${workspaceId}, ${pageId}, ${APP.id}, 'A Page', ${secrets.seal(`token-${pageId}`)})`,
  );
}

export const sign = (raw: Buffer, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;

/** One webhook of one Page with the given events in it. */
export const envelope = (events: unknown[], pageId = PAGE_ID) => ({
  object: 'page',
  entry: [{ id: pageId, time: 1_458_692_752_478, messaging: events }],
});

/** An event a person causes, with the head every event has. */
export const fromPerson = (psid: string, at: number, body: Record<string, unknown>) => ({
  sender: { id: psid },
  recipient: { id: PAGE_ID },
  timestamp: at,
  ...body,
});

async function fetchJson(url: string, method: string, body: unknown): Promise<Reply> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  return { status: response.status, body: await readBody(response) };
}

async function readBody(response: Response): Promise<Answer> {
  const text = await response.text();
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
}
