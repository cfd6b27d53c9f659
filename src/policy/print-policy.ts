// Prints the state of the platform on any day: each route, whether it is open, what it asks, since when, by which source.
// `talaria policy [--on YYYY-MM-DD]`. Pure: the day is an argument.
import { CHANGE_DAYS, isInForce } from './in-force.ts';
import { POLICY_REASONS } from './reasons.ts';
import { type Condition, HOUR_MS, type Route, type Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** Of a route on a day. `hand_only`: what a person writes by hand may take it, a campaign may not. */
export type RouteState = 'open' | 'hand_only' | 'refused' | 'not_in_force';

const STATES: Record<RouteState, string> = {
  open: 'open',
  hand_only: 'open to what a person writes by hand, closed to campaigns',
  refused: 'refused',
  not_in_force: 'not in force',
};

export interface RouteOnDay {
  route: Route;
  state: RouteState;
  /** null: no rule is in force. */
  rule: Rule | null;
}

/** YYYY-MM-DD as the first instant of that day in UTC; null when there is no such day. */
export function parseDay(text: string): Date | null {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime());
  return isDay && day.toISOString().startsWith(text) ? day : null;
}

const ROUTES: readonly Route[] = [...new Set(RULES.map(({ route }) => route))];

/** Every route as it stands at an instant, in the order of the table. */
export function listRoutes(at: Date): RouteOnDay[] {
  return ROUTES.map((route) => {
    const rule = RULES.find((one) => one.route === route && isInForce(one, at.getTime())) ?? null;
    return { route, state: rule === null ? 'not_in_force' : stateOf(rule), rule };
  });
}

function stateOf({ conditions }: Rule): RouteState {
  if (conditions.some(({ kind }) => kind === 'never')) return 'refused';
  return conditions.some(({ kind }) => kind === 'by_hand') ? 'hand_only' : 'open';
}

const ALWAYS =
  'By no route: to people who blocked the Page or turned its messages off, until they write; to people who asked not to be messaged, until they ask for messages again.';

/** The whole state of one day (UTC), as text for a terminal. */
export function printPolicy(on: Date): string {
  const day = on.toISOString().slice(0, 10);
  const blocks = listRoutes(on).map(printRoute);
  return [
    `What the rules of the Messenger Platform allow on ${day} (UTC)`,
    ALWAYS,
    ...blocks,
    printChanges(day),
  ]
    .join('\n\n')
    .concat('\n');
}

function printRoute({ route, state, rule }: RouteOnDay): string {
  const head = `${route}: ${STATES[state]}`;
  if (rule === null) return head;
  const lines = [
    rule.what,
    `Asked by: ${describeAddress(rule)}`,
    ...(rule.conditions.length === 0 ? [] : [`Asks: ${rule.conditions.map(describeCondition).join('; ')}`]),
    `In force: ${describeDates(rule)}`,
    `Source: ${rule.source}`,
    ...(rule.note === undefined ? [] : [`Note: ${rule.note}`]),
  ];
  return [head, ...lines.map((line) => `  ${line}`)].join('\n');
}

function printChanges(day: string): string {
  const past = CHANGE_DAYS.filter((one) => one <= day).at(-1);
  const next = CHANGE_DAYS.find((one) => one > day);
  return `Last change: ${past ?? 'none known'}. Next change: ${next ?? 'none known'}.`;
}

/** How a request shows that it is about this rule. */
export function describeAddress({ tags, types, recipients }: Rule): string {
  if (tags) return `tag ${tags.join(', ')}`;
  if (recipients) return recipients.map((key) => RECIPIENTS[key] ?? `recipient.${key}`).join(', ');
  return `messaging_type ${types?.map((type) => type || 'none').join(', ')}`;
}

const RECIPIENTS: Readonly<Record<string, string>> = {
  subscription_token: 'messenger_delivery_data.subscription_token',
};

export function describeDates({ from, until }: Rule): string {
  const dates = [from === null ? '' : `since ${from}`, until === null ? '' : `until ${until}`];
  return dates.filter(Boolean).join(', ') || 'always';
}

/** A condition in words. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'window':
      return `within ${describeHours(condition.lengthMs)} of the person’s last action${
        condition.adLengthMs === undefined
          ? ''
          : `, or at most ${describeHours(condition.adLengthMs)} of a first message that follows an ad`
      }`;
    case 'template':
      return `the template ${condition.template}`;
    case 'by_hand':
      return 'a person writes it by hand';
    case 'comment':
      return `within ${describeHours(condition.lengthMs)} of the comment, once, not to the Page itself`;
    case 'region':
      return `the person, or the Page where their country is unknown, is in ${listCountries(condition.countries)}`;
    case 'page_region':
      return `the business is in ${listCountries(condition.countries)}`;
    case 'person_outside':
      return `the person is not in ${listCountries(condition.countries)}`;
    case 'ad_account':
      return 'an ad account';
    case 'marketing_token':
      return `the token of an opt-in that is neither stopped nor expired, once in ${describeHours(condition.everyMs)}`;
    case 'never':
      return `nothing helps: ${POLICY_REASONS[condition.otherwise].title}`;
  }
}

const describeHours = (ms: number): string => {
  const hours = ms / HOUR_MS;
  return hours % 24 === 0 && hours > 48 ? `${hours / 24} days` : `${hours} hours`;
};

const listCountries = (countries: ReadonlySet<string>): string => [...countries].sort().join(' ');
