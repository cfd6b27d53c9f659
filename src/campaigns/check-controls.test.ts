// Controls that cannot be, controls that never matter, and what quiet hours do: each named by field, with what to do.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { sendingRules } from '../delivery/plan.contract.ts';
import { type Database, execute, jsonb } from '../kit/db.ts';
import { campaignDefinition, type Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { controlProblems } from './check-controls.ts';
import { quietProblems } from './check-quiet.ts';
import { zoneProblems } from './check-zones.ts';

/** 23:30 in Prague. */
const NOW = new Date('2026-11-24T22:30:00Z');
let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await execute(
    database.db,
    sql`insert into workspaces (workspace_id, name, time_zone) values ('w', 'W', 'Europe/Prague')`,
  );
  await execute(
    database.db,
    sql`insert into attributes (workspace_id, name, type) values ('w', 'email', 'string'), ('w', 'time_zone', 'string')`,
  );
});
afterAll(() => database?.close());

async function problemsOf(controls: object, over: object = {}, rules: object = {}): Promise<string[]> {
  await execute(
    database.db,
    sql`insert into sending_rules (workspace_id, rules, updated_at) values ('w', ${jsonb(sendingRules.parse(rules))}, now())
        on conflict (workspace_id) do update set rules = excluded.rules`,
  );
  const definition = campaignDefinition.parse({ delivery_type: 'event', controls, ...over });
  const needs = { db: database.db, clock: { now: () => NOW }, graphUrl: 'https://graph.facebook.com' };
  const found: Problem[] = [];
  for (const check of [controlProblems, quietProblems, zoneProblems])
    found.push(...(await check(needs as unknown as CampaignNeeds, 'w', definition)));
  for (const { remedy } of found) expect(remedy).not.toBeNull();
  return found.map(({ field, severity, message }) => `${severity} ${field}: ${message}`);
}
const cap = (times: number, hours: number) => ({ times, hours });
const night = { from: '21:00', to: '08:00', action: 'hold' };

test('what makes sense has no problem', async () => {
  const controls = { caps: [cap(1, 24), cap(3, 168)], when_capped: 'wait', quiet_hours: night };
  expect(await problemsOf({ ...controls, dedupe_attribute: 'email' })).toEqual([]);
});

const atNight = {
  delivery_type: 'periodic',
  schedule: { kind: 'repeat', every: { unit: 'day' }, time: '22:15', time_zone: 'UTC' },
};
const after = (minutes: number) => ({ trigger: { events: [], delay: { kind: 'after', minutes } } });
const UNTIL_THEY_WRITE = [{ kind: 'message' }, { kind: 'hold', hours: 24 }];

test.each<[string, object, object, object, string]>([
  [
    'runs of a campaign without runs',
    { audience_limit: { per_run: 5 } },
    {},
    {},
    'error controls.audience_limit.per_run: People come into this campaign one by one, so it has no runs.',
  ],
  [
    'a day’s limit above the total',
    { audience_limit: { per_day: 50, total: 20 } },
    {},
    {},
    'warning controls.audience_limit.per_day: It never matters: 20 people get in altogether.',
  ],
  [
    'a cap behind a stricter one',
    { caps: [cap(1, 24), cap(2, 12)] },
    {},
    {},
    'warning controls.caps.1: It never matters: another cap of it allows 1 in 24 hours.',
  ],
  [
    'a cap behind the workspace’s',
    { caps: [cap(3, 24)] },
    {},
    { caps: [cap(1, 24)] },
    'warning controls.caps.0: It never matters: the workspace’s cap allows 1 in 24 hours.',
  ],
  [
    'a cap behind the limit',
    { caps: [cap(3, 24)], per_person_limit: 2 },
    {},
    {},
    'warning controls.caps.0: It never matters: one person gets at most 2 of its messages, ever.',
  ],
  [
    'a limit of a one-time campaign',
    { per_person_limit: 2 },
    { delivery_type: 'one_time' },
    {},
    'warning controls.per_person_limit: It never matters: one person gets a one-time campaign once.',
  ],
  [
    'nothing to wait for',
    { when_capped: 'wait' },
    {},
    { caps: [{ ...cap(1, 24), tag: 'promo' }], minimum_gap_minutes: null, quiet_hours: null },
    '',
  ],
  [
    'nothing to wait for at all',
    { when_capped: 'wait' },
    {},
    {},
    'warning controls.when_capped: There is nothing to wait for: neither a cap nor a minimum gap counts for this campaign.',
  ],
  [
    'expiry within quiet hours',
    { quiet_hours: night, expires_after_minutes: 90 },
    {},
    {},
    'warning controls.quiet_hours: Quiet hours last 11 hours, and messages expire after 1 hour 30 min: whoever’s turn comes when they have just begun gets none.',
  ],
  [
    'quiet hours all day long',
    { quiet_hours: { from: '09:00', to: '08:30' } },
    {},
    {},
    'warning controls.quiet_hours: They leave 30 min a day in which messages may leave.',
  ],
  [
    'a time within quiet hours',
    {},
    atNight,
    { quiet_hours: night },
    'warning controls.quiet_hours: It goes out at 22:15, in quiet hours: whoever has that time then gets it at 08:00, 9 hours 45 min later, unless their 24-hour window has closed by then.',
  ],
  ['an answer has no quiet hours', {}, { delivery_type: 'conversation' }, { quiet_hours: night }, ''],
  [
    'an attribute nobody has',
    { dedupe_attribute: 'phone' },
    {},
    {},
    'warning controls.dedupe_attribute: Nobody has an attribute phone, so nobody is left out by it.',
  ],
  [
    'at once, at night by the clock of the workspace',
    {},
    { delivery_type: 'one_time', routes: UNTIL_THEY_WRITE },
    { quiet_hours: night },
    'warning controls.quiet_hours: It would go out now, at 23:30, in quiet hours: whoever has that time then gets it at 08:00.',
  ],
  [
    'at a time within quiet hours that drop',
    {},
    atNight,
    { quiet_hours: { ...night, action: 'drop' } },
    'warning controls.quiet_hours: It goes out at 22:15, in quiet hours: whoever has that time then gets nothing.',
  ],
  [
    'expired before they end',
    { expires_after_minutes: 60 },
    atNight,
    { quiet_hours: night },
    'warning controls.quiet_hours: It goes out at 22:15, in quiet hours: whoever has that time then gets nothing, because messages expire after 1 hour, before these end at 08:00.',
  ],
  [
    'expired after they end',
    { expires_after_minutes: 600 },
    { ...atNight, request: { url: 'https://hooks.example.org' } },
    { quiet_hours: night },
    'warning controls.quiet_hours: It goes out at 22:15, in quiet hours: whoever has that time then gets it at 08:00.',
  ],
  [
    'quiet hours that outlast a window behind a delay',
    {},
    after(16 * 60),
    { quiet_hours: night },
    'warning controls.quiet_hours: Messages are due 16 hours after what starts them, and may then wait 11 hours for the end of quiet hours: by then the 24-hour window is closed even of somebody who wrote at the very start.',
  ],
  ['a delay that leaves time for them', {}, after(12 * 60), { quiet_hours: night }, ''],
  [
    'a way round a closed window',
    {},
    { ...after(16 * 60), routes: UNTIL_THEY_WRITE },
    { quiet_hours: night },
    '',
  ],
])('%s', async (_name, controls, over, rules, expected) => {
  expect(await problemsOf(controls, over, rules)).toEqual(expected === '' ? [] : [expected]);
});

