// What holds the rate, told in words; and how long it takes. One line a case.
import { describe, expect, test } from 'vitest';
import type { LanePace, LimitedBy } from './rate.contract.ts';
import { findLimit, type RateFacts } from './rate-limit.ts';
import { type Course, secondsLeft } from './time-left.ts';
import { describeUnknown } from './unknown-words.ts';

const now = new Date('2026-11-01T12:00:00Z');
const soon = new Date('2026-11-01T12:03:20Z');

const pace = (more: Partial<LanePace> = {}): LanePace => ({
  at: now.toISOString(),
  per_second: 290,
  limit_per_second: 300,
  because: null,
  usage_percent: null,
  waits_for_answers: false,
  trouble: null,
  campaigns: { '1/1': 290 },
  ...more,
});

const facts = (more: Partial<RateFacts> = {}): RateFacts => ({
  state: 'sending',
  pausedBecause: null,
  isDue: true,
  prepared: true,
  waiting: 1000,
  waitsFor: null,
  held: 0,
  priority: 'normal',
  throttle: null,
  pagePerSecond: 300,
  isPageDisconnected: false,
  pause: null,
  isWorked: true,
  pace: pace(),
  key: '1/1',
  ...more,
});

const connector = (more: Partial<LanePace> = {}): Partial<RateFacts> => ({
  pagePerSecond: null,
  pace: pace({ limit_per_second: 5000, ...more }),
});
const waits = { title: 'Too many calls', remedy: null };
const token = { title: 'The Page needs a new access token', remedy: 'Give it one under Pages.' };
const TEN_LEFT = { waiting: 0, held: 10 };

const stops: [string, Partial<RateFacts>, LimitedBy['kind'] | null, string?][] = [
  ['a draft', { state: 'draft' }, null],
  ['a finished campaign', { state: 'finished', waiting: 0 }, null],
  ['a stopped one that drains', { state: 'stopped' }, null],
  ['scheduled for later', { state: 'scheduled', isDue: false, prepared: false, waiting: 0 }, null],
  ['nobody left', { waiting: 0 }, null],
  [
    'an operator',
    { state: 'paused', pausedBecause: 'paused by Ada' },
    'paused',
    'The campaign is paused by Ada.',
  ],
  [
    'a pause of the platform',
    { pause: { until: soon, ...waits } },
    'page_paused',
    'The Page is paused: Too many calls.',
  ],
  [
    'a dead token',
    { pause: { until: null, ...token } },
    'page_paused',
    'The Page is paused: The Page needs a new access token.',
  ],
  ['a disconnected Page', { isPageDisconnected: true }, 'page_paused', 'The Page is disconnected.'],
  [
    'nobody works',
    { isWorked: false, pace: null },
    'no_worker',
    'No worker process runs, so nothing leaves.',
  ],
  [
    'nobody works, and it is due',
    { state: 'scheduled', isWorked: false, waiting: 0, prepared: false },
    'no_worker',
  ],
  ['quiet hours', { waitsFor: 'Waits for quiet hours to end' }, 'waits', 'Waits for quiet hours to end.'],
  ['no audience yet', { waiting: 0, prepared: false }, 'preparing', 'The audience is being written.'],
  [
    'only held ones are left',
    TEN_LEFT,
    'held',
    '10 messages are held until the person writes, or it is too late for it.',
  ],
  ['held ones of a paused Page', { ...TEN_LEFT, pause: { until: soon, ...waits } }, 'page_paused'],
  [
    'a host in trouble',
    connector({ trouble: 'https://crm.example.org fails' }),
    'trouble',
    'https://crm.example.org fails.',
  ],
];

