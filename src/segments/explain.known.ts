// What is known of a person that a line of a filter asks about, in a few words: "city is Brno", "2 times, last 2026-11-20
// 09:00". Pure.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { parseId } from '../kit/ids.ts';
import type { KnownEvents } from './explain.events.ts';
import type { Known, KnownDeliveries, KnownIdentity } from './explain.queries.ts';
import type { CampaignFilter, EventFilter, LeafFilter, MessengerFilter } from './filter.contract.ts';

const MAX_LENGTH = 200;

/** Times are those of the workspace's clocks. */
export function describeKnown(leaf: LeafFilter, known: Known): string {
  switch (leaf.kind) {
    case 'attribute':
      return describeAttribute(leaf.attribute, known);
    case 'event':
      return describeOccasion(leaf, known);
    case 'sequence':
      return [leaf.first.event, leaf.next.event]
        .map((name) => `${name}: ${describeEvents(known.events.get(name), known)}`)
        .join('; ');
    case 'list':
      return known.lists.has(parseId('lst', leaf.list_id)) ? 'is in it' : 'is not in it';
    case 'messenger':
      return describeMessenger(leaf, known);
    case 'campaign':
      return describeDeliveries(leaf, known);
    case 'segment':
      throw new Error('A segment is explained by its own lines');
  }
}

function describeAttribute(path: string, { attributes, customerId, hidden }: Known): string {
  const [name = ''] = path.split('.', 1);
  const value = path === 'customer_id' ? customerId : findValue(attributes, path);
  if (value === null || value === undefined) return `has no ${path}`;
  if (hidden.has(name)) return `${path} is hidden`;
  if (typeof value === 'string' && value.trim() === '') return `${path} is blank`;
  if (Array.isArray(value))
    return value.length === 0 ? `${path} is empty` : shorten(`${path}: ${value.join(', ')}`);
  return shorten(`${path} is ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
}

function findValue(attributes: Record<string, unknown>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }, attributes);
}

/** Of those that count: within the period, with the attributes asked for. */
function describeOccasion(leaf: EventFilter, known: Known): string {
  const events = known.events.get(leaf);
  if (leaf.occasion === 'first') return events?.firstAt ? `first ${showAt(events.firstAt, known)}` : 'never';
  const told = describeEvents(events, known);
  const { aggregate } = leaf;
  if (!aggregate || !events?.firstAt) return told;
  const fn = aggregate.fn === 'distinct' ? 'different values' : aggregate.fn;
  return `${told}; ${fn} of ${aggregate.of}: ${events.value === null ? 'none' : Number(events.value)}`;
}

function describeEvents(events: KnownEvents | undefined, known: Known): string {
  if (!events?.lastAt) return 'never';
  if (events.times === 1) return `once, ${showAt(events.lastAt, known)}`;
  return `${events.times} times, last ${showAt(events.lastAt, known)}`;
}

function describeMessenger(leaf: MessengerFilter, known: Known): string {
  const here = known.identities.filter((one) => leaf.page_id === null || one.pageId === leaf.page_id);
  const where = leaf.page_id === null ? 'on any Page' : 'on this Page';
  const [latest] = here;
  if (!latest) return `not known ${where}`;
  switch (leaf.fact) {
    case 'in_window':
    case 'window_closes_within':
      return describeWindow(here, known);
    case 'wrote':
      return describeLast('wrote', latestOf(here, 'lastWroteAt'), known);
    case 'read':
      return describeLast('read', latestOf(here, 'lastReadAt'), known);
    case 'blocked':
    case 'reachable':
    case 'opted_out':
    case 'opted_in':
      return describeStanding(here, known);
    default:
      return `known ${where}`;
  }
}

const latestOf = (
  here: readonly KnownIdentity[],
  key: 'windowClosesAt' | 'blockedAt' | 'optedOutAt' | 'lastWroteAt' | 'lastReadAt',
): Date | null =>
  here.reduce<Date | null>((latest, one) => {
    const at = one[key];
    return at !== null && (latest === null || at > latest) ? at : latest;
  }, null);

function describeWindow(here: readonly KnownIdentity[], known: Known): string {
  const closesAt = latestOf(here, 'windowClosesAt');
  if (closesAt === null) return 'never wrote, so no window';
  const ms = closesAt.getTime() - known.now.getTime();
  const window = ms > 0 ? `window closes in ${showSpan(ms)}` : `window closed ${showSpan(-ms)} ago`;
  return here.some((one) => one.blockedAt !== null || one.optedOutAt !== null)
    ? `${window}; ${describeStanding(here, known)}`
    : window;
}

function describeStanding(here: readonly KnownIdentity[], known: Known): string {
  const blockedAt = latestOf(here, 'blockedAt');
  const optedOutAt = latestOf(here, 'optedOutAt');
  const parts = [
    ...(blockedAt === null ? [] : [`cannot be reached since ${showAt(blockedAt, known)}`]),
    ...(optedOutAt === null ? [] : [`opted out ${showAt(optedOutAt, known)}`]),
  ];
  return parts.length === 0 ? 'neither blocked nor opted out' : parts.join(', ');
}

const describeLast = (verb: string, at: Date | null, known: Known): string =>
  at === null ? `never ${verb}` : `last ${verb} ${showAt(at, known)}`;

function describeDeliveries(leaf: CampaignFilter, known: Known): string {
  const latest =
    leaf.campaign_id === null
      ? known.deliveries[0]
      : known.deliveries.find((one) => one.campaignId === parseId('cmp', leaf.campaign_id!));
  if (!latest) return leaf.campaign_id === null ? 'was in no campaign' : 'was not in it';
  const state = latest.state === 'accepted' ? 'sent' : latest.state;
  const because = latest.reason === null ? '' : ` (${latest.reason})`;
  return `${state}${because} ${showAt(latest.at, known)}${describeReceipts(latest, known)}`;
}

function describeReceipts({ deliveredAt, readAt }: KnownDeliveries, known: Known): string {
  if (readAt) return `, read ${showAt(readAt, known)}`;
  return deliveredAt ? `, delivered ${showAt(deliveredAt, known)}` : '';
}

/** "2026-11-20 09:00" */
function showAt(at: Date, { timeZone }: Known): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(at);
}

/** "3 h", "2 days" */
function showSpan(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(1, Math.round(ms / MINUTE_MS))} min`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return `${Math.round(ms / DAY_MS)} days`;
}

const shorten = (text: string): string =>
  text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
