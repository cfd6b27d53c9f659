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

export const IN_SEGMENT = {
  key: 'in_segment',
  title: 'In the segment',
  explanation: 'Everybody the segment’s filter finds now.',
} as const;

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
  const lost = counts.filter((one) => one.outcome.kind === 'not_reached');
  const notReached = {
    ...stepOf('not_reached', lost, 'Not reached', 'No way is open to them now; they get nothing.'),
    reasons: reasonsOf(lost, reasonOf),
  };
  return [...narrowing, ...leading, notReached];
}

function routeStep(step: RouteStep, route: number, counts: readonly ForeseenCount[]): WaterfallStep {
  const here = counts.filter(({ outcome }) => outcome.kind !== 'not_reached' && outcome.route === route);
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
