// What a message waits for, and until when, in words.
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../kit/clock.ts';
import { judgedWith, NOW } from './testing/judged.ts';
import { type Trigger, trigger } from './trigger.contract.ts';
import type { WhyEntry, WhyLane } from './why.queries.ts';
import { tellWait } from './why.waiting.ts';

const later = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS);
const dueAt = later(90);
const entry: WhyEntry = {
  ...{ entryId: 3, name: 'Cart abandoned', outcome: 'entered', times: 1, happenedAt: NOW, enteredAt: NOW },
};
const waits = (over: object): Trigger => trigger.parse(over);
const lane = (pausedUntil: Date, pausedBecause: string, isForGood = false): WhyLane => ({
  ...{ pausedUntil, pausedBecause, isForGood },
});
const prague = { theirZone: { value: 'Europe/Prague', isHidden: false } };
const hidden = { theirZone: { value: 'Europe/Prague', isHidden: true } };
const ownZone = { own_zone: { local_time: '2026-06-10T15:30', time_zone: 'UTC' } };
const experiment = {
  variants: [
    { name: 'A', weight: 50, content: null },
    { name: 'B', weight: 50, content: null },
  ],
  winner: { metric: 'clicked' as const, after_minutes: 60, test_percent: 20 },
};

interface Case {
  judged: Parameters<typeof judgedWith>[0];
  entry?: WhyEntry;
  trigger?: Trigger;
  lane?: WhyLane;
}

test.each<[Case, string, string | null]>([
  [
    {
      ...{ judged: { message: { dueAt, expiresAt: later(120) } }, entry },
      trigger: waits({
        delay: { kind: 'after', minutes: 90 },
        unless: [{ event: 'Paid' }, { event: 'Left' }],
      }),
    },
    'Waits for 90 minutes after Cart abandoned',
    'Leaves on 10 Jun 2026 at 13:30, unless they do Paid or Left before. Not after 10 Jun 2026 at 14:00.',
  ],
  [
    {
      ...{ judged: { message: { dueAt } }, entry },
      trigger: waits({
        delay: { kind: 'date', of: 'person', attribute: 'trip', minutes: -4320, time: '09:00' },
      }),
    },
    'Waits for 3 days before the date in trip of the person, at 09:00 by their clock',
    'Leaves on 10 Jun 2026 at 13:30.',
  ],
  [
    {
      ...{ judged: { message: { dueAt } }, entry: { ...entry, name: 'api' } },
      trigger: waits({ delay: { kind: 'date', of: 'event', attribute: 'at', minutes: 60 } }),
    },
    'Waits for 60 minutes after the date in at of the call of the API',
    'Leaves on 10 Jun 2026 at 13:30.',
  ],
  [
    { judged: { message: { dueAt }, plan: ownZone, facts: prague } },
    'Waits for 15:30 by their own clock',
    'Leaves on 10 Jun 2026 at 13:30, at 15:30 in Europe/Prague.',
  ],
  [
    { judged: { message: { dueAt }, plan: ownZone, facts: hidden } },
    'Waits for 15:30 by their own clock',
    'Leaves on 10 Jun 2026 at 13:30.',
  ],
  [
    { judged: { message: { dueAt, reason: 'quiet_hours' }, facts: prague } },
    'Waits for quiet hours to end',
    'They are over on 10 Jun 2026 at 13:30, at 15:30 in Europe/Prague.',
  ],
  [
    {
      judged: { message: { dueAt, reason: 'waits_for_winner' }, experiment, run: { winnerDueAt: later(30) } },
    },
    'Waits for the winner of the experiment',
    'The variant that is clicked by most is chosen on 10 Jun 2026 at 12:30.',
  ],
  [
    { judged: { message: { dueAt, reason: 'frequency_cap:workspace' } } },
    'Waits until the person may have another message (cap of all campaigns)',
    'Until 10 Jun 2026 at 13:30.',
  ],
  [
    { judged: { plan: { per_second: 5 }, more: { ahead: 120 } } },
    'Waits for its turn',
    '120 leave before it. The campaign sends at most 5 a second.',
  ],
  [
    { judged: { plan: { per_second: 5 }, more: { ahead: 10_001 } } },
    'Waits for its turn',
    'More than 10,000 leave before it. The campaign sends at most 5 a second.',
  ],
  [{ judged: {} }, 'Waits for its turn', null],
  [
    { judged: {}, lane: lane(later(10), 'needs_token:disconnected', true) },
    'Waits: nothing is sent to its Page now',
    'The Page is disconnected.',
  ],
  [
    { judged: { message: { pageId: '' } }, lane: lane(later(10), '613') },
    'Waits: nothing is sent to its address now',
    expect.stringMatching(/ Until 10 Jun 2026 at 12:10\.$/) as unknown as string,
  ],
  [{ judged: {}, lane: lane(later(-1), '613') }, 'Waits for its turn', null],
  [
    { judged: { message: { isPaused: true, pausedBecause: 'Too many failed.' } } },
    'Waits: the campaign is paused',
    'Too many failed.',
  ],
])('%#: %s', (of, title, detail) => {
  const told = tellWait({
    judged: judgedWith(of.judged),
    ...{ entry: of.entry, trigger: of.trigger ?? null, lane: of.lane },
  });
  expect(told).toEqual({ title, detail });
});
