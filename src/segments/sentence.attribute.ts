// A question about an attribute in words: of a person ("whose price is 5"), or of an event ("where price is 5").
import type { AttributeFilter, AttributeFilterOf } from './filter.attribute.ts';
import type { Period } from './filter.contract.ts';
import { join, say, sayInstant, sayList, sayPeriod, saySpan, sayStretch } from './sentence.words.ts';

/** What is said of the attribute ("city is “Brno”"), or of whoever has it ("have city"). */
interface Phrase {
  of: 'attribute' | 'holder';
  text: string;
}

/** whose city is “Brno”; who have city */
export function describeOfPerson(filter: AttributeFilter): string {
  const { of, text } = phrase(filter);
  return `${of === 'attribute' ? 'whose' : 'who'} ${text}`;
}

/** where price is more than 100; that have price */
export function describeOfEvent(filter: AttributeFilter): string {
  const { of, text } = phrase(filter);
  return `${of === 'attribute' ? 'where' : 'that'} ${text}`;
}

function phrase(filter: AttributeFilter): Phrase {
  const { attribute } = filter;
  switch (filter.op) {
    case 'exists':
      return { of: 'holder', text: `have ${attribute}` };
    case 'not_exists':
      return { of: 'holder', text: `have no ${attribute}` };
    case 'blank':
      return { of: 'attribute', text: `${attribute} is blank` };
    case 'has_any':
      return { of: 'holder', text: `have ${sayList(filter.values, 'or')} in ${attribute}` };
    case 'has_all':
      return { of: 'holder', text: `have ${sayList(filter.values, 'and')} in ${attribute}` };
    case 'has_none':
      return { of: 'holder', text: `${hasNone(filter.values)} in ${attribute}` };
    default:
      return { of: 'attribute', text: `${attribute} ${predicate(filter)}` };
  }
}

const hasNone = (values: readonly (string | number | boolean)[]): string =>
  values.length === 1 ? `do not have ${sayList(values, 'nor')}` : `have neither ${sayList(values, 'nor')}`;

type Predicated = Exclude<AttributeFilter, AttributeFilterOf<'exists' | 'has_any'>>;

function predicate(filter: Predicated): string {
  switch (filter.op) {
    case 'is':
      return `is ${say(filter.value)}${caseNote(filter)}`;
    case 'is_not':
      return `is not ${say(filter.value)}${caseNote(filter)}`;
    case 'any_of':
      return `is ${sayList(filter.values, 'or')}${caseNote(filter)}`;
    case 'none_of':
      return filter.values.length === 1
        ? `is not ${sayList(filter.values, 'nor')}${caseNote(filter)}`
        : `is neither ${sayList(filter.values, 'nor')}${caseNote(filter)}`;
    case 'contains':
      return `contains ${say(filter.value)}${caseNote(filter)}`;
    case 'not_contains':
      return `does not contain ${say(filter.value)}${caseNote(filter)}`;
    case 'starts_with':
      return `starts with ${say(filter.value)}${caseNote(filter)}`;
    case 'ends_with':
      return `ends with ${say(filter.value)}${caseNote(filter)}`;
    case 'matches':
      return `looks like ${say(filter.value)}${caseNote(filter)}`;
    case 'not_matches':
      return `does not look like ${say(filter.value)}${caseNote(filter)}`;
    default:
      return measure(filter);
  }
}

/** Only what differs from the usual is said: equality looks at the case of letters, searching does not. */
function caseNote({ op, ignore_case }: { op: string; ignore_case?: boolean | undefined }): string {
  const isSearch = !['is', 'is_not', 'any_of', 'none_of'].includes(op);
  if (ignore_case === undefined || ignore_case === isSearch) return '';
  return ignore_case ? ' in upper or lower case' : ' in exactly these letters';
}

type Measured = Exclude<Predicated, AttributeFilterOf<'is' | 'any_of' | 'contains'>>;

const NUMBER_WORDS = {
  greater: 'is more than',
  greater_or_equal: 'is at least',
  less: 'is less than',
  less_or_equal: 'is at most',
};
const TIME_WORDS = {
  greater: 'is after',
  greater_or_equal: 'is at or after',
  less: 'is before',
  less_or_equal: 'is at or before',
};

function measure(filter: Measured): string {
  switch (filter.op) {
    case 'greater':
    case 'greater_or_equal':
    case 'less':
    case 'less_or_equal':
      return `${(typeof filter.value === 'number' ? NUMBER_WORDS : TIME_WORDS)[filter.op]} ${sayBound(filter.value)}`;
    case 'between':
      return `is between ${sayBound(filter.from)} and ${sayBound(filter.to)}`;
    case 'not_between':
      return `is not between ${sayBound(filter.from)} and ${sayBound(filter.to)}`;
    case 'within_distance':
      return `is within ${filter.kilometres} km of ${filter.latitude}, ${filter.longitude}`;
    case 'not_within_distance':
      return `is not within ${filter.kilometres} km of ${filter.latitude}, ${filter.longitude}`;
    default:
      return moment(filter);
  }
}

const sayBound = (value: string | number): string =>
  typeof value === 'number' ? String(value) : sayInstant(value);

type Moment = Exclude<Measured, AttributeFilterOf<'greater' | 'between' | 'within_distance'>>;

function moment(filter: Moment): string {
  switch (filter.op) {
    case 'in_last_days':
      return `was in ${sayStretch('last', { amount: filter.days, unit: 'days' })}`;
    case 'not_in_last_days':
      return `was not in ${sayStretch('last', { amount: filter.days, unit: 'days' })}`;
    case 'in_last':
      return `was in ${sayStretch('last', filter)}`;
    case 'not_in_last':
      return `was not in ${sayStretch('last', filter)}`;
    case 'in_next':
      return `is in ${sayStretch('next', filter)}`;
    case 'not_in_next':
      return `is not in ${sayStretch('next', filter)}`;
    case 'in_period':
      return `is ${sayWhen(filter.period)}`;
    case 'not_in_period':
      return `is not ${sayWhen(filter.period)}`;
    case 'anniversary':
      return filter.within_days === 0
        ? 'has its anniversary today'
        : `has its anniversary within ${saySpan({ amount: filter.within_days, unit: 'days' })}`;
    case 'hour_of_day':
      return `is between ${clock(filter.from)}:00 and ${clock(filter.to)}:59 on the clock`;
    case 'weekday':
      return `is on a ${join(
        [...filter.days].sort().map((day) => WEEKDAYS[day - 1]!),
        'or',
      )}`;
  }
}

/** What may lie in the future too is not "in the last 7 days". */
const sayWhen = (period: Period): string =>
  period.kind === 'last' ? `later than ${saySpan(period)} ago` : sayPeriod(period);

const clock = (hour: number): string => String(hour).padStart(2, '0');

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
