// Automatic answers: who gets one and who does not, pauses for a human, and that storms end.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { openPage, PAGE } from '../../test/support/page-calls.ts';
import { endPause, listPauses, pauseConversations } from '../delivery/conversation-pause.ts';
import { addMs, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Database, execute, jsonb, many, one, withTransaction } from '../kit/db.ts';
import { applySightings } from '../profiles/sightings.ts';
import { HUMAN_PAYLOAD } from './conversation.match.ts';
import { listAnswers, listLiveAnswers } from './conversation.queries.ts';
import {
  decideAnswers,
  HUMAN_REQUESTED,
  type LiveAnswer,
  MOST_A_DAY,
  MOST_ANSWERS,
} from './conversations.ts';
import { conversationStart } from './trigger.contract.ts';

const now = new Date('2026-11-22T12:00:00Z');
const PSID = '7001';
const hours = (count: number): Date => addMs(now, count * HOUR_MS);
let database: Database;
let profileId: number;
let events = 0;

beforeEach(async () => {
  database = await createTestDatabase();
  await openPage(database.db);
  const sighting = { pageId: PAGE, psid: PSID, seenAt: now, source: 'webhook', userAction: null } as const;
  await withTransaction(database.db, (tx) => applySightings(tx, 'w', [sighting]));
  ({ id: profileId } = await one<{ id: number }>(
    database.db,
    sql`select profile_id as id from identities where psid = ${PSID}`,
  ));
});
afterEach(() => database?.close());

const answer = (campaignId: number, start: object): LiveAnswer => ({
  ...{ campaignId, pageId: PAGE },
  start: conversationStart.parse(start),
});
const ANSWERS = [
  answer(1, { keywords: ['hours'] }),
  answer(2, { any_message: true }),
  answer(3, { payloads: ['SHIPPING'] }),
];

type Event = { name: string; attributes: Record<string, unknown>; at?: Date };
const wrote = (text: string, at = now): Event => ({ name: 'messenger_message', attributes: { text }, at });
const tapped = (payload: string): Event => ({
  name: 'messenger_postback',
  attributes: { payload, title: 'A button' },
});

/** What each of the events gets: the campaign, and whether it is let in. */
const decide = (said: Event[], answers = ANSWERS, at = now) =>
  withTransaction(database.db, async (tx) => {
    const utterances = said.map(({ name, attributes, at: occurredAt = at }) => {
      events += 1;
      return { eventId: events, profileId, pageId: PAGE, name, attributes, occurredAt };
    });
    const decisions = await decideAnswers(tx, 'w', { utterances, answers, now: at });
    return decisions.map(({ chosen, outcome }) => [chosen.answer.campaignId, outcome]);
  });

test('each act gets one answer; words such as STOP, echoes and receipts get none', async () => {
  const others = ['messenger_echo', 'messenger_delivery', 'messenger_read', 'messenger_reaction'];
  expect(
    await decide([
      ...[wrote('Your HOURS?'), wrote('hello'), tapped('SHIPPING'), tapped('UNKNOWN'), wrote('Stop')],
      ...others.map((name) => ({ name, attributes: { text: 'hours', payload: 'SHIPPING' } })),
    ]),
  ).toEqual([
    [1, 'entered'],
    [2, 'entered'],
    [3, 'entered'],
  ]);
});

test('of another Page nothing answers', async () => {
  const elsewhere = ANSWERS.map((one) => ({ ...one, pageId: '4242' }));
  expect(await decide([wrote('hours')], elsewhere)).toEqual([]);
});

test('Get Started is what the Page’s button carries', async () => {
  const answers = [answer(7, { get_started: true })];
  expect(await decide([tapped('BEGIN')], answers)).toEqual([]);
  await execute(
    database.db,
    sql`insert into messenger_profiles (workspace_id, page_id, profile) values ('w', ${PAGE}, '{"get_started":{"payload":"BEGIN"}}')`,
  );
  expect(await decide([tapped('BEGIN')], answers)).toEqual([[7, 'entered']]);
});

test('whoever asks for a human gets that answer alone, and then quiet until it is over', async () => {
  const withHuman = [...ANSWERS, answer(9, { asked_human: true })];
  expect(await decide([wrote('I want to talk to a human'), wrote('hours')], withHuman)).toEqual([
    [9, 'entered'],
    [1, 'human_talks'],
  ]);
  const waiting = await listPauses(database.db, 'w', { pageId: null, now, limit: 10 });
  expect(waiting).toMatchObject([{ psid: PSID, because: 'asked_human', profileId, since: now }]);
  const requested = await many(
    database.db,
    sql`select profile_id from events where name = ${HUMAN_REQUESTED}`,
  );
  expect(requested).toHaveLength(1);
  expect(await decide([wrote('hours', hours(23))], withHuman, hours(23))).toEqual([[1, 'human_talks']]);
  expect(await decide([wrote('hours', hours(25))], withHuman, hours(25))).toEqual([[1, 'entered']]);
  // Answers go on, and the person still waits, for thirty days.
  const waitsAt = async (at: Date) =>
    (await listPauses(database.db, 'w', { pageId: null, now: at, limit: 10 })).map(({ because }) => because);
  const written = { pageId: PAGE, psid: PSID, because: 'human_wrote' as const };
  await withTransaction(database.db, (tx) =>
    pauseConversations(tx, 'w', [{ ...written, since: hours(30), until: hours(31) }]),
  );
  expect(await waitsAt(hours(29 * 24))).toEqual(['asked_human']);
  expect(await waitsAt(hours(31 * 24))).toEqual([]);
  expect(await endPause(database.db, 'w', { pageId: PAGE, psid: PSID })).toBe(true);

  await decide([tapped(HUMAN_PAYLOAD)]); // a button, and nobody has an answer to it
  expect(await decide([wrote('hours')])).toEqual([[1, 'human_talks']]);
  expect(await endPause(database.db, 'w', { pageId: PAGE, psid: PSID })).toBe(true);
  expect(await decide([wrote('hours')])).toEqual([[1, 'entered']]);
});

