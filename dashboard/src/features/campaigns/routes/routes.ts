// The ways a message may take, in order: what each means in words, and the changes an operator makes to the list. Pure.
import type { RouteStep } from '../../../api/types.ts';

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
