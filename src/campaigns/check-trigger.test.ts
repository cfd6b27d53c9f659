// What a campaign that waits for something is refused for: field, what is wrong, what to do.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, withTransaction } from '../kit/db.ts';
import { findSimilar } from '../kit/similar-words.ts';
import { type EventInput, type EventSource, recordEvents } from '../profiles/events.ts';
import { campaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { triggerProblems } from './check-trigger.ts';
import { websiteProblems } from './check-websites.ts';

let database: Database;
const NOW = new Date('2027-05-01T10:00:00Z');

beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    database.db,
    sql`insert into attributes (workspace_id, name, type) values ('w', 'birthday', 'datetime'), ('w', 'age', 'number')`,
  );
  const event = (name: string, attributes: object, source: EventSource = 'api'): EventInput => ({
    ...{ profileId: 1, name, occurredAt: NOW, source, pageId: null, dedupeKey: null },
    attributes: attributes as Record<string, unknown>,
  });
  const ordered = { amount: 5, city: 'Prague', at: '2027-05-02T10:00:00.000Z' };
  await withTransaction(database.db, (tx) =>
    recordEvents(tx, 'w', [
      ...Array.from({ length: 12 }, () => event('Order placed', ordered)),
      event('Cart filled', { items: ['tea'] }),
      event('Looked', { what: 'tea' }, 'website'),
      event('Signed up', {}),
      ...Array.from({ length: 2 }, () => event('Signed up', {}, 'website')),
    ]),
  );
});
afterAll(() => database?.close());

/** Fields and severities of what is wrong. */
const LIMITED = { per_person_limit: 5 };
async function check(trigger: object | null, type = 'event', controls: object = LIMITED) {
  const definition = campaignDefinition.parse({ delivery_type: type, trigger, controls });
  const needs = { db: database.db, clock: { now: () => NOW } } as unknown as CampaignNeeds;
  return triggerProblems(needs, 'w', definition);
}
const fields = async (trigger: object | null, type?: string) =>
  (await check(trigger, type)).map(({ field, severity }) => `${field} ${severity}`);
const where = (condition: object) => ({
  events: [{ event: 'Order placed', where: [{ kind: 'attribute', ...condition }] }],
});
const events = [{ event: 'Order placed' }];
const date = (over: object) => ({
  events,
  delay: { kind: 'date', of: 'event', attribute: 'at', minutes: 0, ...over },
});

test('what is right is not refused', async () => {
  expect(
    await check({ events, unless: [{ event: 'messenger_message' }], delay: { kind: 'after', minutes: 5 } }),
  ).toEqual([]);
  expect(await check(where({ attribute: 'amount', op: 'greater', value: 3 }))).toEqual([]);
  expect(await check(date({ minutes: -60 }))).toEqual([]);
  expect(await check(null, 'api')).toEqual([]);
  expect(await check(null, 'one_time')).toEqual([]);
});

describe('refused, with field and remedy', () => {
  test.each<[string, object | null, string[], string?]>([
    ['nothing starts it', null, ['trigger.events error']],
    ['no event', {}, ['trigger.events error']],
    ['no segment', {}, ['trigger.segment_id error'], 'segment'],
    ['a segment that is gone', { segment_id: 'seg_77' }, ['trigger.segment_id error'], 'segment'],
    ['an unknown event', { events: [{ event: 'order-placed' }] }, ['trigger.events.0.event error']],
    [
      'an unknown attribute',
      where({ attribute: 'amnt', op: 'exists' }),
      ['trigger.events.0.where.0.attribute error'],
    ],
    [
      'a text as a number',
      where({ attribute: 'city', op: 'greater', value: 3 }),
      ['trigger.events.0.where.0.value error'],
    ],
    [
      'a number as a text',
      where({ attribute: 'amount', op: 'is', value: '5' }),
      ['trigger.events.0.where.0.value error'],
    ],
    [
      'a number as a day',
      where({ attribute: 'amount', op: 'in_last_days', days: 3 }),
      ['trigger.events.0.where.0.op error'],
    ],
    [
      'an unknown exit',
      { events, unless: [{ event: 'X' }], delay: { kind: 'after', minutes: 1 } },
      ['trigger.unless.0.event error'],
    ],
    ['an exit without a delay', { events, unless: events }, ['trigger.unless warning']],
    [
      'an exit that is the start',
      { events, unless: events, delay: { kind: 'after', minutes: 1 } },
      ['trigger.unless.0.event warning'],
    ],
    ['an exit of a business event', { events, unless: events }, ['trigger.unless error'], 'business_event'],
    ['a time that is over', { events, until: '2027-05-01T09:00' }, ['trigger.until error']],
    [
      'a start that the clocks go forward over',
      { events, from: '2028-03-26T02:30', time_zone: 'Europe/Prague' },
      ['trigger.from error'],
    ],
    [
      'an end that comes twice',
      { events, until: '2027-10-31T02:30', time_zone: 'Europe/Prague' },
      ['trigger.until error'],
    ],
    [
      'a time the wrong way round',
      { events, from: '2027-06-01T09:00', until: '2027-05-30T09:00' },
      ['trigger.until error'],
    ],
    ['a date nobody has', date({ of: 'person', attribute: 'bithday' }), ['trigger.delay.attribute error']],
    ['a number as a date', date({ of: 'person', attribute: 'age' }), ['trigger.delay.attribute error']],
    ['a date the event has not', date({ attribute: 'when' }), ['trigger.delay.attribute error']],
    ['a text of the event as a date', date({ attribute: 'city' }), ['trigger.delay.attribute error']],
    ['a date that was always over', date({ minutes: -60 * 48 }), ['trigger.delay.minutes error']],
    [
      'a date of each person for everybody',
      date({ of: 'person', attribute: 'birthday' }),
      ['trigger.delay.of error'],
      'business_event',
    ],
    [
      'a message for each read message',
      { events: [{ event: 'messenger_read' }] },
      ['trigger.events.0.event error'],
    ],
  ])('%s', async (_name, trigger, expected, type) => {
    expect(await fields(trigger, type)).toEqual(expected);
    for (const problem of await check(trigger, type)) expect(problem.remedy).toBeTruthy();
  });
});

