// Messaging insights (messenger-platform §8.7), counted from what the sandbox knows. A metric that is not one of these gets
// the invalid-metric error, as those that were pruned do.
import type { Page } from '../../world/apps.ts';
import { DAY_MS } from '../../world/clock.ts';
import type { World } from '../../world/world.ts';
import type { PageCaller } from '../auth.ts';
import { findList, findText, type GraphCall, type GraphReply, graphTime } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { getOneOf } from '../send/checks.ts';

const PERIODS = { day: 1, week: 7, month: 30, days_28: 28, total_over_range: null } as const;
type Period = keyof typeof PERIODS;
/** "invalid metric" is a plain 100. */
const RANGE_LIMIT_DAYS = 93;

interface Span {
  from: number;
  to: number;
}

type Metric = (world: World, page: Page, span: Span) => number | string;

const METRICS: Readonly<Record<string, Metric>> = {
  page_messages_total_messaging_connections: (_world, page) =>
    page.people.countWithThread() - blockedIn(page),
  page_messages_new_conversations_unique: (_world, page, span) =>
    count(page, (person) => isWithin(person.thread?.[0]?.at, span)),
  page_messages_blocked_conversations_unique: (_world, page, span) =>
    count(page, (person) => person.blocked !== null && isWithin(person.blockedAt, span)),
  page_messages_reported_conversations_unique: (_world, page, span) =>
    count(page, (person) => isWithin(person.reportedAt, span)),
  page_messages_sent: (world, page, span) => sendsIn(world, page, span).length,
  page_messages_read_ratio: (world, page, span) => {
    const sends = sendsIn(world, page, span);
    const read = sends.filter((send) => send.receipts.readAt !== null).length;
    return sends.length === 0 ? '0' : (read / sends.length).toFixed(4);
  },
  page_messages_engagement: (_world, page, span) =>
    count(page, (person) => isWithin(person.lastActionAt, span)),
  page_messages_order_count: () => 0,
  page_messages_paid_order_earnings: () => '0',
  page_messages_with_business_outcomes: () => 0,
  recurring_notifications_tokens: ({ items }, page) =>
    items.list('optin', page.id).filter(({ type, stopped }) => type === 'notification_messages' && !stopped)
      .length,
};

/** GET /{page}/insights */
export function insights(call: GraphCall, { page }: PageCaller): GraphReply {
  const names = findList(call.params, 'metric');
  if (names.length === 0) throw invalidParameter('The parameter metric is required.');
  const unknown = names.find((name) => !Object.hasOwn(METRICS, name));
  if (unknown !== undefined)
    throw new GraphError(100, undefined, { message: '(#100) The value must be a valid insights metric' });
  const period = getOneOf(
    findText(call.params, 'period') ?? 'day',
    'period',
    Object.keys(PERIODS) as Period[],
  );
  const spans = spansOf(readRange(call), period);
  const data = names.map((name) => ({
    name,
    period,
    values: spans.map((span) => ({
      value: METRICS[name]!(call.world, page, span),
      end_time: graphTime(span.to),
    })),
  }));
  return { body: { data } };
}

/** `since` and `until` as dates or seconds; by default the two days before now. */
function readRange(call: GraphCall): Span {
  const now = call.world.clock.now();
  const to = readInstant(call, 'until') ?? now;
  const from = readInstant(call, 'since') ?? to - 2 * DAY_MS;
  if (from > to) throw invalidParameter('Param since must not be after until.');
  if (to - from > RANGE_LIMIT_DAYS * DAY_MS)
    throw invalidParameter(`There cannot be more than ${RANGE_LIMIT_DAYS} days between since and until.`);
  return { from, to };
}

function readInstant(call: GraphCall, name: 'since' | 'until'): number | undefined {
  const text = findText(call.params, name);
  if (text === undefined) return undefined;
  const at = /^\d{9,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at)) throw invalidParameter(`Param ${name} must be a date or a time in seconds.`);
  return at;
}

/** One value for each day on which a period ends; one in all for `total_over_range`. */
function spansOf(range: Span, period: Period): Span[] {
  const days = PERIODS[period];
  if (days === null) return [range];
  const spans: Span[] = [];
  for (let to = range.from + DAY_MS; to <= range.to; to += DAY_MS)
    spans.push({ from: to - days * DAY_MS, to });
  return spans.length === 0 ? [{ from: range.to - days * DAY_MS, to: range.to }] : spans;
}

function isWithin(at: number | null | undefined, { from, to }: Span): boolean {
  return typeof at === 'number' && at > from && at <= to;
}

function count(page: Page, matches: (person: Page['people']['list'][number]) => boolean): number {
  return page.people.list.filter(matches).length;
}

function blockedIn(page: Page): number {
  return count(page, (person) => person.blocked !== null);
}

function sendsIn(world: World, page: Page, span: Span) {
  return world.record.all().filter((send) => send.pageId === page.id && isWithin(send.at, span));
}
