// "Is this person in, and why, or why not?" over HTTP: each line's verdict is that of the whole, and what is known is told.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { execute, withTransaction } from '../kit/db.ts';
import { recordEvents } from '../profiles/events.ts';
import { countMatching } from './counting.ts';
import type { Explained } from './explain.ts';
import type { Filter, GroupFilter } from './filter.contract.ts';
import { all, any, inSegment, is, NOW, none, openSegments, type SegmentService } from './testing/service.ts';

let service: SegmentService;
beforeEach(async () => {
  service = await openSegments();
  await execute(
    service.db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token) values ('w', '1', '', '')`,
  );
  await execute(
    service.db,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token) values ('w', '10', '1', 'Shop', '')`,
  );
});
afterEach(() => service.close());

async function explain(filter: GroupFilter, person: number) {
  const { status, body } = await service.call('POST', '/api/segments/explain', {
    filter,
    person_id: `prf_${person}`,
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as { person_id: string; is_in: boolean; filter: Explained };
}
const explainLine = async (line: Filter, person: number) =>
  (await explain(all(line), person)).filter.filters[0]!;
const did = (rest: object = {}): Filter =>
  ({ kind: 'event', event: 'Bought', did: true, at_least: 1, within_days: null, ...rest }) as Filter;

async function bought(
  profileId: number,
  daysAgo: number,
  attributes: Record<string, unknown>,
): Promise<void> {
  const event = {
    ...{ profileId, name: 'Bought', source: 'api' as const, pageId: null, dedupeKey: null, attributes },
    occurredAt: addMs(NOW, -daysAgo * DAY_MS),
  };
  await withTransaction(service.db, (tx) => recordEvents(tx, 'w', [event]));
}

test('each line has its verdict, groups and segments that of their lines', async () => {
  const { addPerson, create, db } = service;
  const ann = await addPerson({ city: 'Brno', points: 5 });
  const brno = await create('From Brno', any(is('city', 'Brno'), is('city', 'Praha')));
  const filter = all(inSegment(brno), none(is('points', 5)), inSegment(brno, false));
  const found = await explain(filter, ann);
  expect(found).toMatchObject({
    person_id: `prf_${ann}`,
    is_in: false,
    filter: {
      match: 'all',
      holds: false,
      actual: null,
      filters: [
        {
          holds: true,
          match: 'any',
          actual: 'is in it',
          sentence: expect.stringContaining('From Brno'),
          filters: [{ holds: true, actual: 'city is Brno', match: null, filters: [] }, { holds: false }],
        },
        { holds: false, match: 'none', filters: [{ holds: true, actual: 'points is 5' }] },
        { holds: false, filters: [{ holds: true }, { holds: false }] },
      ],
    },
  });
  for (const part of [filter, ...filter.filters.map((one) => all(one))])
    expect((await explain(part, ann)).is_in).toBe((await countMatching(db, 'w', part, NOW)) === 1);
  expect((await explain(all(), ann)).is_in).toBe(true);
  expect((await explain(any(), ann)).is_in).toBe(false);
});

test('attributes as they are known', async () => {
  const { addPerson } = service;
  const ann = await addPerson({
    city: ' ',
    tags: ['a', 'b'],
    address: { geo: { lat: 49.2 } },
    long: 'x'.repeat(999),
  });
  const tell = async (attribute: string) =>
    (await explainLine({ kind: 'attribute', attribute, op: 'exists' }, ann)).actual;
  expect(await tell('city')).toBe('city is blank');
  expect(await tell('plan')).toBe('has no plan');
  expect(await tell('tags')).toBe('tags: a, b');
  expect(await tell('address.geo.lat')).toBe('address.geo.lat is 49.2');
  expect(await tell('constructor')).toBe('has no constructor');
  expect(await tell('customer_id')).toBe('has no customer_id');
  expect((await tell('long'))?.length).toBe(200);
});

test('what is sensitive is hidden from whoever may not see it', async () => {
  const { addPerson, db, caller } = service;
  const ann = await addPerson({ diagnosis: { code: 'A1' } });
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type, sensitive) values ('w', 'diagnosis', 'object', true)`,
  );
  const line = is('diagnosis.code', 'A1');
  expect((await explainLine(line, ann)).actual).toBe('diagnosis.code is A1');
  await service.call('POST', '/api/segments', { name: 'Known', filter: all(line) });
  caller.permission = 'view';
  expect(await explainLine(line, ann)).toMatchObject({ holds: true, actual: 'diagnosis.code is hidden' });
});

test('events that count for the line, in the workspace’s time', async () => {
  const { addPerson, db } = service;
  await execute(db, sql`update workspaces set time_zone = 'Europe/Prague'`);
  const ann = await addPerson({});
  expect((await explainLine(did(), ann)).actual).toBe('never');
  await bought(ann, 40, { price: 10 });
  await bought(ann, 3, { price: 20 });
  await bought(ann, 2, { price: 30 });
  const tell = async (rest: object) => (await explainLine(did(rest), ann)).actual;
  expect(await tell({})).toBe('3 times, last 2026-11-20 13:00');
  expect(await tell({ within_days: 30 })).toBe('2 times, last 2026-11-20 13:00');
  expect(await tell({ where: [is('price', 20)] })).toBe('once, 2026-11-19 13:00');
  expect(await tell({ within_days: 1 })).toBe('never');
  expect(await tell({ occasion: 'first', within_days: 5 })).toBe('first 2026-10-13 14:00');
  const aggregate = { of: 'price', fn: 'sum', op: 'greater', value: 50 };
  expect(await tell({ aggregate })).toBe('3 times, last 2026-11-20 13:00; sum of price: 60');
  const sequence: Filter = {
    // biome-ignore lint/suspicious/noThenProperty: the contract's word; never a function
    ...{ kind: 'sequence', did: true, first: { event: 'Bought' }, then: false, next: { event: 'Paid' } },
    within: { amount: 1, unit: 'days' },
  };
  expect(await explainLine(sequence, ann)).toMatchObject({
    holds: true,
    actual: 'Bought: 3 times, last 2026-11-20 13:00; Paid: never',
  });
});

test('how they stand on Messenger, in lists and in campaigns', async () => {
  const { addPerson, db } = service;
  const ann = await addPerson({});
  const onPage = { kind: 'messenger' as const, is: true, page_id: '10' };
  const window: Filter = { ...onPage, fact: 'in_window' };
  expect(await explainLine(window, ann)).toMatchObject({ holds: false, actual: 'not known on this Page' });
  await execute(
    db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at)
        values ('w', '10', '1', ${ann}, 'webhook', ${NOW}, ${addMs(NOW, -27 * HOUR_MS)})`,
  );
  expect(await explainLine(window, ann)).toMatchObject({ holds: false, actual: 'window closed 3 h ago' });
  await execute(db, sql`update identities set last_user_action_at = ${addMs(NOW, -HOUR_MS)}`);
  expect(await explainLine(window, ann)).toMatchObject({ holds: true, actual: 'window closes in 23 h' });
  await execute(db, sql`update identities set opted_out_at = ${NOW}`);
  const reachable: Filter = { ...onPage, page_id: null, fact: 'reachable' };
  expect(await explainLine(reachable, ann)).toMatchObject({
    holds: false,
    actual: 'opted out 2026-11-22 12:00',
  });
  await execute(
    db,
    sql`insert into lists (workspace_id, list_id, name, identifier, created_at) overriding system value
        values ('w', 5, 'VIP', 'customer_id', ${NOW})`,
  );
  const list: Filter = { kind: 'list', list_id: 'lst_5', is_in: false };
  expect(await explainLine(list, ann)).toMatchObject({ holds: true, actual: 'is not in it' });
  await execute(
    db,
    sql`insert into list_members (workspace_id, list_id, profile_id) values ('w', 5, ${ann})`,
  );
  expect(await explainLine(list, ann)).toMatchObject({ holds: false, actual: 'is in it' });
});

test('an id that was merged away is answered for who remains; nobody is not found', async () => {
  const { addPerson, db, call } = service;
  const ann = await addPerson({ city: 'Brno' });
  await execute(
    db,
    sql`insert into profile_merges (workspace_id, from_profile_id, into_profile_id, reason, merged_at)
        values ('w', 999, ${ann}, 'test', ${NOW})`,
  );
  expect(await explain(all(is('city', 'Brno')), 999)).toMatchObject({ person_id: `prf_${ann}`, is_in: true });
  const answer = await call('POST', '/api/segments/explain', { filter: all(), person_id: 'prf_1000' });
  expect(answer.status).toBe(404);
});
