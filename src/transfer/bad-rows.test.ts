// What is seen of bad rows by who may see sensitive attributes, and by who may not; and lists by what nobody has.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, execute, withTransaction } from '../kit/db.ts';
import type { Permission } from '../kit/http/actor.ts';
import { saveCustomers } from '../profiles/customers.ts';
import { NOW, openTransfer, type TransferService } from './testing/service.ts';

let service: TransferService;
let database: Database;
let app: FastifyInstance;
beforeAll(async () => {
  service = await openTransfer();
  ({ database, app } = service);
  const { db } = database;
  await withTransaction(db, (tx) =>
    saveCustomers(
      tx,
      'w',
      [{ customerId: 'a', attributes: { income: 1, age: 2, email: 'a@example.org' } }],
      NOW,
    ),
  );
  await execute(db, sql`update attributes set sensitive = true where name in ('income', 'email')`);
});
afterAll(() => service.close());

const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });
const get = (url: string, permission: Permission) =>
  app.inject({ method: 'GET', url, headers: { 'x-permission': permission } });

/** Uploads and checks a file as it is suggested. Returns what somebody of the permission sees of its bad rows. */
async function check(file: string, { kind = 'customers', name = 'a.csv' } = {}) {
  const { id } = (await post('/api/imports', { kind, name })).json();
  await app.inject({
    ...{ method: 'POST', url: `/api/imports/${id}/parts?offset=0`, payload: Buffer.from(file) },
    headers: { 'content-type': 'application/octet-stream' },
  });
  await post(`/api/imports/${id}/format`, {});
  const preview = (await post(`/api/imports/${id}/preview`, {})).json();
  const columns = preview.columns.map(({ suggested }: { suggested: object }) => suggested);
  const list = kind === 'list' ? { name, identifier: preview.identifier } : null;
  const begun = await post(`/api/imports/${id}/check`, { settings: { columns, list } });
  expect(begun.statusCode).toBe(200);
  await service.work();
  return async (permission: Permission) => ({
    rows: (await get(`/api/imports/${id}/bad-rows`, permission)).json().rows,
    csv: (await get(`/api/imports/${id}/bad-rows.csv`, permission)).body,
  });
}

test('cells and problems of sensitive attributes are for the owner alone', async () => {
  const seen = await check('customer_id,Income,age\n1,secret-1,5\n2,77001,old\n3,77002,6,more\n');
  const { rows, csv } = await seen('own');
  expect(rows.map(({ cells }: { cells: string[] }) => cells)).toEqual([
    ['1', 'secret-1', '5'],
    ['2', '77001', 'old'],
    ['3', '77002', '6', 'more'],
  ]);
  expect(csv).toContain('"secret-1" is not a number'.replaceAll('"', '""'));
  const less = await seen('send');
  expect(less.rows).toMatchObject([
    { cells: ['1', '', '5'], field: 'Income', message: 'A value of a sensitive attribute cannot be taken.' },
    { cells: ['2', '', 'old'], field: 'age', message: 'age: "old" is not a number.' },
    { cells: ['', '', '', ''] },
  ]);
  for (const secret of ['secret-1', '77001', '77002']) {
    expect(JSON.stringify(less)).not.toContain(secret);
    expect(csv).toContain(secret);
  }
  expect(less.csv.split('\r\n')[0]).toBe(csv.split('\r\n')[0]);
});

test('lines of NDJSON come without the keys; values of a list of a sensitive attribute do not come', async () => {
  const lines = [
    '{"customer_id":"1","Income":77003,"age":"old"}',
    '{"customer_id":"2","Income":77004',
    ...Array.from({ length: 1_000 }, (_, n) => `{"customer_id":"c${n}"}`),
    '{"customer_id":"3","income":77005}',
  ];
  const ndjson = await (await check(`${lines.join('\n')}\n`, { name: 'a.ndjson' }))('send');
  expect(ndjson.rows.map(({ cells }: { cells: string[] }) => cells)).toEqual([
    ['{"customer_id":"1","age":"old"}'],
    [''],
    ['{"customer_id":"3"}'],
  ]);
  const seen = await check('E-mail\nnobody@example.org\n', { kind: 'list' });
  expect((await seen('own')).csv).toContain('nobody@example.org');
  expect(JSON.stringify(await seen('send'))).not.toContain('nobody@example.org');
});

test('people are not told by an attribute that is not there', async () => {
  const refused = await post('/api/lists', { name: 'x', identifier: 'e_mial', values: ['a'] });
  expect(refused.statusCode).toBe(400);
  expect(refused.json().error).toMatchObject({ kind: 'invalid', field: 'identifier' });
  expect((await get('/api/lists', 'own')).json().lists).toEqual([]);
});

test('who has which sensitive value is not found out by a list either', async () => {
  const asked = { name: 'by income', identifier: 'income', values: ['1'] };
  const headers = { 'x-permission': 'send' };
  const refused = await app.inject({ method: 'POST', url: '/api/lists', payload: asked, headers });
  expect(refused.json().error).toMatchObject({ kind: 'forbidden', field: 'identifier' });
  const { id } = (await post('/api/imports', { kind: 'list', name: 'a.csv' })).json();
  const settings = { columns: [{ to: 'identifier' }], list: { name: 'x', identifier: 'income' } };
  for (const deed of ['check', 'run']) {
    const url = `/api/imports/${id}/${deed}`;
    const answer = await app.inject({ method: 'POST', url, payload: { settings }, headers });
    expect(answer.json().error).toMatchObject({ kind: 'forbidden', field: 'settings.list.identifier' });
  }
  const made = await post('/api/lists', asked);
  expect(made.json()).toMatchObject({ list: { people: 1 } });
});