test('how many people have a time zone that can be read, where people’s clocks matter', async () => {
  const zones = ['Europe/Prague', '-3.5', 'CEST', null, ''];
  for (const tz of zones)
    await execute(
      database.db,
      sql`insert into profiles (workspace_id, attributes) values ('w', ${jsonb(tz === null ? {} : { tz })})`,
    );
  const inTz = { time_zone_attribute: 'tz' };
  const odd = 'Of 5 people 2 have a time zone in tz, 1 something else in it: all others';
  expect(await problemsOf({}, {}, inTz)).toEqual([]);
  expect(await problemsOf({}, {}, { ...inTz, quiet_hours: night })).toEqual([
    `warning controls.quiet_hours: ${odd} have quiet hours by the clock of the workspace (Europe/Prague).`,
  ]);
  const local_time = '2027-01-15T12:00';
  const ownZone = { delivery_type: 'one_time', schedule: { kind: 'own_zone', local_time, time_zone: 'UTC' } };
  expect(await problemsOf({}, ownZone, inTz)).toEqual([
    `warning schedule.local_time: ${odd} get it at that time in UTC.`,
  ]);
  const delay = { kind: 'date', of: 'person', attribute: 'ends_at', minutes: 0, time: '09:00' };
  expect(await problemsOf({}, { trigger: { delay } }, inTz)).toEqual([
    `warning trigger.delay.time: ${odd} get it at that time by the clock of the workspace (Europe/Prague).`,
  ]);
  expect(await problemsOf({}, ownZone, { time_zone_attribute: 'nobodys' })).toEqual([
    'warning schedule.local_time: Nobody has an attribute nobodys, so all of them get it at that time in UTC.',
  ]);
  await execute(database.db, sql`update profiles set attributes = '{"tz": 2}' where workspace_id = 'w'`);
  expect(await problemsOf({}, ownZone, inTz)).toEqual([]);
});

test('of two equal caps one is told of', async () => {
  expect(await problemsOf({ caps: [cap(1, 24), cap(1, 24)] })).toHaveLength(1);
});

test.each([
  [{ caps: [cap(0, 24)] }, ['caps', 0, 'times'], 'must be at least 1'],
  [{ caps: [cap(1, 0)] }, ['caps', 0, 'hours'], 'must be at least 1'],
  [{ quiet_hours: { from: '08:00', to: '08:00' } }, ['quiet_hours'], undefined],
  [{ minimum_gap_minutes: 0 }, ['minimum_gap_minutes'], 'must be at least 1'],
])('%j is refused as it is read', (controls, path, message) => {
  const { error } = campaignDefinition.safeParse({ controls });
  expect(error?.issues[0]?.path).toEqual(['controls', ...path]);
  if (message) expect(error?.issues[0]?.message).toBe(message);
});

test('two caps of the same messages over the same hours are refused', () => {
  const { error } = sendingRules.safeParse({ caps: [cap(1, 24), cap(2, 24)] });
  expect(error?.issues).toMatchObject([{ path: ['caps', 1, 'hours'] }]);
});
