// A yes or a no that an operator or a program records: receipts, what they change, and who is refused.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { type Database, execute, one, withTransaction } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { recordConsents } from './consent.ts';
import { registerProfileRoutes } from './profile.routes.ts';
import { applySightings } from './sightings.ts';

const start = new Date('2026-11-22T10:00:00Z');
const OPERATOR: Actor = { kind: 'operator', workspaceId: 'w', name: 'ann@shop.example', permission: 'edit' };

let database: Database;
let app: FastifyInstance;
let now: Date;
let actor: Actor;

beforeEach(async () => {
  database = await createTestDatabase();
  now = start;
  actor = OPERATOR;
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  await execute(
    database.db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token) values ('w', 'app', '', '')`,
  );
  for (const id of ['1', '2'])
    await execute(
      database.db,
      sql`insert into pages (workspace_id, page_id, name, app_id, access_token, state)
          values ('w', ${id}, ${`Page ${id}`}, 'app', '', 'connected')`,
    );
  app = createTestServer(() => actor);
  registerProfileRoutes(app, { db: database.db, clock: { now: () => now } });
});
afterEach(async () => {
  await app.close();
  await database.close();
});

const get = async (url: string) => (await app.inject({ url })).json();
async function say(id: string, payload: object) {
  const response = await app.inject({ method: 'POST', url: `/api/people/${id}/consent`, payload });
  return { status: response.statusCode, body: response.json() };
}
const save = async (customer_id: string, attributes: object): Promise<string> =>
  (await app.inject({ method: 'POST', url: '/api/people', payload: { customer_id, attributes } })).json().id;

/** They wrote to the Page. */
async function see(psid: string, pageId = '1'): Promise<void> {
  await withTransaction(database.db, (tx) =>
    applySightings(tx, 'w', [
      { pageId, psid, seenAt: start, source: 'webhook', userAction: { at: start, kind: 'message' } },
    ]),
  );
}
/** Somebody with a PSID on both Pages. */
async function makePerson(): Promise<string> {
  const id = await save('c1', { ps_id: '11' });
  await see('11');
  await see('22', '2');
  await execute(database.db, sql`update identities set profile_id = ${Number(id.slice(4))}`);
  return id;
}
const identitiesOf = async (id: string): Promise<Record<string, unknown>[]> =>
  (await get(`/api/people/${id}`)).identities;

describe('what an operator records', () => {
  test('counts for every Page that knows the person, and says who recorded it and why', async () => {
    const id = await makePerson();
    const { status, body } = await say(id, { says: 'no', words: ' Asked on the phone ' });
    expect({ status, recorded: body.recorded }).toEqual({ status: 200, recorded: 2 });
    const receipt = {
      says: 'no',
      said_at: start.toISOString(),
      source: 'operator',
      words: 'Asked on the phone (recorded by ann@shop.example)',
    };
    expect(body.consents).toEqual(
      expect.arrayContaining([
        { ...receipt, page_id: '1', page_name: 'Page 1', psid: '11' },
        { ...receipt, page_id: '2', page_name: 'Page 2', psid: '22' },
      ]),
    );
    expect(await get(`/api/people/${id}/consents`)).toEqual({ consents: body.consents });
    for (const identity of await identitiesOf(id))
      expect(identity).toMatchObject({
        opted_out_at: start.toISOString(),
        opted_out_because: receipt.words,
      });
    const { people } = await get('/api/people?kind=customer');
    expect(people[0]).toMatchObject({ opted_out_at: start.toISOString(), blocked_at: null });
    const audit = await one<object>(
      database.db,
      sql`select actor, action, subject, details from audit where subject = ${id}`,
    );
    expect(audit).toEqual({
      actor: OPERATOR.name,
      action: 'person.opted_out',
      subject: id,
      details: { pages: ['1', '2'], words: 'Asked on the phone' },
    });
  });

  test('holds for one Page when it is named; a list marks only who may not be messaged by any', async () => {
    const id = await makePerson();
    expect((await say(id, { says: 'no', page_id: '2' })).body.recorded).toBe(1);
    const byPage = Object.groupBy(await identitiesOf(id), ({ page_id }) => String(page_id));
    expect(byPage['1']?.[0]).toMatchObject({ opted_out_at: null, opted_out_because: null });
    expect(byPage['2']?.[0]).toMatchObject({ opted_out_because: 'Recorded by ann@shop.example' });
    expect((await get('/api/people?kind=customer')).people[0].opted_out_at).toBeNull();
  });

  test('is taken back by a yes, and both receipts stay', async () => {
    const id = await makePerson();
    await say(id, { says: 'no', page_id: '1' });
    now = new Date(start.getTime() + 1000);
    const { body } = await say(id, { says: 'yes', page_id: '1', words: 'Form of 22 November' });
    expect(body.consents.map(({ says }: { says: string }) => says)).toEqual(['yes', 'no']);
    for (const identity of await identitiesOf(id)) expect(identity).toMatchObject({ opted_out_at: null });
  });

  test('is the latest, also when the person said the contrary on a clock ahead of ours', async () => {
    const id = await makePerson();
    const ahead = new Date(start.getTime() + 60_000);
    await withTransaction(database.db, (tx) =>
      recordConsents(
        tx,
        'w',
        [
          {
            pageId: '1',
            psid: '11',
            says: 'yes',
            at: ahead,
            source: 'message',
            words: 'START',
            dedupeKey: 'm1',
          },
        ],
        start,
      ),
    );
    const { body } = await say(id, { says: 'no', page_id: '1' });
    expect(body.consents[0]).toMatchObject({ says: 'no', said_at: '2026-11-22T10:01:00.001Z' });
    expect((await identitiesOf(id)).filter((one) => one['opted_out_at'] !== null)).toHaveLength(1);
  });

  test('is recorded once, however often and at once it is said', async () => {
    const id = await makePerson();
    const answers = await Promise.all(Array.from({ length: 5 }, () => say(id, { says: 'no', words: 'x' })));
    expect(answers.map(({ body }) => body.recorded).toSorted()).toEqual([0, 0, 0, 0, 2]);
    expect((await say(id, { says: 'no', words: 'for another reason' })).body.recorded).toBe(2);
  });

  test('says so when it was a program', async () => {
    const id = await makePerson();
    actor = { kind: 'key', workspaceId: 'w', name: 'key:crm', permission: 'edit' };
    const { body } = await say(id, { says: 'yes', page_id: '1', words: 'Checkbox at the checkout' });
    expect(body.consents).toMatchObject([
      { source: 'api', words: 'Checkbox at the checkout (recorded by key:crm)' },
    ]);
  });
});

describe('a person with an imported ps_id alone', () => {
  test('becomes known on the Page that is named', async () => {
    const id = await save('c1', { ps_id: '77' });
    expect((await say(id, { says: 'no' })).body.error).toMatchObject({ field: 'page_id' });
    expect((await say(id, { says: 'no', page_id: '1' })).body.recorded).toBe(1);
    expect(await identitiesOf(id)).toMatchObject([
      { page_id: '1', psid: '77', window_closes_at: null, opted_out_at: start.toISOString() },
    ]);
  });

  test('but not on a Page that is not connected, nor where another Page has that ps_id', async () => {
    const id = await save('c1', { ps_id: '77' });
    const unknown = await say(id, { says: 'no', page_id: '999' });
    expect(unknown).toMatchObject({ status: 400, body: { error: { field: 'page_id' } } });
    await see('77', '2');
    const elsewhere = await say(id, { says: 'no', page_id: '1' });
    expect(elsewhere).toMatchObject({ status: 400, body: { error: { field: 'page_id' } } });
  });
});

describe('refused', () => {
  test('a yes without words, and a person nobody has', async () => {
    const id = await makePerson();
    const bare = await say(id, { says: 'yes', words: '  ' });
    expect(bare).toMatchObject({ status: 400, body: { error: { field: 'words' } } });
    expect((await say('prf_999', { says: 'no' })).status).toBe(404);
    const stranger = await save('c2', {});
    expect((await say(stranger, { says: 'no' })).status).toBe(409);
    expect(await get(`/api/people/${id}/consents`)).toEqual({ consents: [] });
  });
});
