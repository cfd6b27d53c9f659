// Public libraries for Segment's protocol, unmodified: only their address is ours.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node';
import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics as Segment } from '@segment/analytics-node';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../src/access/api-keys.ts';
import { execute, many } from '../../src/kit/db.ts';
import { startWorld, type World } from '../support/world.ts';

/** What all of them can be told; they differ in how they are made and emptied. */
interface Library {
  identify(call: object): unknown;
  track(call: object): unknown;
  page(call: object): unknown;
  screen(call: object): unknown;
  group(call: object): unknown;
  alias(call: object): unknown;
}
interface Opened {
  library: Library;
  /** Resolves when everything was sent and answered; rejects when an answer was not the one the library expects. */
  flush: () => Promise<void>;
}

interface LegacyAnalytics extends Library {
  flush(callback: (error?: Error) => void): void;
}
// Segment's first library has no types.
const Legacy = createRequire(import.meta.url)('analytics-node') as new (
  key: string,
  options: { host: string; flushAt: number },
) => LegacyAnalytics;

const LIBRARIES: Record<string, (host: string, writeKey: string) => Opened> = {
  '@segment/analytics-node': (host, writeKey) => openModern(new Segment({ host, writeKey })),
  '@customerio/cdp-analytics-node': (host, writeKey) => openModern(new CustomerIo({ host, writeKey })),
  'analytics-node': (host, writeKey) => {
    const library = new Legacy(writeKey, { host, flushAt: 100 });
    return { library, flush: () => promise((done) => library.flush(done)) };
  },
  '@rudderstack/rudder-sdk-node': (host, writeKey) => {
    const library = new Rudder(writeKey, { dataPlaneUrl: host, flushAt: 100, logLevel: 'none' });
    return { library: library as unknown as Library, flush: () => promise((done) => library.flush(done)) };
  },
};

/** The part that Segment's library and those made from it share. */
interface Modern {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  closeAndFlush(options: { timeout: number }): Promise<void>;
}

function openModern(library: Modern): Opened {
  const errors: unknown[] = [];
  library.on('error', (error) => errors.push(error));
  const flush = async () => {
    await library.closeAndFlush({ timeout: 20_000 });
    expect(errors).toEqual([]);
  };
  return { library: library as unknown as Library, flush };
}

const promise = (start: (done: (error?: Error) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false, connected: false });
});
afterAll(() => world.close());

let workspaces = 0;
/** A workspace of its own with a key for websites, which is enough for everything here. */
async function setUp() {
  const { db } = world.database;
  workspaces += 1;
  const id = `w${workspaces}`;
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  const { secret } = await createApiKey(db, id, 'site', { permission: 'track' });
  return {
    writeKey: secret,
    people: () =>
      many<{ customer_id: string | null; attributes: object }>(
        db,
        sql`select customer_id, attributes from profiles where workspace_id = ${id} order by customer_id`,
      ),
    events: () =>
      many<{ customer_id: string | null; name: string; attributes: Record<string, unknown> }>(
        db,
        sql`select p.customer_id, e.name, e.attributes
              from events e join profiles p using (workspace_id, profile_id)
             where e.workspace_id = ${id} order by e.name`,
      ),
  };
}

test.each(Object.keys(LIBRARIES))('%s works with only its address changed', async (name) => {
  const { writeKey, people, events } = await setUp();
  const { library, flush } = LIBRARIES[name]!(world.url, writeKey);
  library.track({ anonymousId: 'visitor', event: 'Looked around' });
  library.page({ anonymousId: 'visitor', name: 'Pricing', properties: { path: '/pricing' } });
  library.identify({ userId: 'u1', anonymousId: 'visitor', traits: { firstName: 'Ana', plan: 'pro' } });
  library.screen({ userId: 'u1', name: 'Cart' });
  library.group({ userId: 'u1', groupId: 'g1', traits: { industry: 'Technology' } });
  library.track({
    userId: 'u1',
    event: 'Order Completed',
    properties: { revenue: 14.99, products: [{ sku: 'a' }] },
    timestamp: new Date('2026-01-02T03:04:05Z'),
  });
  library.track({ anonymousId: 'phone', event: 'Opened the app' });
  library.alias({ previousId: 'phone', userId: 'u1' });
  await flush();

  expect(await people()).toMatchObject([
    {
      customer_id: 'u1',
      attributes: { first_name: 'Ana', plan: 'pro', group: { id: 'g1', industry: 'Technology' } },
    },
  ]);
  expect((await events()).map((event) => [event.customer_id, event.name])).toEqual([
    ['u1', 'Looked around'],
    ['u1', 'Opened the app'],
    ['u1', 'Order Completed'],
    ['u1', 'Page Viewed'],
    ['u1', 'Screen Viewed'],
  ]);
  const order = (await events())[2]!;
  expect(order.attributes).toMatchObject({ revenue: 14.99, products: [{ sku: 'a' }] });
});

test('an answer that was lost on the way is asked for again, and everything is there once', async () => {
  const { writeKey, events } = await setUp();
  const seen: number[] = [];
  const proxy = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = '' } = request.headers;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(world.url + request.url, {
      method: 'POST',
      headers,
      body: Buffer.concat(chunks),
    });
    seen.push(answer.status);
    // The first is stored, and the library does not hear of it.
    reply.writeHead(seen.length === 1 ? 503 : answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const library = new Segment({ host: `http://127.0.0.1:${port}`, writeKey });
  library.track({ userId: 'u1', event: 'Bought' });
  library.track({ userId: 'u1', event: 'Paid' });
  await library.closeAndFlush({ timeout: 20_000 });
  expect(seen).toEqual([200, 200]);
  expect((await events()).map((event) => event.name)).toEqual(['Bought', 'Paid']);
  await new Promise((resolve) => proxy.close(resolve));
});