test('a message for every event, without any limit, is warned of', async () => {
  const found = async (controls: object, trigger: object = { events }) =>
    (await check(trigger, 'event', controls)).map(({ field, severity }) => `${field} ${severity}`);
  expect(await found({})).toEqual(['trigger.reentry warning']);
  expect(await found({ caps: [{ times: 1, hours: 24 }] })).toEqual([]);
  expect(await found({ minimum_gap_minutes: 5 })).toEqual([]);
  expect(await found({}, { events, reentry: { kind: 'when_done' } })).toEqual([]);
  await execute(
    database.db,
    sql`insert into sending_rules (workspace_id, rules, updated_at) values ('w', '{"minimum_gap_minutes": 5}', ${NOW})`,
  );
  expect(await found({})).toEqual([]);
  expect(await found({ obey_workspace: false })).toEqual(['trigger.reentry warning']);
  await execute(database.db, sql`delete from sending_rules`);
});

test('an event of Messenger that is none is refused, and the one that is meant named', async () => {
  const [problem] = await check({ events: [{ event: 'messenger_delivered' }] });
  expect(problem).toMatchObject({ field: 'trigger.events.0.event', severity: 'error' });
  expect(problem?.remedy).toContain('“messenger_delivery”');
  for (const event of ['messenger_read', 'messenger_link_click', 'messenger_human_requested'])
    expect(await check({ events: [{ event }], reentry: { kind: 'never' } })).toEqual([]);
});

test('a name that is nearly right is named', async () => {
  const [problem] = await check({ events: [{ event: 'Ordr placed' }] });
  expect(problem?.remedy).toContain('“Order placed”');
  expect(findSimilar('first name', ['first_name', 'last_name', 'name'])).toEqual(['first_name', 'name']);
  expect(findSimilar('xyz', ['first_name'])).toEqual([]);
});

describe('what websites send', () => {
  const looks = { events: [{ event: 'Order placed' }, { event: 'Looked' }, { event: 'Signed up' }] };
  async function find(trigger: object, over: object = {}) {
    const definition = campaignDefinition.parse({ delivery_type: 'event', trigger, ...over });
    const needs = { db: database.db, clock: { now: () => NOW } } as unknown as CampaignNeeds;
    const problems = await websiteProblems(needs, 'w', definition);
    return problems.map(({ field, severity, message }) => [field, severity, message] as const);
  }

  test('is counted where it starts nothing', async () => {
    expect(await find({ events: [{ event: 'Order placed' }] })).toEqual([]);
    expect(await find(looks)).toEqual([
      [
        'trigger.from_websites',
        'warning',
        'The only event “Looked” came from a website. What a website sends starts nothing here.',
      ],
      [
        'trigger.from_websites',
        'warning',
        'Of the last 3 events “Signed up” 2 came from a website. What a website sends starts nothing here.',
      ],
    ]);
  });

  test('never starts a message to everybody', async () => {
    const business = { delivery_type: 'business_event' };
    expect((await find(looks, business)).map(([field]) => field)).toEqual([
      'trigger.events.1.event',
      'trigger.events.2.event',
    ]);
    expect((await find({ ...looks, from_websites: true }, business))[0]).toMatchObject([
      'trigger.from_websites',
      'error',
      expect.any(String),
    ]);
  });

  test('where it counts, says what a stranger can do, and which texts hold a stranger’s words', async () => {
    const taken = (attribute: string) => `{{ EventAttribute['${attribute}'] | default: 'it' }}`;
    const found = await find(
      { ...looks, from_websites: true },
      {
        message: { message: { text: `${taken('what')} and ${taken('size')}` } },
        content: [{ name: 'price', url: `https://shop.example/${taken('what')}` }],
      },
    );
    expect(found.map(([field, severity]) => `${field} ${severity}`)).toEqual([
      'trigger.from_websites warning',
      'message.message.text warning',
      'content.0.url warning',
    ]);
  });
});
