// The lifecycle table: what each state allows, and that no life allows what would contradict it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAMPAIGN_STATES, DELIVERY_TYPES } from './campaign.contract.ts';
import { CAMPAIGN_ACTIONS, LIVE_STATES, type Life, refusal } from './campaign.lifecycle.ts';

const LIFE: Life = {
  state: 'draft',
  deliveryType: 'one_time',
  hasStarted: false,
  isArchived: false,
  awaitsApproval: false,
};
const allowed = (life: Partial<Life>) =>
  CAMPAIGN_ACTIONS.filter((action) => refusal(action, { ...LIFE, ...life }) === null);

const WORK = ['edit', 'publish', 'request_approval'];
const CHANGE = ['edit', 'publish', 'discard', 'request_approval'];

describe('what a life allows', () => {
  test.each<[string, Partial<Life>, string[]]>([
    ['a draft', {}, ['edit', 'remove', 'publish', 'request_approval', 'archive']],
    [
      'a draft that awaits approval',
      { state: 'awaiting_approval', awaitsApproval: true },
      ['approve', 'reject', 'withdraw'],
    ],
    ['what is scheduled', { state: 'scheduled' }, [...CHANGE, 'pause', 'stop']],
    ['one time, under way', { state: 'sending', hasStarted: true }, ['pause', 'stop', 'retry']],
    ['one time, paused before it began', { state: 'paused' }, [...CHANGE, 'resume', 'stop']],
    ['one time, paused after', { state: 'paused', hasStarted: true }, ['resume', 'stop']],
    [
      'an active trigger',
      { state: 'active', deliveryType: 'event', hasStarted: true },
      [...CHANGE, 'pause', 'stop'],
    ],
    [
      'an active trigger whose next version awaits approval',
      { state: 'active', deliveryType: 'event', hasStarted: true, awaitsApproval: true },
      ['approve', 'reject', 'withdraw', 'pause', 'stop'],
    ],
    ['what is stopped', { state: 'stopped', hasStarted: true }, ['archive']],
    ['what is finished', { state: 'finished', hasStarted: true }, ['retry', 'archive']],
    ['what is archived', { state: 'finished', isArchived: true }, ['unarchive']],
    ['an archived draft', { isArchived: true }, ['remove', 'unarchive']],
  ])('%s', (_name, life, expected) => {
    expect(allowed(life).toSorted()).toEqual(expected.toSorted());
  });
});

const anyLife = fc.record<Life>({
  state: fc.constantFrom(...CAMPAIGN_STATES),
  deliveryType: fc.constantFrom(...DELIVERY_TYPES),
  hasStarted: fc.boolean(),
  isArchived: fc.boolean(),
  awaitsApproval: fc.boolean(),
});

test('no life allows what contradicts it', () => {
  fc.assert(
    fc.property(anyLife, (life) => {
      const may = allowed(life);
      if (life.isArchived) expect(may.every((one) => one === 'unarchive' || one === 'remove')).toBe(true);
      // What a second operator looks at stays as it is until they have decided.
      if (life.awaitsApproval) expect(may).not.toEqual(expect.arrayContaining(['edit']));
      if (life.deliveryType === 'one_time' && life.hasStarted)
        for (const one of [...WORK, 'approve']) expect(may).not.toContain(one);
      if (!LIVE_STATES.includes(life.state))
        for (const one of ['pause', 'stop']) expect(may).not.toContain(one);
      if (LIVE_STATES.includes(life.state))
        for (const one of ['archive', 'remove']) expect(may).not.toContain(one);
      if (life.state === 'stopped')
        for (const one of [...CHANGE, 'resume', 'retry']) expect(may).not.toContain(one);
    }),
    { numRuns: 2000 },
  );
});

test('a refusal is a sentence, and where something can be done it says what', () => {
  fc.assert(
    fc.property(anyLife, fc.constantFrom(...CAMPAIGN_ACTIONS), (life, action) => {
      const refused = refusal(action, life);
      if (refused === null) return;
      expect(refused.message).toMatch(/^A campaign that .+ cannot (be |go back).+\.$/);
      if (refused.remedy !== undefined) expect(refused.remedy).toMatch(/^[A-Z].+\.$/);
    }),
  );
});
