// The answer for each kind of outcome, and the timeline behind it.
import { expect, test } from 'vitest';
import type { WhyDelivery, WhyEntry, WhyRun } from './why.queries.ts';
import { tellWhy, type WhyFacts } from './why.sentence.ts';
import { tellSteps } from './why.timeline.ts';

const at = (time: string): Date => new Date(`2026-11-23T${time}:00Z`);

const delivery = (over: Partial<WhyDelivery>): WhyDelivery => ({
  deliveryId: 7,
  occurrence: 1,
  version: 1,
  entryId: 0,
  state: 'pending',
  reason: null,
  pageId: '1',
  route: 0,
  way: 'message',
  variantName: null,
  variant: null,
  hasPsid: true,
  attempts: 0,
  calledAt: null,
  language: null,
  isStanding: false,
  isPaused: false,
  pausedBecause: null,
  runAt: at('09:00'),
  dueAt: at('09:00'),
  expiresAt: null,
  heldAt: null,
  settledAt: null,
  echoedAt: null,
  deliveredAt: null,
  readAt: null,
  ...over,
});
const skipped = (reason: string, over: Partial<WhyDelivery> = {}): WhyDelivery =>
  delivery({ state: 'skipped', reason, settledAt: at('09:14'), ...over });
const entry = (over: Partial<WhyEntry>): WhyEntry => ({
  entryId: 3,
  name: 'Cart abandoned',
  outcome: 'entered',
  times: 1,
  happenedAt: at('09:00'),
  enteredAt: at('09:01'),
  ...over,
});
const run: WhyRun = {
  occurrence: 1,
  version: 1,
  state: 'finished',
  isStanding: false,
  filter: { kind: 'group', match: 'all', filters: [] },
  dueAt: at('09:00'),
  startedAt: at('09:00'),
  preparedAt: at('09:01'),
};
const campaign = { state: 'finished', type: 'one_time', publishedAt: at('08:00') } as const;
const live = { state: 'active', type: 'event', publishedAt: at('08:00') } as const;
const draft = { state: 'draft', type: 'one_time', publishedAt: null } as const;
const facts = (over: Partial<WhyFacts>): WhyFacts => ({
  name: 'Ana',
  zone: 'UTC',
  now: at('12:00'),
  campaign,
  knownSince: at('01:00'),
  deliveries: [],
  entries: [],
  run,
  counted: [],
  segment: null,
  doing: null,
  verdict: null,
  ...over,
});
const notIn = { isIn: false, because: 'it asks for people whose city is “Brno”; city is Praha' };

