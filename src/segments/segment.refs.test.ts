// Segments made of segments: what is refused, who uses whom, and that nobody can go round in a circle.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { execute, jsonb } from '../kit/db.ts';
import { countMatching } from './counting.ts';
import { resolveFilter } from './resolve.ts';
import { all, any, inSegment, is, NOW, none, openSegments, type SegmentService } from './testing/service.ts';

let service: SegmentService;
beforeEach(async () => {
  service = await openSegments();
});
afterEach(() => service.close());

const save = (id: string, name: string, filter: object) =>
  service.call('PUT', `/api/segments/${id}`, { name, filter });

test('is its people as they are defined now, also two levels down and turned round', async () => {
  const { db, create, addPerson } = service;
  for (const city of ['Brno', 'Praha', 'Praha']) await addPerson({ city });
  const brno = await create('Brno', all(is('city', 'Brno')));
  const outer = await create('Outer', any(inSegment(brno), is('city', 'Ostrava')));
  const count = (filter: ReturnType<typeof all>) => countMatching(db, 'w', filter, NOW);
  expect(await count(all(inSegment(outer)))).toBe(1);
  expect(await count(all(inSegment(outer, false)))).toBe(2);
  expect(await count(none(inSegment(outer, false)))).toBe(1);
  await save(brno, 'Brno', all(is('city', 'Praha')));
  expect(await count(all(inSegment(outer)))).toBe(2);
});

test('one that would contain itself is refused, and the way round is named', async () => {
  const { create } = service;
  const a = await create('A', all());
  const b = await create('B', all(inSegment(a)));
  const c = await create('C', any(inSegment(b), inSegment(a)));
  const refused = await save(a, 'A', all(is('city', 'Brno'), none(inSegment(c))));
  expect(refused.status).toBe(409);
  expect(refused.body.error.message).toBe(
    'A segment cannot contain itself: “A” contains “C” contains “B” contains “A”.',
  );
  expect((await save(a, 'Self', all(inSegment(a)))).body.error.message).toBe(
    'A segment cannot contain itself: “Self” contains “Self”.',
  );
  // Not a circle: the same one twice.
  expect((await save(c, 'C', all(inSegment(a), inSegment(b), inSegment(a, false)))).status).toBe(200);
});

