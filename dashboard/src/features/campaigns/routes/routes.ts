// The ways a message may take, in order: what each means in words, and the changes an operator makes to the list. Pure.
import type { CampaignDefinition, RouteStep, UtilityTemplateUse } from '../../../api/types.ts';

/** Limits of the service. */
export const MAX_ROUTES = 6;
export const MAX_HOLD_HOURS = 168;

/** "2 hours", "3 days", "1 day 12 hours". */
export function hoursWords(hours: number): string {
  const parts = [
    [Math.floor(hours / 24), 'day'],
    [hours % 24, 'hour'],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.join(' ') || '0 hours';
}

export function stepTitle(step: RouteStep): string {
  switch (step.kind) {
    case 'message':
      return 'Send the message within the window';
    case 'utility':
      return step.template.name === ''
        ? 'Send a utility template'
        : `Send the utility template ${step.template.name} (${step.template.language})`;
    case 'hold':
      return `Wait until they next write, for up to ${hoursWords(step.hours)}`;
  }
}

/** "Send the message within the window → wait until they next write, for up to 3 days → otherwise not sent" */
export const routesWords = (routes: readonly RouteStep[]): string =>
  [...routes.map(stepTitle), 'otherwise not sent']
    .map((words, index) => (index === 0 ? words : words.charAt(0).toLowerCase() + words.slice(1)))
    .join(' → ');

/** `isFeedback`: the message asks for feedback, which Facebook lets it do for longer. */
export function stepMeaning(step: RouteStep, isFeedback = false): string {
  switch (step.kind) {
    case 'message':
      return `For people who wrote within the last ${isFeedback ? '7 days' : '24 hours'}. Outside of that Facebook refuses it, and the next way is tried.`;
    case 'utility':
      return 'Needs no window. For orders, accounts and appointments: nothing promotional, or Facebook restricts the Page.';
    case 'hold':
      return 'When they write, the list begins anew and the message leaves within seconds. After that time the next way is tried.';
  }
}

/** The ways with their places in the definition. Without any message the one that would send it stands only for "none yet". */
export function visibleRoutes(
  definition: Pick<CampaignDefinition, 'routes' | 'message' | 'request'>,
): { step: RouteStep; index: number }[] {
  const placed = definition.routes.map((step, index) => ({ step, index }));
  if (definition.message !== null || definition.request !== null || placed.length > 1) return placed;
  return placed.filter(({ step }) => step.kind !== 'message');
}

const DEFAULT_HOLD_HOURS = 72;

export const addMessage = (routes: readonly RouteStep[]): RouteStep[] => [{ kind: 'message' }, ...routes];
export const addHold = (routes: readonly RouteStep[]): RouteStep[] => [
  ...routes,
  { kind: 'hold', hours: DEFAULT_HOLD_HOURS },
];

/** Before a wait at the end, because the wait is what is left when nothing can be sent. */
export function addUtility(
  routes: readonly RouteStep[],
  template: UtilityTemplateUse,
  hasMessage: boolean,
): RouteStep[] {
  const kept = hasMessage ? routes : routes.filter((step) => step.kind !== 'message');
  const at = kept.at(-1)?.kind === 'hold' ? kept.length - 1 : kept.length;
  return kept.toSpliced(at, 0, { kind: 'utility', template });
}
