// A line of the form in one breath, as a screen reader says it when the line is reached or has moved. Pure.
import { formatDateTime } from '../../ui/format.ts';
import { WEEKDAYS } from '../../ui/weekdays.ts';
import type {
  AttributeDraft,
  Draft,
  EventDraft,
  Match,
  PeriodDraft,
  Scalar,
  SpanDraft,
  ValueType,
  WhichDraft,
} from './draft.ts';
import { FACTS } from './facts.ts';
import { opWord, valueKindOf } from './operators.ts';

/** What the form knows of names behind ids, and of types. */
export interface Names {
  typeOf: (attribute: string) => ValueType;
  segment: (id: string) => string | undefined;
  list: (id: string) => string | undefined;
  campaign: (id: string) => string | undefined;
  page: (id: string) => string | undefined;
  link: (id: string) => string | undefined;
}

const BLANK = '…';

export const MATCH_WORDS: Record<Match, { title: string; hint: string; empty: string }> = {
  all: { title: 'All of', hint: 'every line must hold', empty: 'No lines: everybody is in.' },
  any: { title: 'Any of', hint: 'one line is enough', empty: 'No lines: nobody is in.' },
  none: { title: 'None of', hint: 'no line may hold', empty: 'No lines: everybody is in.' },
};

export function sayLine(draft: Draft, names: Names): string {
  switch (draft.kind) {
    case 'group':
      return `Group, ${MATCH_WORDS[draft.match].title.toLowerCase()} ${draft.filters.length} lines`;
    case 'attribute':
      return sayAttribute(draft, names.typeOf(draft.attribute));
    case 'event':
      return sayEvent(draft);
    case 'sequence':
      return joined(
        draft.did ? 'did' : 'did not do',
        sayWhich(draft.first),
        `and then ${draft.then ? 'did' : 'did not do'}`,
        sayWhich(draft.next),
        `within ${saySpan(draft.within)}`,
        sayPeriod(draft.period),
      );
    case 'segment':
      return `${draft.is_in ? 'in' : 'not in'} the segment ${names.segment(draft.segment_id) ?? BLANK}`;
    case 'list':
      return `${draft.is_in ? 'on' : 'not on'} the list ${names.list(draft.list_id) ?? BLANK}`;
    case 'messenger': {
      const { yes, no, text } = FACTS.messenger[draft.fact];
      const came = draft.link_id ? names.link(draft.link_id) : draft.ref;
      return joined(
        draft.is ? yes : no,
        text,
        draft.fact === 'window_closes_within' ? saySpan(draft.within) : '',
        draft.fact === 'came_from' ? (came ?? BLANK) : '',
        sayPeriod(draft.period),
        draft.page_id === null ? 'on any Page' : `on ${names.page(draft.page_id) ?? draft.page_id}`,
      );
    }
    case 'campaign': {
      const { yes, no, text } = FACTS.campaign[draft.fact];
      const name = draft.campaign_id === null ? 'any campaign' : (names.campaign(draft.campaign_id) ?? BLANK);
      return joined(
        draft.is ? yes : no,
        text,
        name,
        draft.reason ? `with ${draft.reason}` : '',
        sayPeriod(draft.period),
      );
    }
  }
}

const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');
const sayScalar = (value: Scalar | undefined): string =>
  value === undefined || value === ''
    ? BLANK
    : typeof value === 'boolean'
      ? value
        ? 'yes'
        : 'no'
      : `${value}`;

export function sayAttribute(draft: AttributeDraft, type: ValueType): string {
  return joined(draft.attribute || BLANK, opWord(draft.op, type), sayValue(draft));
}

const instantOr = (value: Scalar | undefined): string =>
  typeof value === 'string' && value !== '' && !Number.isNaN(Date.parse(value))
    ? formatDateTime(value)
    : sayScalar(value);

/** More than this many chips are counted instead of read out. */
const READ_OUT = 8;

function sayValue(draft: AttributeDraft): string {
  switch (valueKindOf(draft.op)) {
    case 'nothing':
      return '';
    case 'list': {
      const values = draft.values ?? [];
      if (values.length > READ_OUT) return `${values.length} values`;
      return values.length === 0 ? BLANK : values.map(sayScalar).join(', ');
    }
    case 'bound':
      return instantOr(draft.value);
    case 'bounds':
      return `${instantOr(draft.from)} and ${instantOr(draft.to)}`;
    case 'days':
      return `${typeof draft.days === 'number' ? draft.days : BLANK} days`;
    case 'span':
      return saySpan({ amount: draft.amount, unit: draft.unit ?? 'days' });
    case 'period':
      return sayPeriod(draft.period) || BLANK;
    case 'anniversary':
      return `${draft.within_days ?? BLANK} days`;
    case 'hours':
      return `${draft.from ?? BLANK} to ${draft.to ?? BLANK}`;
    case 'weekdays':
      return Array.isArray(draft.days) ? draft.days.map((day) => WEEKDAYS[day - 1]).join(', ') : BLANK;
    case 'distance':
      return `${draft.kilometres ?? BLANK} km of ${draft.latitude ?? BLANK}, ${draft.longitude ?? BLANK}`;
    default:
      return sayScalar(draft.value);
  }
}

const saySpan = (span: SpanDraft | undefined): string => `${span?.amount ?? BLANK} ${span?.unit ?? 'days'}`;

const sayWhich = ({ event, where }: WhichDraft): string =>
  joined(event || BLANK, where?.length ? `with ${where.length} conditions` : '');

function sayEvent(draft: EventDraft): string {
  const { times, at_least = BLANK, at_most } = draft;
  const most = at_most ?? BLANK;
  const counts = {
    at_least: `at least ${at_least} times`,
    at_most: `at most ${most} times`,
    exactly: `exactly ${at_least} times`,
    between: `between ${at_least} and ${most} times`,
    first: 'for the first time',
    last: 'for the last time',
  };
  const when = draft.within_days ? `in the last ${draft.within_days} days` : sayPeriod(draft.period);
  return joined(draft.did ? 'did' : 'did not do', sayWhich(draft), counts[times], when);
}

/** "in the last 7 days"; without a period: "". */
export function sayPeriod(period: PeriodDraft | null | undefined): string {
  if (!period) return '';
  const span = `${period.amount ?? BLANK} ${period.unit ?? 'days'}`;
  switch (period.kind) {
    case 'last':
      return `in the last ${span}`;
    case 'more_than_ago':
      return `more than ${span} ago`;
    case 'before':
    case 'after':
      return `${period.kind} ${instantOr(period.at)}`;
    case 'between':
      return `between ${instantOr(period.from)} and ${instantOr(period.to)}`;
    case 'on':
      return `on ${period.day ?? BLANK}`;
    default:
      return CALENDAR_WORDS[`${period.kind} ${period.unit}`] ?? '';
  }
}

/** Periods of the calendar, by kind and unit. */
export const CALENDAR_WORDS: Record<string, string> = {
  'this day': 'today',
  'previous day': 'yesterday',
  'this week': 'this week',
  'previous week': 'last week',
  'this month': 'this month',
  'previous month': 'last month',
  'this year': 'this year',
  'previous year': 'last year',
};