test('two that are saved at once do not come to contain each other', async () => {
  const { create } = service;
  const a = await create('A', all());
  const b = await create('B', all());
  const saved = await Promise.all([save(a, 'A', all(inSegment(b))), save(b, 'B', all(inSegment(a)))]);
  expect(saved.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('a circle that is there all the same ends with an error, not with the process', async () => {
  const { db, create } = service;
  const a = await create('A', all());
  await execute(db, sql`update segments set filter = ${jsonb(all(inSegment(a)))}`);
  await expect(resolveFilter(db, 'w', all(inSegment(a)))).rejects.toMatchObject({ kind: 'conflict' });
});

test('what grows too large is refused', async () => {
  const { create, call } = service;
  let inner = await create('0', all(is('x', 1)));
  for (let level = 1; level < 4; level += 1) {
    inner = await create(String(level), any(...Array.from({ length: 5 }, () => inSegment(inner))));
  }
  const answer = await call('POST', '/api/segments/estimate', {
    filter: all(...Array.from({ length: 10 }, () => inSegment(inner))),
  });
  expect(answer.status).toBe(409);
  expect(answer.body.error.message).toContain('more than 2,000 lines');
});

test('what is not there is named with its field', async () => {
  const { call, db } = service;
  await execute(db, sql`insert into segments (workspace_id, name, filter) values ('other', 'x', '{}')`);
  const filter = all(
    inSegment('seg_1'),
    any({ kind: 'list', list_id: 'lst_5', is_in: true }),
    { kind: 'campaign', is: true, campaign_id: 'cmp_6', fact: 'read' },
    { kind: 'messenger', is: true, page_id: '77', fact: 'came_from', link_id: 'lnk_8', ref: null },
  );
  const answer = await call('POST', '/api/segments', { name: 'x', filter });
  expect(answer.status).toBe(400);
  const remedy = 'Choose another one there, or take the line out.';
  expect(answer.body.error.issues).toEqual([
    { field: 'filter.filters.0.segment_id', message: 'There is no segment seg_1.', remedy },
    { field: 'filter.filters.1.filters.0.list_id', message: 'There is no list lst_5.', remedy },
    { field: 'filter.filters.2.campaign_id', message: 'There is no campaign cmp_6.', remedy },
    { field: 'filter.filters.3.page_id', message: 'There is no Page 77.', remedy },
    { field: 'filter.filters.3.link_id', message: 'There is no entry link lnk_8.', remedy },
  ]);
  expect(answer.body.error.field).toBe('filter.filters.0.segment_id');
  for (const way of ['preview', 'estimate'])
    expect((await call('POST', `/api/segments/${way}`, { filter })).body).toEqual(answer.body);
});

test('ends the wrong way round are refused with their field, and shown where they were saved before', async () => {
  const { call, create, db } = service;
  const between = (from: unknown, to: unknown) => ({
    kind: 'attribute',
    attribute: 'x',
    op: 'between',
    from,
    to,
  });
  const where = [between('2026-11-02T00:00:00Z', '2026-11-01T23:00:00-05:00'), between(2, 1)];
  const reversed = { kind: 'event', event: 'e', did: true, at_least: 1, within_days: null, where };
  for (const path of ['', '/preview', '/estimate']) {
    const filter = all(between(1, 1) as never, any(between(10, 1) as never), reversed as never);
    const body = { ...(path === '' && { name: 'x' }), filter };
    const answer = await call('POST', `/api/segments${path}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues).toEqual([
      { field: 'filter.filters.1.filters.0.to', message: 'ends before it begins' },
      { field: 'filter.filters.2.where.1.to', message: 'ends before it begins' },
    ]);
  }
  const id = await create('Old', all());
  await execute(db, sql`update segments set filter = ${jsonb(all(between(10, 1) as never))}`);
  expect((await call('GET', `/api/segments/${id}`)).status).toBe(200);
});

test('who uses it is listed, and it is not deleted meanwhile', async () => {
  const { call, create, db } = service;
  const inner = await create('Inner', all(is('city', 'Brno')));
  const outer = await create('Outer', all(none(any(inSegment(inner)))));
  await execute(
    db,
    sql`insert into campaigns (workspace_id, campaign_id, name, state, definition) overriding system value
        select 'w', n, 'Campaign ' || n, case n when 3 then 'finished' else 'draft' end, ${jsonb({ segment_id: inner })}
          from generate_series(1, 3) n`,
  );
  const { body } = await call('GET', `/api/segments/${inner}`);
  expect(body.used_by).toEqual([
    { kind: 'campaign', id: 'cmp_2', name: 'Campaign 2' },
    { kind: 'campaign', id: 'cmp_1', name: 'Campaign 1' },
    { kind: 'segment', id: outer, name: 'Outer' },
  ]);
  expect((await call('DELETE', `/api/segments/${inner}`)).body.error.message).toBe(
    'The campaign “Campaign 2” and others use this segment.',
  );
  await execute(db, sql`delete from campaigns`);
  expect((await call('DELETE', `/api/segments/${inner}`)).body.error.message).toBe(
    'The segment “Outer” uses this segment.',
  );
  await call('DELETE', `/api/segments/${outer}`);
  expect((await call('DELETE', `/api/segments/${inner}`)).status).toBe(200);
});

test('the sentence calls everything by its name', async () => {
  const { call, create } = service;
  const inner = await create('Golden', all(is('city', 'Brno')));
  const outer = await create('Outer', all(inSegment(inner)));
  expect((await call('GET', `/api/segments/${outer}`)).body.sentence).toContain('Golden');
});
