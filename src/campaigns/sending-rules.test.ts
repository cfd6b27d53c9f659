// The sending rules over HTTP: defaults, a change by the owner with its trace, and what is refused.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { createTestServer } from '../../test/support/server.ts';
import { readSendingRules } from '../delivery/sending-rules.ts';
import { listAudit } from '../kit/audit.ts';
import { systemClock } from '../kit/clock.ts';
import { type Database, execute } from '../kit/db.ts';
import type { Permission } from '../kit/http/actor.ts';
import { registerSendingRuleRoutes } from './sending-rules.routes.ts';

let database: Database;
let app: FastifyInstance;
const permission: Permission = 'own';
beforeAll(async () => {
  database = await createTestDatabase();
  await execute(
    database.db,
    sql`insert into workspaces (workspace_id, name, time_zone) values ('w', 'W', 'Europe/Prague')`,
  );
  app = createTestServer(() => ({
    kind: 'operator',
    name: 'owner@example.org',
    permission,
    workspaceId: 'w',
  }));
  registerSendingRuleRoutes(app, { db: database.db, clock: systemClock });
  await app.ready();
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});

const putExactly = async (payload: object) => {
  const answer = await app.inject({ method: 'PUT', url: '/api/sending-rules', payload });
  return { status: answer.statusCode, json: answer.json() };
};
const get = async () => (await app.inject({ method: 'GET', url: '/api/sending-rules' })).json();
const put = async (change: object) => putExactly({ ...(await get()), ...change });

test('a workspace that changed nothing has the defaults', async () => {
  expect(await get()).toEqual({
    revision: expect.any(String),
    ...{ caps: [], minimum_gap_minutes: null, quiet_hours: null, global_control_percent: 0 },
    ...{ time_zone_attribute: 'time_zone', language_attribute: 'locale', approval_required: false },
  });
});

test('a change is there for whoever sends, with the workspace’s zone, and stands in the audit trail', async () => {
  const quiet_hours = { from: '21:00', to: '08:00' };
  const saved = await put({ caps: [{ times: 1, hours: 24 }], quiet_hours });
  expect(saved).toMatchObject({ status: 200, json: { caps: [{ times: 1, hours: 24, tag: null }] } });
  expect(await get()).toEqual(saved.json);
  const { revision: _, ...rules } = saved.json;
  expect(await readSendingRules(database.db, 'w')).toEqual({ ...rules, timeZone: 'Europe/Prague' });
  expect(await listAudit(database.db, 'w', 'w')).toMatchObject([
    { actor: 'owner@example.org', action: 'sending_rules.changed' },
  ]);
});

test('what is left out is not taken for its default, and of two owners none overwrites the other', async () => {
  await put({ approval_required: false, minimum_gap_minutes: 60 });
  const read = await get();
  const { status, json } = await putExactly({ caps: [], revision: read.revision });
  expect([status, json.error.field]).toEqual([400, 'minimum_gap_minutes']);
  expect(json.error.issues).toContainEqual({
    ...{ field: 'approval_required', message: 'is missing', remedy: 'Add it: true or false.' },
  });
  const both = await Promise.all(
    [10, 20].map((minutes) => putExactly({ ...read, minimum_gap_minutes: minutes })),
  );
  expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
  expect(both.find((one) => one.status === 409)?.json.error.remedy).toMatch(/^Load them again/);
  expect(await get()).toEqual(both.find((one) => one.status === 200)?.json);
});

test('an attribute that hardly anybody has is told of, with how many have it', async () => {
  const check = async (rules: object) =>
    (
      await app.inject({
        ...{ method: 'POST', url: '/api/sending-rules/check' },
        payload: { ...(await get()), ...rules },
      })
    ).json().problems;
  expect(await check({})).toMatchObject([{ field: 'language_attribute' }]);
  await execute(
    database.db,
    sql`insert into profiles (workspace_id, attributes)
        values ('w', '{"time_zone": "Europe/Prague"}'), ('w', '{"time_zone": "CET+1"}'), ('w', '{}')`,
  );
  await execute(
    database.db,
    sql`insert into attributes (workspace_id, name, type) values ('w', 'locale', 'string')`,
  );
  expect(await check({})).toEqual([
    {
      ...{ field: 'time_zone_attribute', severity: 'warning' },
      message:
        'Of 3 people 1 has a time zone in time_zone, 1 something else in it: all others live by the clock of the workspace (Europe/Prague).',
      remedy:
        'Send zones such as Europe/Prague, or hours from GMT such as 2 or -3.5, or name another attribute.',
    },
  ]);
});

test.each([
  [{ caps: [{ times: 0, hours: 24 }] }, 'caps.0.times', /at least one message/],
  [{ caps: [{ times: 1, hours: 0 }] }, 'caps.0.hours', /minimum gap/],
  [{ minimum_gap_minutes: 0 }, 'minimum_gap_minutes', /minute or more/],
])('%j is refused by field, with a remedy', async (rules, field, remedy) => {
  const { status, json } = await put(rules);
  expect(status).toBe(400);
  expect(json.error.field.replaceAll('/', '.')).toContain(field);
  expect(json.error.remedy).toMatch(remedy);
});

test('approval waits for a second operator who may send', async () => {
  const operator = (id: string, permission: string) =>
    execute(
      database.db,
      sql`insert into operators (id, workspace_id, permission, name, email, email_verified, must_change_password)
          values (${id}, 'w', ${permission}, ${id}, ${`${id}@example.org`}, true, false)`,
    );
  await operator('ana', 'own');
  await operator('eve', 'edit');
  const { status, json } = await put({ approval_required: true });
  expect([status, json.error.field]).toEqual([400, 'approval_required']);
  expect(json.error.remedy).toMatch(/^Add a second operator first/);
  await operator('ben', 'send');
  expect((await put({ approval_required: true })).json.approval_required).toBe(true);
});
