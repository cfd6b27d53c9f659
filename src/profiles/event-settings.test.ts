// What an operator decides about an event: another number for all of its events, and how long they are kept.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { type Database, execute, many, withTransaction } from '../kit/db.ts';
import { listEvents } from './event-catalogue.ts';
import { createRetentionWorker } from './event-retention.ts';
import { registerEventSettingRoutes } from './event-settings.routes.ts';
import { refillStep } from './event-values.ts';
import { trackEvents } from './track.ts';

let database: Database;
let app: FastifyInstance;
let workspace = 0;
const now = new Date('2026-11-22T10:00:00Z');
const clock = { now: () => now };

beforeAll(async () => {
  database = await createTestDatabase();
  app = createTestServer(() => ({
    kind: 'key',
    workspaceId: `w${workspace}`,
    name: 'key:test',
    permission: 'own',
  }));
  registerEventSettingRoutes(app, { db: database.db, clock });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function createWorkspace(): Promise<string> {
  workspace += 1;
  const id = `w${workspace}`;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  return id;
}

async function put(name: string, payload: object) {
  const url = `/api/catalogue/events/${encodeURIComponent(name)}`;
  const response = await app.inject({ method: 'PUT', url, payload });
  return { status: response.statusCode, body: response.json() };
}

const track = (id: string, name: string, all: { attributes: Record<string, unknown>; daysAgo?: number }[]) =>
  withTransaction(database.db, (tx) =>
    trackEvents(
      tx,
      id,
      all.map(({ attributes, daysAgo = 0 }) => ({
        who: { customerId: 'c1' },
        name,
        occurredAt: new Date(now.getTime() - daysAgo * 86_400_000),
        source: 'api' as const,
        dedupeKey: null,
        attributes,
      })),
      now,
    ),
  );

const totals = (id: string) =>
  many(
    database.db,
    sql`select name, times, valued, value_sum::float8 as sum, value_min as least, value_max as most
          from event_totals where workspace_id = ${id} order by name`,
  );

test('an event teaches what it carries; the likeliest number becomes its value', async () => {
  const id = await createWorkspace();
  await track(id, 'Bought', [
    { attributes: { sku: 'A1', at: '2026-11-01T00:00:00.000Z', tags: ['x'] } },
    { attributes: { discount: 5, price: 20, place: { lat: 49.2, lon: 16.6 } } },
    { attributes: { sku: 7, price: 30.5, gift: true, box: { size: 'M' } } },
  ]);
  expect(await listEvents(database.db, id)).toEqual([
    {
      name: 'Bought',
      value_attribute: 'price',
      filling_attribute: null,
      retain_days: null,
      attributes: [
        { name: 'at', type: 'datetime' },
        { name: 'box', type: 'object' },
        { name: 'discount', type: 'number' },
        { name: 'gift', type: 'boolean' },
        { name: 'place', type: 'geo' },
        { name: 'price', type: 'number' },
        { name: 'sku', type: 'mixed' },
        { name: 'tags', type: 'array' },
      ],
    },
  ]);
  expect(await totals(id)).toEqual([
    { name: 'Bought', times: 3, valued: 2, sum: 50.5, least: 20, most: 30.5 },
  ]);
});

test('another value attribute: at once for new events, step by step for those there are', async () => {
  const id = await createWorkspace();
  await track(id, 'Bought', [{ attributes: { price: 10, items: 2 } }, { attributes: { price: 20 } }]);
  const { body } = await put('Bought', { value_attribute: 'items' });
  expect(body).toMatchObject({ value_attribute: null, filling_attribute: 'items' });
  await track(id, 'Bought', [{ attributes: { price: 30, items: 3 } }]);
  while (await refillStep(database.db));
  expect(await listEvents(database.db, id)).toMatchObject([
    { value_attribute: 'items', filling_attribute: null },
  ]);
  expect(await totals(id)).toEqual([{ name: 'Bought', times: 3, valued: 2, sum: 5, least: 2, most: 3 }]);
});

test('events older than an operator wants go, and their totals with them', async () => {
  const id = await createWorkspace();
  await track(
    id,
    'Viewed',
    [1, 29, 31, 400].map((daysAgo) => ({ attributes: { price: daysAgo }, daysAgo })),
  );
  await track(id, 'Bought', [{ attributes: {}, daysAgo: 400 }]);
  expect((await put('Viewed', { retain_days: 30 })).body).toMatchObject({ retain_days: 30 });
  const worker = createRetentionWorker({ db: database.db, clock });
  while ((await worker.step(new AbortController().signal)) === 'again');
  expect(await totals(id)).toMatchObject([
    { name: 'Bought', times: 1 },
    { name: 'Viewed', times: 2, sum: 30 },
  ]);
  expect((await put('Viewed', { retain_days: null })).body).toMatchObject({ retain_days: null });
});

test.each([
  ['Nothing', { retain_days: 30 }, 404, 'Nothing'],
  ['Bought', {}, 400, 'give value_attribute'],
  ['Bought', { retain_days: 0 }, 400, 'retain_days'],
  ['Bought', { value_attribute: 'sku' }, 400, 'with a number'],
])('%s %j is refused', async (name, payload, status, message) => {
  const id = await createWorkspace();
  await track(id, 'Bought', [{ attributes: { sku: 'A1' } }]);
  const reply = await put(name, payload);
  expect(reply.status).toBe(status);
  expect(reply.body.error.message).toContain(message);
});

test('who changed what is kept', async () => {
  const id = await createWorkspace();
  await track(id, 'Bought', [{ attributes: {} }]);
  await put('Bought', { retain_days: 90 });
  expect(
    await many(database.db, sql`select actor, action, subject from audit where workspace_id = ${id}`),
  ).toEqual([{ actor: 'key:test', action: 'event.changed', subject: 'Bought' }]);
});
