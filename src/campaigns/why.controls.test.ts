// What is told of caps, gap and limit against what the gate does with the same message, and how far messages came.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeHistory } from '../delivery/gate.rules.ts';
import { type Experiment, routes, translations } from '../delivery/plan.contract.ts';
import { HOUR_MS } from '../kit/clock.ts';
import { ACCEPTED, ago, judgedWith, messageWith as message, NOW } from './testing/judged.ts';
import type { WhyControl } from './why.contract.ts';
import type { Judged, KnownHad } from './why.control.ts';
import { tellLanguage, tellVariant } from './why.controls.chosen.ts';
import { tellGate } from './why.controls.gate.ts';
import { rulesOf, tellHad } from './why.controls.had.ts';
import { courseOf, standAtDoor, standAtGate } from './why.course.ts';
import type { WhyDelivery } from './why.queries.ts';

interface Rules {
  own: object;
  workspace: object;
  tags: readonly string[];
}

const judged = (rules: Rules, had: readonly KnownHad[], of: WhyDelivery | null): Judged =>
  judgedWith({ ...rules, had, message: of });

const times = fc.integer({ min: 1, max: 3 });
const hours = fc.integer({ min: 1, max: 200 });
const minutes = fc.option(fc.integer({ min: 1, max: 600 }));
const anyRules: fc.Arbitrary<Rules> = fc.record({
  own: fc.record({
    caps: fc.array(fc.record({ times, hours }), { maxLength: 2 }),
    minimum_gap_minutes: minutes,
    per_person_limit: fc.option(fc.integer({ min: 1, max: 4 })),
    obey_workspace: fc.boolean(),
    when_capped: fc.constantFrom('skip', 'wait'),
  }),
  workspace: fc.record({
    caps: fc.uniqueArray(fc.record({ times, hours, tag: fc.constantFrom(null, 'a', 'c') }), {
      maxLength: 3,
      selector: ({ hours, tag }) => `${hours} ${tag}`,
    }),
    minimum_gap_minutes: minutes,
  }),
  tags: fc.constantFrom([], ['a'], ['c', 'A']),
});
const anyHad: fc.Arbitrary<KnownHad[]> = fc
  .array(
    fc.record({
      campaignId: fc.constantFrom(1, 2),
      tags: fc.constantFrom([], ['a'], ['A', 'b']),
      isOutside: fc.boolean(),
      acceptedAt: fc.option(fc.integer({ min: 1, max: 60 * 60 * 4 }).map(ago), { freq: 4 }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map((one, index) => ({
      ...one,
      profileId: 1,
      deliveryId: index + 1,
      campaign: `C${one.campaignId}`,
    })),
  );

/** The message as the engine leaves it. */
function left(rules: Rules, had: readonly KnownHad[]): WhyDelivery {
  const { facts, run } = judged(rules, had, null);
  const verdict = judgeHistory(rulesOf(facts, run), had, { now: NOW, expiresAt: null });
  if (verdict.kind === 'pass')
    return message({ state: 'accepted', attempts: 1, calledAt: NOW, settledAt: NOW });
  const { reason } = verdict;
  if (verdict.kind === 'skip') return message({ state: 'skipped', reason, settledAt: NOW });
  return message({ reason, dueAt: verdict.until, expiresAt: verdict.expiresAt ?? null });
}

const KINDS: Record<string, WhyControl['kind']> = {
  frequency_cap: 'cap',
  minimum_gap: 'minimum_gap',
  per_person_limit: 'per_person_limit',
};
const verdicts = (told: readonly WhyControl[]): string[] => [...new Set(told.map(({ verdict }) => verdict))];
/** Nothing else is told. */
const only = (told: readonly WhyControl[], ...allowed: string[]): void =>
  expect(allowed).toEqual(expect.arrayContaining(verdicts(told)));

test('what is told of caps, gap and limit is what the gate did', () => {
  fc.assert(
    fc.property(anyRules, anyHad, (rules, had) => {
      const of = left(rules, had);
      const told = tellHad(judged(rules, had, of));
      expect(told.filter(({ remark, is_forecast }) => remark !== null || is_forecast)).toEqual([]);
      if (of.state === 'accepted') {
        only(told, 'passed');
        return;
      }
      const verdict = of.state === 'skipped' ? 'stopped' : 'holding';
      const those = told.filter((one) => one.verdict === verdict);
      const [key = ''] = of.reason?.split(':') ?? [];
      if (key !== 'waits_for_result') expect(those.map(({ kind }) => kind)).toContain(KINDS[key]);
      expect(those.length).toBeGreaterThan(0);
      only(told, verdict, 'passed', ...(key === 'per_person_limit' ? ['not_asked'] : []));
    }),
    { numRuns: 600 },
  );
});

test('what is foretold is what the gate would do', () => {
  fc.assert(
    fc.property(anyRules, anyHad, (rules, all) => {
      const had = all.filter(({ acceptedAt }) => acceptedAt !== null);
      const of = left(rules, had);
      const told = tellHad(judged(rules, had, null));
      expect(told.every(({ is_forecast }) => is_forecast)).toBe(true);
      if (of.state === 'accepted') {
        only(told, 'passed');
        return;
      }
      expect(verdicts(told).includes('stopped')).toBe(of.state === 'skipped');
      if (of.state !== 'skipped') expect(verdicts(told)).toContain('holding');
    }),
    { numRuns: 600 },
  );
});

test('a rule of the workspace that has gone, or was changed since, is told as such', () => {
  const bare = { own: {}, workspace: {}, tags: [] };
  const capped = message({ state: 'skipped', reason: 'frequency_cap:workspace', settledAt: NOW });
  expect(tellHad(judged(bare, [], capped))).toMatchObject([
    {
      kind: 'cap',
      verdict: 'stopped',
      remark: 'By what is known now it would be otherwise; told is what was done.',
    },
  ]);
  const rules = { ...bare, workspace: { caps: [{ times: 1, hours: 24 }] } };
  const of = judged(
    rules,
    [],
    message({ state: 'accepted', attempts: 1, calledAt: ago(10), settledAt: ago(10) }),
  );
  const changed = { ...of, facts: { ...of.facts, rulesChangedAt: ago(5) } };
  expect(tellHad(of)).toMatchObject([{ verdict: 'passed', remark: null, detail: '0 of 1 before it.' }]);
  expect(tellHad(changed)[0]?.remark).toMatch(
    /^As the rule is now: .* changed on 10 Jun 2026 at 11:55, after that\.$/,
  );
});

test('the figures are those of the moment, and name what was counted', () => {
  const one = { campaignId: 2, campaign: 'Sale', tags: [], isOutside: false, profileId: 1 };
  const had = [
    { ...one, deliveryId: 1, acceptedAt: ago(3 * 60) },
    { ...one, deliveryId: 2, acceptedAt: ago(30) },
  ];
  const rules = {
    own: { minimum_gap_minutes: 60, per_person_limit: 3, caps: [{ times: 2, hours: 24 * 7 }] },
    workspace: { caps: [{ times: 2, hours: 24 }] },
    tags: [],
  };
  const earlier = message({ state: 'accepted', attempts: 1, calledAt: ago(60), settledAt: ago(60) });
  const told = tellHad(judged(rules, had, earlier)).map(({ rule, detail }) => `${rule}: ${detail}`);
  expect(told).toEqual([
    'At most 3 messages of this campaign to a person: 0 of 3 before it.',
    'At most 2 messages in 7 days, of this campaign: 0 of 2 before it.',
    'At most 2 messages in 24 hours, of all campaigns (workspace): 1 of 2 before it: “Sale” on 10 Jun 2026 at 09:00.',
    'At least 60 minutes after their last message: The last one 2 hours before it: “Sale” on 10 Jun 2026 at 09:00.',
  ]);
});

test.each<[string, Partial<WhyDelivery>, string, string, string]>([
  [
    'without a PSID',
    { state: 'skipped', reason: 'no_psid', hasPsid: false },
    'not_asked',
    'not_asked',
    'not_asked',
  ],
  [
    'in the control group',
    { state: 'skipped', reason: 'control_group' },
    'stopped',
    'not_asked',
    'not_asked',
  ],
  ['without room', { state: 'skipped', reason: 'audience_limit' }, 'passed', 'not_asked', 'not_asked'],
  ['expired', { state: 'skipped', reason: 'expired' }, 'passed', 'not_asked', 'not_asked'],
  ['in quiet hours', { reason: 'quiet_hours' }, 'passed', 'holding', 'not_asked'],
  ['capped', { state: 'skipped', reason: 'frequency_cap:workspace' }, 'passed', 'passed', 'stopped'],
  [
    'stopped with its campaign',
    { state: 'skipped', reason: 'campaign_stopped' },
    'passed',
    'not_asked',
    'not_asked',
  ],
  [
    'stopped when it was held',
    { state: 'skipped', reason: 'campaign_stopped', heldAt: ago(5) },
    'passed',
    'passed',
    'passed',
  ],
  ['out of the window', { state: 'skipped', reason: 'window_closed' }, 'passed', 'passed', 'passed'],
  [
    'refused',
    { state: 'failed', reason: '100', attempts: 1, calledAt: ago(5) },
    'passed',
    'passed',
    'passed',
  ],
  ['tried again', { reason: '1/2', attempts: 1, calledAt: ago(5) }, 'passed', 'forecast', 'forecast'],
  ['due later', { dueAt: new Date(NOW.getTime() + HOUR_MS) }, 'passed', 'forecast', 'forecast'],
  ['held', { state: 'held', heldAt: ago(5) }, 'passed', 'passed', 'passed'],
])('how far it came: %s', (_name, over, control, quiet, caps) => {
  const course = courseOf(message({ settledAt: ago(1), ...over }), NOW);
  const stands = [
    standAtDoor(course, 'control_group'),
    standAtGate(course, 'quiet_hours'),
    standAtGate(course, 'history'),
  ];
  expect(stands).toEqual([control, quiet, caps]);
});

const HIDDEN = 'Hidden: it says what a sensitive attribute does.';
const VARIANTS: Experiment = {
  variants: [
    { name: 'Plain', weight: 50, content: null },
    { name: 'Warm', weight: 50, content: { message: null, request: null, translations: [], routes: [] } },
  ],
  winner: { metric: 'read', after_minutes: 60, test_percent: 20 },
};
const tested = (isTested: boolean) => ({ isGlobalControl: false, isControl: false, variant: 1, isTested });

test.each<[string, Parameters<typeof judgedWith>[0], string | null, string]>([
  ['by lot', { message: { ...ACCEPTED, variant: 1 } }, '“Warm”, by lot.', 'passed'],
  [
    'who has not won',
    { message: { ...ACCEPTED, variant: 1 }, run: { winner: 0 } },
    '“Warm”, by lot.',
    'passed',
  ],
  [
    'who got the winner',
    { message: { ...ACCEPTED, variant: 0 }, run: { winner: 0 }, more: { lots: tested(false) } },
    '“Plain”, which won.',
    'passed',
  ],
  ['who waits', { message: { reason: 'waits_for_winner' } }, 'They wait for the one that wins.', 'holding'],
  [
    'who would try',
    { message: null, more: { lots: tested(true) } },
    '“Warm” would be theirs, by lot.',
    'passed',
  ],
  [
    'who would wait',
    { message: null, more: { lots: tested(false) } },
    'They wait for the one that wins.',
    'holding',
  ],
])('variant and winner: %s', (_name, stage, variant, winner) => {
  const of = judgedWith({ experiment: VARIANTS, ...stage });
  expect(tellVariant(of)?.detail).toBe(variant);
  expect(tellGate(of)).toMatchObject([{ kind: 'winner', verdict: winner }]);
});

const inCzech = translations.parse([{ language: 'cs', message: { message: { text: 'Ahoj' } } }]);
const theirs = (value: unknown, isHidden = false) => ({ theirLanguage: { value, isHidden } });
const template = (language_attribute: string | null) =>
  routes.parse([{ kind: 'utility', template: { name: 'order', language: 'en', language_attribute } }]);

test.each<[string, Parameters<typeof judgedWith>[0], string | undefined]>([
  ['none to choose', { message: ACCEPTED, plan: { translations: [] } }, undefined],
  [
    'theirs',
    { message: { ...ACCEPTED, language: 'cs' }, facts: theirs('cs_CZ') },
    'Czech (cs): theirs is cs_CZ.',
  ],
  [
    'another',
    { message: { ...ACCEPTED, language: '' }, facts: theirs('de') },
    'The message’s own: theirs is de.',
  ],
  ['of an earlier version', { message: ACCEPTED }, 'Which it was is not kept of this call.'],
  ['hidden', { message: { ...ACCEPTED, language: 'cs' }, facts: theirs('cs', true) }, HIDDEN],
  ['to come', { facts: theirs('cs') }, 'Czech (cs): theirs is cs.'],
  ['left out', { message: { state: 'skipped', reason: 'expired' } }, 'No message was made.'],
  [
    'of a template',
    { message: { ...ACCEPTED, language: 'de' }, plan: { routes: template('locale') } },
    'German (de).',
  ],
  [
    'of a template, hidden',
    {
      message: { ...ACCEPTED, language: 'de' },
      plan: { routes: template('tongue') },
      facts: { hidden: new Set(['tongue']) },
    },
    HIDDEN,
  ],
])('language: %s', (_name, stage, detail) => {
  expect(tellLanguage(judgedWith({ ...stage, plan: { translations: inCzech, ...stage.plan } }))?.detail).toBe(
    detail,
  );
});

test('quiet hours by a clock that is hidden say when, and not where', () => {
  const hours = { quiet_hours: { from: '13:00', to: '15:00', action: 'hold' } };
  const prague = { value: 'Europe/Prague', isHidden: false };
  const at = (theirZone: typeof prague) =>
    tellGate(judgedWith({ own: hours, message: null, facts: { theirZone } }))[0];
  expect(at(prague)).toMatchObject({
    ...{ verdict: 'holding', is_forecast: true },
    detail: '14:00 in Europe/Prague; over on 10 Jun 2026 at 13:00.',
  });
  expect(at({ ...prague, isHidden: true })).toMatchObject({
    ...{ verdict: 'holding', detail: 'By their own clock, which is hidden from you.' },
  });
});
