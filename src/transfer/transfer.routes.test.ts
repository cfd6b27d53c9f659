// Files over HTTP: parts that come twice, lists by every identifier, exports without what the caller may not see.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, execute, one, withTransaction } from '../kit/db.ts';
import { saveCustomers } from '../profiles/customers.ts';
import { createSegment } from '../segments/segments.ts';
import { NOW, openTransfer, type TransferService } from './testing/service.ts';

let service: TransferService;
let database: Database;
let app: FastifyInstance;
beforeEach(async () => {
  service = await openTransfer();
  ({ database, app } = service);
});
afterEach(() => service.close());

async function call(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers = {}) {
  const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
  const isJson = String(response.headers['content-type']).includes('application/json');
  return { status: response.statusCode, text: response.body, body: isJson ? response.json() : undefined };
}
const sendPart = (id: string, offset: number, bytes: Buffer) =>
  app.inject({
    method: 'POST',
    url: `/api/imports/${id}/parts?offset=${offset}`,
    headers: { 'content-type': 'application/octet-stream' },
    payload: bytes,
  });
const people = (...of: { customerId: string; attributes: Record<string, unknown> }[]) =>
  withTransaction(database.db, (tx) => saveCustomers(tx, 'w', of, NOW));
const work = (): Promise<void> => service.work();

test('parts may come twice and overlap, a gap is refused, UTF-16 may be cut anywhere', async () => {
  const file = Buffer.from('\ufeffcustomer_id,město\n1,Plzeň\n', 'utf16le');
  const { body: begun } = await call('POST', '/api/imports', { name: 'a.csv' });
  expect(await sendPart(begun.id, 5, file.subarray(5))).toMatchObject({ statusCode: 409 });
  for (const [from, to] of [
    [0, 7],
    [0, 7],
    [3, 21],
    [21, file.length],
  ] as const)
    expect((await sendPart(begun.id, from, file.subarray(from, to))).statusCode).toBe(200);
  expect((await sendPart(begun.id, 999_999, Buffer.alloc(2))).statusCode).toBe(413);
  const { body: ready } = await call('POST', `/api/imports/${begun.id}/format`, {});
  expect(ready).toMatchObject({
    state: 'ready',
    format: { encoding: 'utf-16le', columns: ['customer_id', 'město'] },
  });
  const { body: preview } = await call('POST', `/api/imports/${begun.id}/preview`, {});
  const settings = { columns: preview.columns.map(({ suggested }: { suggested: object }) => suggested) };
  expect((await call('POST', `/api/imports/${begun.id}/run`, { settings })).status).toBe(200);
  await work();
  const { body: done } = await call('GET', `/api/imports/${begun.id}`);
  expect(done).toMatchObject({ state: 'finished', progress: 1, can_undo: true, counts: { created: 1 } });
  expect((await call('POST', `/api/imports/${begun.id}/pause`)).body.error).toMatchObject({
    ...{ kind: 'conflict', message: 'The import is finished.' },
  });
});

test('a list finds people by customer id, e-mail, PSID and numbers, and is kept while a segment uses it', async () => {
  await people(
    { customerId: 'a', attributes: { email: 'Ann@example.org', ps_id: '77', loyalty: 12 } },
    { customerId: 'b', attributes: { email: 'bob@example.org', loyalty: 13 } },
  );
  const make = async (identifier: string, values: string[]) => {
    const { body } = await call('POST', '/api/lists', { name: `by ${identifier}`, identifier, values });
    return { people: body.list.people, unmatched: body.unmatched };
  };
  expect(await make('customer_id', ['a', 'a', 'z'])).toEqual({ people: 1, unmatched: ['z'] });
  expect(await make('email', ['ann@EXAMPLE.org', 'bob@example.org'])).toEqual({ people: 2, unmatched: [] });
  expect(await make('ps_id', ['77', '78'])).toEqual({ people: 1, unmatched: ['78'] });
  expect(await make('loyalty', ['12', '13.0', 'x'])).toEqual({ people: 2, unmatched: ['x'] });
  const taken = await call('POST', '/api/lists', { name: 'by EMAIL', identifier: 'email', values: ['x'] });
  expect(taken.body.error).toMatchObject({ kind: 'conflict', field: 'name' });

  const { body } = await call('GET', '/api/lists');
  const { id } = body.lists.find(({ name }: { name: string }) => name === 'by email');
  await createSegment(database.db, 'w', {
    name: 'Guests',
    filter: {
      ...{ kind: 'group', match: 'all' },
      filters: [{ kind: 'group', match: 'any', filters: [{ kind: 'list', list_id: id, is_in: true }] }],
    },
  });
  const refused = await call('DELETE', `/api/lists/${id}`);
  expect(refused.body.error.message).toBe('The segment “Guests” uses this list.');
  await execute(database.db, sql`delete from segments`);
  expect((await call('DELETE', `/api/lists/${id}`)).status).toBe(200);
  expect((await call('GET', `/api/lists/${id}`)).status).toBe(404);
});

test('people of a segment are exported page by page; sensitive attributes only to who may see them', async () => {
  const of = Array.from({ length: 1_201 }, (_, n) => ({
    customerId: `c${n}`,
    attributes: { city: n === 0 ? '=cmd' : 'Brno', phone: `+420${n}`, tags: ['x', 'y'] },
  }));
  await people(...of, { customerId: 'other', attributes: { city: 'Praha' } });
  await execute(database.db, sql`update attributes set sensitive = true where name = 'phone'`);
  const filter = {
    ...{ kind: 'group' as const, match: 'all' as const },
    filters: [{ kind: 'attribute' as const, attribute: 'city', op: 'is_not' as const, value: 'Praha' }],
  };
  const id = await createSegment(database.db, 'w', { name: 'Brno / all', filter });
  const whole = await call('GET', `/api/segments/seg_${id}/export?bom=true`);
  const lines = whole.text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(1_202);
  expect(lines[0]).toBe('\ufeffcustomer_id,person,city,phone,tags');
  const { first } = await one(
    database.db,
    sql<{ first: number }>`select min(profile_id) as first from profiles where customer_id = 'c0'`,
  );
  expect(lines.find((line) => line.includes(`prf_${first},`))).toBe(
    `c0,prf_${first},"'=cmd",+4200,"[""x"",""y""]"`,
  );
  const asEditor = { 'x-permission': 'edit' };
  const shown = await call('GET', `/api/segments/seg_${id}/export?format=ndjson`, undefined, asEditor);
  expect(JSON.parse(shown.text.split('\n')[0] ?? '')).not.toHaveProperty('phone');
  const asked = await call('GET', `/api/segments/seg_${id}/export?column=phone`, undefined, asEditor);
  expect(asked.body.error).toMatchObject({ kind: 'invalid', field: 'column' });
  const chosen = await call('GET', `/api/segments/seg_${id}/export?column=city&column=city`);
  expect(chosen.text.split('\r\n')[0]).toBe('customer_id,person,city');
});
