// Who is in, a page at a time, over HTTP; and what "today" is, where the workspace is.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { execute } from '../kit/db.ts';
import { countMatching, countSegment } from './counting.ts';
import type { GroupFilter } from './filter.contract.ts';
import { all, is, NOW, openSegments, type SegmentService } from './testing/service.ts';

let service: SegmentService;
beforeEach(async () => {
  service = await openSegments();
});
afterEach(() => service.close());

const fill = (people: number) =>
  execute(
    service.db,
    sql`insert into profiles (workspace_id, attributes)
        select 'w', jsonb_build_object('n', n, 'rare', n % 4000 = 0) from generate_series(1, ${people}::int) n`,
  );

async function listAll(segment: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after = '';
  do {
    const { status, body } = await service.call(
      'GET',
      `/api/segments/${segment}/people?limit=${limit}${after}`,
    );
    expect(status).toBe(200);
    expect(body.people.length).toBeLessThanOrEqual(limit);
    ids.push(...body.people.map((one: { id: string }) => one.id));
    after = body.next === null ? '' : `&after=${body.next}`;
  } while (after !== '');
  return ids;
}

test('broad and narrow segments are paged through, newest first, each person once', async () => {
  const { create } = service;
  await fill(20_000);
  const broad = await create('Broad', all({ kind: 'attribute', attribute: 'n', op: 'less', value: 300 }));
  const rare = await create('Rare', all({ kind: 'attribute', attribute: 'rare', op: 'is', value: true }));
  const ids = await listAll(broad, 100);
  expect(ids).toHaveLength(299);
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => Number(b.slice(4)) - Number(a.slice(4))));
  expect(await listAll(rare, 2)).toHaveLength(5);
  expect(await listAll(await create('All', all()), 200)).toHaveLength(20_000);
});

test('people who come and go meanwhile move nobody to another page', async () => {
  const { create, call, addPerson, db } = service;
  for (let n = 0; n < 6; n += 1) await addPerson({ city: 'Brno', first_name: `P${n}`, ps_id: `${n}` });
  const segment = await create('Brno', all(is('city', 'Brno')));
  const first = (await call('GET', `/api/segments/${segment}/people?limit=3`)).body;
  expect(first.people[0]).toEqual({
    id: expect.stringMatching(/^prf_/),
    customer_id: null,
    name: 'P5',
    ps_id: '5',
  });
  await addPerson({ city: 'Brno', first_name: 'New' });
  await execute(db, sql`delete from profiles where attributes ->> 'first_name' = 'P3'`);
  const second = (await call('GET', `/api/segments/${segment}/people?limit=3&after=${first.next}`)).body;
  expect(second.people.map((one: { name: string }) => one.name)).toEqual(['P2', 'P1', 'P0']);
  expect(second.next).toBeNull();
  const wrong = await call('GET', `/api/segments/${segment}/people?after=x`);
  expect(wrong).toMatchObject({ status: 400, body: { error: { field: 'after' } } });
});

test('many are counted as few are: two halves add up to the whole', async () => {
  const { db } = service;
  await fill(12_000);
  await execute(
    db,
    sql`update profiles set attributes = attributes || jsonb_build_object('ps_id', profile_id::text)
         where (attributes ->> 'n')::int % 3 = 0`,
  );
  await execute(
    db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at, blocked_at)
        select 'w', page, profile_id::text, profile_id, 'webhook', ${NOW},
               case when profile_id % 4 = 0 then ${NOW}::timestamptz end, case when profile_id % 6 = 0 then ${NOW}::timestamptz end
          from profiles, unnest(array['10', '20']) page where profile_id % (case page when '10' then 2 else 5 end) = 0`,
  );
  await execute(db, sql`analyze profiles, identities`);
  const half = { kind: 'attribute' as const, attribute: 'n', value: 6_000 };
  for (const pageId of [null, '10', '20']) {
    const count = (filter: GroupFilter) => countSegment(db, 'w', { filter, pageId, now: NOW });
    const [low, high] = [
      await count(all({ ...half, op: 'less' })),
      await count(all({ ...half, op: 'greater_or_equal' })),
    ];
    const whole = await count(all());
    expect(whole).toEqual({
      people: 12_000,
      withPsid: low.withPsid + high.withPsid,
      inWindow: low.inWindow + high.inWindow,
      blocked: low.blocked + high.blocked,
    });
    expect(Math.min(whole.withPsid, whole.inWindow, whole.blocked)).toBeGreaterThan(0);
  }
});

test('today is the workspace’s', async () => {
  const { addPerson, db } = service;
  const filter = all({
    ...{ kind: 'attribute', attribute: 'at', op: 'in_period' },
    period: { kind: 'this', unit: 'day' },
  });
  // NOW is 2026-11-22 12:00 in UTC: 13:00 in Prague, still 22 November; and 01:00 of the 23rd in Auckland.
  await addPerson({ at: '2026-11-21T23:30:00.000Z' });
  await addPerson({ at: '2026-11-22T10:30:00.000Z' });
  await addPerson({ at: '2026-11-22T11:30:00.000Z' });
  const count = async (zone: string) => {
    await execute(db, sql`update workspaces set time_zone = ${zone} where workspace_id = 'w'`);
    return countMatching(db, 'w', filter, NOW);
  };
  expect(await count('UTC')).toBe(2);
  expect(await count('Europe/Prague')).toBe(3);
  expect(await count('Pacific/Auckland')).toBe(1);
});

test('the last count is remembered until the filter changes, the history of a tracked one told', async () => {
  const { addPerson, call, create } = service;
  await addPerson({ city: 'Brno' });
  const filter = all(is('city', 'Brno'));
  const id = await create('Brno', filter, true);
  const read = async () => (await call('GET', `/api/segments/${id}`)).body;
  expect(await read()).toMatchObject({ tracked: true, people: null });
  await call('POST', '/api/segments/preview', { filter });
  expect((await read()).people).toEqual({ count: 1, at: NOW.toISOString() });
  await call('PUT', `/api/segments/${id}`, { name: 'From Brno', filter, tracked: false });
  expect(await read()).toMatchObject({ tracked: false, people: { count: 1 } });
  await call('PUT', `/api/segments/${id}`, { name: 'From Brno', filter: all(), tracked: true });
  expect(await read()).toMatchObject({ tracked: true, people: null });
  const { body } = await call('GET', `/api/segments/${id}/history`);
  expect(body).toEqual({ tracked_since: NOW.toISOString(), problem: null, counts: [] });
});

test('whoever may not see a sensitive name sees none, in the list and in a sample', async () => {
  const { create, call, caller, addPerson, db } = service;
  await addPerson({ city: 'Brno', first_name: 'Ann', last_name: 'Lee', ps_id: '5' });
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type, sensitive) values ('w', 'last_name', 'string', true)`,
  );
  const filter = all(is('city', 'Brno'));
  const segment = await create('Brno', filter);
  const namesSeen = async () => [
    (await call('GET', `/api/segments/${segment}/people`)).body.people[0].name,
    (await call('POST', '/api/segments/preview', { filter })).body.sample[0].name,
  ];
  expect(await namesSeen()).toEqual(['Ann Lee', 'Ann Lee']);
  caller.permission = 'edit';
  expect(await namesSeen()).toEqual(['Ann', 'Ann']);
});