const brakes: [string, Partial<RateFacts>, LimitedBy['kind'] | null, string?][] = [
  ['the platform', {}, 'page_limit', 'The Page’s limit: 300 a second, the most Facebook allows.'],
  ['the platform, before the first figures', { pace: null }, 'page_limit'],
  [
    'the configuration',
    { pagePerSecond: 50, pace: pace({ per_second: 49, limit_per_second: 50 }) },
    'page_limit',
    'The limit set for every Page: 50 a second.',
  ],
  ['its own throttle', { throttle: 10 }, 'throttle', 'The campaign’s own limit of 10 a second.'],
  ['its own throttle, before the first figures', { throttle: 10, pace: null }, 'throttle'],
  [
    'a throttle above what is allowed now',
    { throttle: 200, pace: pace({ because: 'usage', usage_percent: 91, limit_per_second: 120.4 }) },
    'usage',
  ],
  [
    'usage',
    { pace: pace({ because: 'usage', usage_percent: 91, limit_per_second: 120.4 }) },
    'usage',
    'Facebook says 91 % of the Page’s allowance is used: at most 120 of 300 a second now, more again by itself.',
  ],
  [
    'a limit that was hit',
    { pace: pace({ because: 'after_limit', limit_per_second: 150 }) },
    'after_limit',
    'Facebook refused calls for being too many: at most 150 of 300 a second now, rising by itself.',
  ],
  [
    'another campaign',
    { pace: pace({ campaigns: { '1/1': 150, '2/1': 150 }, per_second: 300 }) },
    'sharing',
    'Another campaign sends to the same place: 150 of 300 a second.',
  ],
  ['another one that hardly sends', { pace: pace({ campaigns: { '1/1': 290, '2/1': 3 } }) }, 'page_limit'],
  [
    'slow answers of Facebook',
    { pace: pace({ waits_for_answers: true, per_second: 40 }) },
    'slow_answers',
    'Facebook answers slowly: as many calls are open as may be, 40 a second get through.',
  ],
  [
    'slow answers of a receiver',
    connector({ waits_for_answers: true, per_second: 4.25 }),
    'slow_answers',
    'The receiver answers slowly: as many calls are open as may be, 4.3 a second get through.',
  ],
  ['a connector at full speed', connector(), null],
  ['a machine slower than the limit', { pace: pace({ per_second: 100 }) }, null],
];

describe('what holds the rate', () => {
  test.each([...stops, ...brakes])('%s', (_name, more, kind, text) => {
    const limit = findLimit(facts(more));
    expect(limit?.kind ?? null).toBe(kind);
    if (text !== undefined) expect(limit?.text).toBe(text);
  });

  test('a pause tells when it ends; one that waits for somebody tells what to do', () => {
    expect(findLimit(facts({ pause: { until: soon, ...waits } }))?.until).toBe('2026-11-01T12:03:20.000Z');
    const dead = findLimit(facts({ pause: { until: null, ...token } }));
    expect(dead).toMatchObject({ until: null, remedy: 'Give it one under Pages.' });
  });
});

describe('the time left', () => {
  const limitedBy = (kind: LimitedBy['kind'], until: Date | null = null): LimitedBy => ({
    kind,
    text: '',
    until: until?.toISOString() ?? null,
    remedy: null,
  });
  const course = (more: Partial<Course>): Course => ({
    left: 3000,
    prepared: true,
    perSecond: 100,
    limitPerSecond: 300,
    fullPerSecond: 300,
    limitedBy: null,
    startedAt: new Date(now.getTime() - 60_000),
    now,
    ...more,
  });

  test.each<[string, Partial<Course>, number | null]>([
    ['at the present rate', {}, 30],
    ['at the limit, when it has just begun', { startedAt: now, perSecond: 0 }, 10],
    ['over the pause and what comes after', { limitedBy: limitedBy('page_paused', soon), perSecond: 0 }, 210],
    ['unknown while somebody must act', { limitedBy: limitedBy('page_paused') }, null],
    ['unknown while nothing works', { limitedBy: limitedBy('no_worker') }, null],
    ['unknown while it is paused', { limitedBy: limitedBy('paused') }, null],
    ['unknown while the audience is not written', { prepared: false }, null],
    ['none when nobody is left', { left: 0 }, null],
    ['unknown when nothing leaves', { perSecond: 0 }, null],
    [
      'unknown when it has begun without a limit',
      { startedAt: now, perSecond: 0, limitPerSecond: null },
      null,
    ],
  ])('%s', (_name, more, seconds) => {
    expect(secondsLeft(course(more))).toBe(seconds);
  });
});

test.each([
  [
    1,
    'echo',
    'on_absence',
    /^1 call had no answer\. Facebook’s echo is awaited: .* is sent again; .* not sent twice\.$/,
  ],
  [12, 'echo', 'never', /^12 calls had no answer\. .* is left unsent, as the campaign wants/],
  [3, 'conversation', 'on_absence', /one a second: what is not there is sent again/],
  [2, 'repeat', 'on_absence', /Idempotency-Key/],
  [2, 'repeat', 'never', /not repeated, as the campaign wants/],
  [2, 'repeat', 'stopped', /not repeated, because the campaign was stopped/],
  [1, 'echo', 'stopped', /is left unsent, because the campaign was stopped/],
] as const)('%i unanswered, settled by %s, %s', (count, settlesBy, resend, words) => {
  expect(describeUnknown({ count, settlesBy, resend })).toMatch(words);
});
