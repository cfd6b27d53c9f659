// A message of a made-up person with all that is known about it, for tests of what is told of controls and of waiting.
import { controls, type Experiment, sendingRules } from '../../delivery/plan.contract.ts';
import { MINUTE_MS } from '../../kit/clock.ts';
import type { Judged, KnownHad } from '../why.control.ts';
import { courseOf } from '../why.course.ts';
import type { WhyDelivery } from '../why.queries.ts';

export const NOW = new Date('2026-06-10T12:00:00Z');
export const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE_MS);

export const messageWith = (over: Partial<WhyDelivery>): WhyDelivery => ({
  ...{ deliveryId: 99, occurrence: 1, version: 1, entryId: 0, pageId: '1', route: 0, way: 'message' },
  ...{ variantName: null, variant: null, hasPsid: true, attempts: 0, calledAt: null, language: null },
  ...{ isStanding: false, isPaused: false, pausedBecause: null, runAt: ago(60), dueAt: ago(60) },
  ...{ expiresAt: null, heldAt: null, settledAt: null, echoedAt: null, deliveredAt: null, readAt: null },
  ...{ state: 'pending', reason: null },
  ...over,
});

export const ACCEPTED = {
  ...{ state: 'accepted', attempts: 1, calledAt: ago(10), settledAt: ago(10) },
} satisfies Partial<WhyDelivery>;

interface Stage {
  /** Of the campaign, and of the workspace. */
  own?: object;
  workspace?: object;
  tags?: readonly string[];
  had?: readonly KnownHad[];
  /** null: nobody has written one yet. */
  message?: Partial<WhyDelivery> | null;
  plan?: Partial<Omit<Judged['run']['plan'], 'controls' | 'experiment'>>;
  experiment?: Experiment | null;
  run?: Partial<Judged['run']>;
  facts?: Partial<Judged['facts']>;
  more?: Partial<Pick<Judged, 'lots' | 'admitted' | 'holder' | 'hasValue' | 'ahead'>>;
}

export function judgedWith(stage: Stage): Judged & { message: WhyDelivery } {
  const { own = {}, workspace = {}, tags = [], had = [], message: of = {}, experiment = null } = stage;
  const message = of && messageWith(of);
  const course = message && courseOf(message, NOW);
  const judged: Judged = {
    facts: {
      ...{ now: NOW, zone: 'UTC', campaignId: 1, tags, profileId: 1, rulesChangedAt: null, had },
      hidden: new Set(),
      workspace: { ...sendingRules.parse(workspace), timeZone: 'UTC' },
      theirZone: { value: undefined, isHidden: false },
      theirLanguage: { value: undefined, isHidden: false },
      ...stage.facts,
    },
    run: {
      ...{ occurrence: 1, version: 1, isStanding: false, winner: null, winnerDueAt: null, preparedAt: null },
      plan: {
        ...{ controls: controls.parse(own), experiment, own_zone: null, per_second: null },
        ...{ routes: [], translations: [], ...stage.plan },
      },
      ...stage.run,
    },
    ...{ message, course, at: course?.at ?? NOW, admittedAt: ago(60) },
    lots: { isGlobalControl: false, isControl: false, variant: null, isTested: true },
    ...{ admitted: null, holder: null, hasValue: false, ahead: null },
    ...stage.more,
  };
  return judged as Judged & { message: WhyDelivery };
}