test.each<[string, Partial<WhyFacts>, string, string]>([
  [
    'sent and read',
    {
      deliveries: [
        delivery({
          state: 'accepted',
          settledAt: at('09:02'),
          deliveredAt: at('09:03'),
          readAt: at('10:30'),
        }),
      ],
    },
    'got',
    'Ana got it on 23 Nov 2026 at 09:02 and read it on 23 Nov 2026 at 10:30.',
  ],
  [
    'sent, and capped since',
    {
      deliveries: [
        skipped('frequency_cap:campaign'),
        delivery({ deliveryId: 6, state: 'accepted', settledAt: at('08:30') }),
      ],
      counted: [{ campaign: 'Sale', acceptedAt: at('08:30') }],
    },
    'got',
    'Ana got it on 23 Nov 2026 at 08:30. The last one did not reach them: has had as many messages as the cap allows (cap of this campaign): “Sale” on 23 Nov 2026 at 08:30.',
  ],
  [
    'sent, and due again',
    {
      deliveries: [delivery({ dueAt: at('14:00') }), delivery({ state: 'accepted', settledAt: at('08:30') })],
    },
    'got',
    'Ana got it on 23 Nov 2026 at 08:30. Another one waits.',
  ],
  [
    'the window closed before the turn',
    { deliveries: [skipped('window_closed')], windowClosedAt: at('09:00') },
    'left_out',
    'Ana did not get it: their 24-hour window closed on 23 Nov 2026 at 09:00, 14 minutes before their turn.',
  ],
  [
    'never wrote',
    { deliveries: [skipped('window_unknown')], windowClosedAt: null },
    'left_out',
    'Ana did not get it: they had not written to the Page before their turn.',
  ],
  [
    'the control group',
    { deliveries: [skipped('control_group')] },
    'left_out',
    'Ana did not get it: is in the campaign’s control group.',
  ],
  [
    'a cap, with what it counted',
    { deliveries: [skipped('frequency_cap')], counted: [{ campaign: 'Sale', acceptedAt: at('08:30') }] },
    'left_out',
    'Ana did not get it: has had as many messages as the cap allows: “Sale” on 23 Nov 2026 at 08:30.',
  ],
  [
    'expired',
    { deliveries: [skipped('expired', { expiresAt: at('09:10') })] },
    'left_out',
    'Ana did not get it: its time was over on 23 Nov 2026 at 09:10, before it could leave.',
  ],
  [
    'refused',
    { deliveries: [delivery({ state: 'failed', reason: 'unknown_outcome', settledAt: at('09:14') })] },
    'failed',
    'Ana may not have got it: whether it arrived is not known.',
  ],
  [
    'due later',
    { deliveries: [delivery({ dueAt: at('14:00') })] },
    'waits',
    'Ana gets it on 23 Nov 2026 at 14:00.',
  ],
  [
    'quiet hours',
    { deliveries: [delivery({ reason: 'quiet_hours', dueAt: at('14:00') })] },
    'waits',
    'Ana has not got it yet: waits for quiet hours to end, until 23 Nov 2026 at 14:00.',
  ],
  [
    'paused',
    { deliveries: [delivery({ isPaused: true, pausedBecause: 'paused: too many failed' })] },
    'waits',
    'Ana waits for it: the campaign is paused (too many failed).',
  ],
  [
    'held',
    { deliveries: [delivery({ state: 'held', dueAt: at('14:00') })] },
    'waits',
    'Ana gets it when they write: their 24-hour window is closed, and it waits until 23 Nov 2026 at 14:00.',
  ],
  [
    'turned away at the door',
    { campaign: live, entries: [entry({ outcome: 'too_soon', times: 4 })] },
    'out',
    'Ana did not get it: had come in too short a time before, when they did Cart abandoned on 23 Nov 2026 at 09:00, 4 times in all.',
  ],
  [
    'a later visit turned away after one that was skipped',
    {
      campaign: live,
      deliveries: [skipped('exit_event', { entryId: 3 })],
      entries: [entry({ entryId: 4, outcome: 'entered_before' }), entry({})],
    },
    'out',
    'Ana did not get it: had come in before, and nobody may twice, when they did Cart abandoned on 23 Nov 2026 at 09:00.',
  ],
  [
    'not in the segment',
    { segment: notIn },
    'out',
    'Ana did not get it: they were not in the segment when it went out on 23 Nov 2026 at 09:00, and are not now: it asks for people whose city is “Brno”; city is Praha.',
  ],
  [
    'in the segment since',
    { segment: { isIn: true, because: null } },
    'out',
    'Ana did not get it: they were not in the segment when it went out on 23 Nov 2026 at 09:00, though they are now.',
  ],
  [
    'not known then',
    { knownSince: at('10:00') },
    'out',
    'Ana did not get it: they were not known yet when it went out on 23 Nov 2026 at 09:00; first seen on 23 Nov 2026 at 10:00.',
  ],
  [
    'a draft they would get',
    { campaign: draft, run: undefined, verdict: { outcome: 'send', explanation: '' } },
    'not_yet',
    'The campaign is not published yet. Ana would get it, were it sent now.',
  ],
  [
    'a draft they would not get',
    {
      campaign: draft,
      run: undefined,
      verdict: { outcome: 'skip', explanation: 'The 24-hour window is closed.' },
    },
    'not_yet',
    'The campaign is not published yet. Ana would not get it now: the 24-hour window is closed.',
  ],
  [
    'scheduled, and not in the segment',
    {
      campaign: { ...campaign, state: 'scheduled' },
      run: { ...run, startedAt: null, dueAt: at('18:00') },
      segment: notIn,
    },
    'not_yet',
    'It goes out on 23 Nov 2026 at 18:00. Ana would not get it now: they are not in the segment: it asks for people whose city is “Brno”; city is Praha.',
  ],
  [
    'did nothing of the kind',
    { campaign: live, doing: { waitsFor: 'done Cart abandoned', missed: null } },
    'not_yet',
    'Ana did not get it: they have not done Cart abandoned since it went live on 23 Nov 2026 at 08:00.',
  ],
  [
    'did it otherwise',
    {
      campaign: live,
      doing: {
        waitsFor: 'done A',
        missed: 'they did A on 23 Nov 2026 at 09:00, but not as its conditions ask',
      },
    },
    'out',
    'Ana did not get it: they did A on 23 Nov 2026 at 09:00, but not as its conditions ask.',
  ],
])('%s', (_name, over, outcome, sentence) => {
  expect(tellWhy(facts(over))).toMatchObject({ outcome, sentence });
});

test('what can be done about it is said', () => {
  expect(tellWhy(facts({ deliveries: [skipped('no_psid')] })).remedy).toMatch(/must write to the Page/);
  expect(tellWhy(facts({ deliveries: [skipped('control_group')] })).remedy).toBeNull();
});

test('the timeline goes from what let them in to what came of it', () => {
  const message = delivery({
    ...{ state: 'accepted', entryId: 3, isStanding: true, variantName: 'B', attempts: 2 },
    ...{ settledAt: at('09:06'), echoedAt: at('09:04'), deliveredAt: at('09:08'), readAt: at('09:20') },
  });
  const of = { deliveryId: 7 };
  const steps = tellSteps({
    ...{ zone: 'UTC', run: undefined, deliveries: [message], entries: [entry({})] },
    ...{ waits: new Map(), coming: null },
    published: { version: 1, at: at('08:00') },
    attempts: [
      { ...of, number: 1, startedAt: at('09:02'), outcome: 'limited', status: 400 },
      { ...of, number: 2, startedAt: at('09:05'), outcome: 'accepted', status: 200 },
    ],
    responses: [{ ...of, kind: 'reply', detail: 'Thanks', at: at('09:30') }],
    conversions: [{ ...of, goal: 'Bought', value: 49.9, at: at('10:00') }],
  });
  expect(steps.map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
    'published: Version 1 went live',
    'came_in: Did Cart abandoned',
    'admitted: A message was meant for them',
    'attempt: Call 1 was refused for now: a limit was hit',
    'attempt: Call 2 was taken',
    'accepted: Sent',
    'echo: Its echo came back',
    'delivered: Delivered',
    'read: Read',
    'response: Replied',
    'conversion: Reached the goal “Bought”',
  ]);
  expect(steps[2]).toMatchObject({ detail: 'Version 1. Variant B.', delivery_id: 'dlv_7' });
  expect(steps[4]).toMatchObject({ attempt: 2, detail: 'HTTP 200.' });
});