test('a human who writes keeps it quiet; who asked for one goes on having asked', async () => {
  const place = { pageId: PAGE, psid: PSID };
  const pause = (because: 'asked_human' | 'human_wrote', since: Date, minutes: number) =>
    withTransaction(database.db, (tx) =>
      pauseConversations(tx, 'w', [{ ...place, because, since, until: addMs(since, minutes * MINUTE_MS) }]),
    );
  await pause('human_wrote', now, 60);
  await pause('human_wrote', addMs(now, 30 * MINUTE_MS), 60);
  const [wroteLast] = await listPauses(database.db, 'w', { pageId: PAGE, now, limit: 1 });
  expect(wroteLast).toMatchObject({ since: now, until: addMs(now, 90 * MINUTE_MS), because: 'human_wrote' });
  await pause('asked_human', addMs(now, HOUR_MS), 1440);
  await pause('human_wrote', addMs(now, 2 * HOUR_MS), 60);
  const [asked] = await listPauses(database.db, 'w', { pageId: PAGE, now, limit: 1 });
  expect(asked).toMatchObject({ because: 'asked_human', until: addMs(now, 25 * HOUR_MS) });
});

test('two machines that answer each other come to an end', async () => {
  const storm = Array.from({ length: MOST_ANSWERS.times + 5 }, () => wrote('hours'));
  const outcomes = (await decide(storm)).map(([, outcome]) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'entered')).toHaveLength(MOST_ANSWERS.times);
  expect(outcomes.slice(MOST_ANSWERS.times)).toEqual(Array(5).fill('too_many_answers'));
  // Answers given before count as well, until they are long enough ago.
  await execute(
    database.db,
    sql`insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
        select 'w', 1, 1, ${profileId}, 'messenger_message', ${now}, ${now}, 'entered'
          from generate_series(1, ${MOST_ANSWERS.times}::int)`,
  );
  expect(await decide([wrote('hours')])).toEqual([[1, 'too_many_answers']]);
  const later = addMs(now, MOST_ANSWERS.withinMs + 1);
  expect(await decide([wrote('hours', later)], ANSWERS, later)).toEqual([[1, 'entered']]);
});

test('at a pace slower than that they come to an end as well', async () => {
  await execute(
    database.db,
    sql`insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
        select 'w', 1, 1, ${profileId}, 'messenger_message', ${now}, ${hours(-1)}, 'entered'
          from generate_series(1, ${MOST_A_DAY - 1}::int)`,
  );
  expect(await decide([wrote('hours'), wrote('hours')])).toEqual([
    [1, 'entered'],
    [1, 'too_many_answers'],
  ]);
  expect(await decide([wrote('hours', hours(24))], ANSWERS, hours(24))).toEqual([[1, 'entered']]);
});

test('answers of thirty days are counted without reading those before', async () => {
  const definition = { delivery_type: 'conversation', page_id: PAGE, trigger: null, message: null };
  await execute(
    database.db,
    sql`insert into campaigns (workspace_id, campaign_id, name, definition, state) overriding system value
        values ('w', 1, 'Hours', ${jsonb(definition)}, 'active')`,
  );
  await execute(
    database.db,
    sql`insert into entries (workspace_id, campaign_id, occurrence, profile_id, name, happened_at, entered_at, outcome)
        select 'w', 1, 1, ${profileId}, case when n % 3 = 0 then 'messenger_message' else 'messenger_postback' end, at, at,
               case when n % 10 = 0 then 'human_talks' else 'entered' end
          from generate_series(1, 5000) n, lateral (select ${now}::timestamptz - n * interval '1 hour' as at) t`,
  );
  await execute(database.db, sql`analyze entries, campaigns`);
  const [row] = await withTransaction(database.db, async (tx) => {
    await execute(tx, sql`select pg_stat_force_next_flush()`);
    return listAnswers(tx, 'w', { pageId: PAGE, since: hours(-720) });
  });
  expect(row).toMatchObject({ name: 'Hours', answered: 719 - 71 });
  const { scans } = await one<{ scans: number }>(
    database.db,
    sql`select idx_scan as scans from pg_stat_user_indexes where indexrelname = 'entries_answered'`,
  );
  expect(scans).toBeGreaterThan(0);
});

test('the answers of a Page are told however many other Pages have', async () => {
  const of = (pageId: string) =>
    jsonb({
      ...{ delivery_type: 'conversation', page_id: pageId },
      trigger: { conversation: { any_message: true } },
    });
  await execute(
    database.db,
    sql`
    with c as (
      insert into campaigns (workspace_id, name, definition, state, live_version)
      select 'w', 'Hello', case when n = 1001 then ${of(PAGE)} else ${of('other')} end, 'active', 1 from generate_series(1, 1001) n
      returning campaign_id, definition
    )
    insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
    select 'w', campaign_id, 1, definition, ${now}, 'me' from c`,
  );
  expect(await listLiveAnswers(database.db, 'w', PAGE)).toHaveLength(1);
});

test('what was written long before the service looked at it is not answered', async () => {
  expect(await decide([wrote('hours', addMs(now, -2 * HOUR_MS))])).toEqual([[1, 'too_old']]);
});
