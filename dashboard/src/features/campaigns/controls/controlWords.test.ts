// The sentence of who is left out.
import { expect, it } from 'vitest';
import type { Controls, SendingRules } from '../../../api/sending-rules.ts';
import { controlsSentence, isPlain } from './controlWords.ts';

const PLAIN: Controls = {
  control_group_percent: 0,
  use_global_control: true,
  caps: [],
  obey_workspace: true,
  minimum_gap_minutes: null,
  per_person_limit: null,
  when_capped: 'skip',
  quiet_hours: 'workspace',
  audience_limit: { total: null, per_day: null, per_run: null },
  dedupe_attribute: null,
  expires_after_minutes: null,
};
const RULES: SendingRules = {
  revision: 'a1',
  caps: [
    { times: 1, hours: 24, tag: null },
    { times: 2, hours: 168, tag: 'promo' },
  ],
  minimum_gap_minutes: 90,
  quiet_hours: { from: '21:00', to: '08:00', action: 'hold' },
  global_control_percent: 5,
  time_zone_attribute: 'time_zone',
  language_attribute: 'locale',
  approval_required: false,
};

it.each<[Partial<Controls>, SendingRules | undefined, string]>([
  [{}, undefined, 'Nobody is left out, at any time of day.'],
  [
    {},
    RULES,
    'At most 1 in 1 day of all campaigns; at most 2 in 7 days of those tagged promo; 90 minutes between any two; not from 21:00 to 08:00; 5 % of everybody get no campaign.',
  ],
  [
    { obey_workspace: false, quiet_hours: 'none', use_global_control: false, control_group_percent: 10 },
    RULES,
    '10 % get nothing.',
  ],
  [
    {
      caps: [{ times: 3, hours: 36 }],
      per_person_limit: 1,
      audience_limit: { total: 1000, per_day: 1, per_run: null },
      dedupe_attribute: 'email',
      expires_after_minutes: 120,
    },
    undefined,
    'At most 3 in 36 hours; at most 1 to one person, ever; 1,000 people in total; 1 person a day; one for each email; not later than 2 hours.',
  ],
])('says who is left out: %#', (controls, rules, sentence) => {
  expect(controlsSentence({ ...PLAIN, ...controls }, rules)).toBe(sentence);
  expect(isPlain({ ...PLAIN, ...controls })).toBe(Object.keys(controls).length === 0);
});
