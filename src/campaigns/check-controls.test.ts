// Controls that cannot be, and controls that never matter: each named by field, with what to do.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { sendingRules } from '../delivery/plan.contract.ts';
import { type Database, execute, jsonb } from '../kit/db.ts';
import { campaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { controlProblems } from './check-controls.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
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
  const found = await controlProblems({ db: database.db } as CampaignNeeds, 'w', definition);
  for (const { remedy } of found) expect(remedy).not.toBeNull();
  return found.map(({ field, severity, message }) => `${severity} ${field}: ${message}`);
}
const cap = (times: number, hours: number) => ({ times, hours });
const night = { from: '21:00', to: '08:00', action: 'hold' };

test('what makes sense has no problem', async () => {
  const controls = { caps: [cap(1, 24), cap(3, 168)], when_capped: 'wait', quiet_hours: night };
  expect(await problemsOf({ ...controls, dedupe_attribute: 'email' })).toEqual([]);
});

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
    {
      delivery_type: 'periodic',
      schedule: { kind: 'repeat', every: { unit: 'day' }, time: '22:15', time_zone: 'UTC' },
    },
    { quiet_hours: night },
    'warning controls.quiet_hours: It goes out at 22:15, in quiet hours: whoever has that time then gets it at 08:00.',
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
    'a time zone nobody has',
    {},
    {},
    { quiet_hours: night, time_zone_attribute: 'tz' },
    'warning controls.quiet_hours: Nobody has an attribute tz, so quiet hours go by the clock of the workspace for everybody.',
  ],
])('%s', async (_name, controls, over, rules, expected) => {
  expect(await problemsOf(controls, over, rules)).toEqual(expected === '' ? [] : [expected]);
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
