// The waterfall in steps and words, from counts of people who are alike. Pure: the same counts give the same steps.
import type { Foreseen } from '../delivery/outlook.ts';
import type { RouteStep } from '../delivery/plan.contract.ts';
import { explainReason } from '../delivery/reasons.ts';
import type { WaterfallStep } from './waterfall.contract.ts';
import type { StandingCount } from './waterfall.queries.ts';

/** People who are alike, and what would become of them. */
export interface ForeseenCount extends StandingCount {
  outcome: Foreseen;
}

const IN_SEGMENT = {
  key: 'in_segment',
  title: 'In the segment',
  explanation: 'Everybody the segment’s filter finds now.',
} as const;

const isLeftOut = ({ hasPsid, leftOut }: ForeseenCount): boolean => hasPsid && leftOut !== null;

type Reasons = WaterfallStep['reasons'];

export function stepsOf(counts: readonly ForeseenCount[], routes: readonly RouteStep[]): WaterfallStep[] {
  const known = counts.filter((one) => one.hasPsid);
  const isReachable = (one: ForeseenCount): boolean => !one.blocked && !one.optedOut;
  const narrowing: WaterfallStep[] = [
    stepOf(IN_SEGMENT.key, counts, IN_SEGMENT.title, IN_SEGMENT.explanation),
    {
      ...stepOf('with_psid', known, 'Known to the Page', 'With a PSID on this Page.'),
      reasons: reasonsOf(
        counts.filter((one) => !one.hasPsid),
        () => 'no_psid',
      ),
    },
    {
      ...stepOf(
        'reachable',
        known.filter(isReachable),
        'May be written to',
        'Neither blocked nor opted out.',
      ),
      reasons: reasonsOf(
        known.filter((one) => !isReachable(one)),
        (one) => (one.blocked ? 'blocked' : 'opted_out'),
      ),
    },
  ];
  const leading = routes.map((step, route) => routeStep(step, route, counts));
  const lost = counts.filter((one) => one.outcome.kind === 'not_reached' && !isLeftOut(one));
  const notReached = {
    ...stepOf('not_reached', lost, 'Not reached', 'No way is open to them now; they get nothing.'),
    reasons: reasonsOf(lost, reasonOf),
  };
  return [...narrowing, ...leftOutSteps(counts), ...leading, notReached];
}

/** Of an address that knows no window. */
export function callStepsOf(counts: readonly ForeseenCount[]): WaterfallStep[] {
  const called = counts.filter((one) => !isLeftOut(one));
  return [
    stepOf(IN_SEGMENT.key, counts, IN_SEGMENT.title, IN_SEGMENT.explanation),
    ...leftOutSteps(counts),
    stepOf('called', called, 'Called for', 'One call for each of them; this address knows no window.'),
  ];
}

function leftOutSteps(counts: readonly ForeseenCount[]): WaterfallStep[] {
  const leftOut = counts.filter(isLeftOut);
  if (leftOut.length === 0) return [];
  const words =
    'Control groups are counted exactly; doubles and whoever is over a limit are estimated until the run.';
  const step = stepOf('left_out', leftOut, 'Left out by controls', words);
  return [{ ...step, reasons: reasonsOf(leftOut, (one) => one.leftOut ?? '') }];
}

function routeStep(step: RouteStep, route: number, counts: readonly ForeseenCount[]): WaterfallStep {
  const here = counts.filter(
    (one) => one.outcome.kind !== 'not_reached' && one.outcome.route === route && !isLeftOut(one),
  );
  switch (step.kind) {
    case 'message':
      return {
        ...stepOf(
          'in_window',
          here,
          'Get the message now',
          'Their window is open, or the message needs none.',
        ),
        route,
      };
    case 'utility': {
      const words = 'Get the approved utility template, which needs no window.';
      return { ...stepOf('by_template', here, `Get the template ${step.template.name}`, words), route };
    }
    case 'hold': {
      const words = `It leaves as soon as they write, within ${step.hours} hours.`;
      return {
        ...stepOf('held', here, 'Wait until they write', words),
        route,
        reasons: reasonsOf(here, reasonOf),
      };
    }
  }
}

const reasonOf = ({ outcome }: ForeseenCount): string => ('reason' in outcome ? outcome.reason : '');

const stepOf = (
  key: WaterfallStep['key'],
  counts: readonly ForeseenCount[],
  title: string,
  explanation: string,
): WaterfallStep => ({ key, route: null, title, explanation, people: sumOf(counts), reasons: [] });

const sumOf = (counts: readonly ForeseenCount[]): number =>
  counts.reduce((sum, { people }) => sum + people, 0);

function reasonsOf(counts: readonly ForeseenCount[], reasonOf: (one: ForeseenCount) => string): Reasons {
  return [...Map.groupBy(counts, reasonOf)]
    .map(([reason, of]) => {
      const { title, remedy } = explainReason(reason);
      return { reason, title, remedy, people: sumOf(of) };
    })
    .sort((a, b) => b.people - a.people);
}
