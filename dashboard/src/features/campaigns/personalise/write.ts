// How a value is written: the Liquid of the choices an operator makes in words. Pure.
import { mayLack, type Place, placeLiquid, placeName, quote, type Scalar, takesFallback } from './places.ts';

export type Style =
  | 'plain'
  | 'capital'
  | 'upper'
  | 'lower'
  | 'short'
  | 'number'
  | 'currency'
  | 'percent'
  | 'plural'
  | 'date'
  | 'list'
  | 'first'
  | 'count'
  | 'yes_no';

/** As the filter `localdate` names them. */
export const DATES = [
  { value: 'long', label: '24 December 2026' },
  { value: 'medium', label: '24 Dec 2026' },
  { value: 'short', label: '24/12/26' },
  { value: 'full', label: 'Thursday, 24 December 2026' },
  { value: 'datetime', label: '24 Dec 2026, 18:30' },
  { value: 'time', label: '18:30' },
  { value: 'weekday', label: 'Thursday' },
  { value: 'month', label: 'December' },
] as const;

/** What an operator chose. What a style does not ask for is ignored. */
export interface Way {
  style: Style;
  /** Of short: characters. */
  length: number;
  /** null: as many as there are. */
  decimals: number | null;
  currency: string;
  date: (typeof DATES)[number]['value'];
  /** Of plural: the words for one, a few (where the language has that; else ''), and the others. */
  one: string;
  few: string;
  others: string;
  yes: string;
  no: string;
  /** '': the person's own. */
  language: string;
  zone: string;
  lacking: 'word' | 'skip';
  word: string;
  /** Of skip, for the report; '': it says what is missing. */
  reason: string;
}

export function newWay(place: Place): Way {
  return {
    ...{ style: styleOf(place), length: 40, decimals: null, currency: 'EUR', date: 'long' },
    ...{ one: '', few: '', others: '', yes: 'yes', no: 'no', language: '', zone: '' },
    lacking: takesFallback(place) ? 'word' : 'skip',
    word: /name/i.test(placeName(place)) ? 'friend' : '',
    reason: '',
  };
}

const styleOf = ({ type }: Place): Style => {
  if (type === 'datetime') return 'date';
  if (type === 'boolean') return 'yes_no';
  return type === 'array' ? 'list' : 'plain';
};

interface StyleGroup {
  group: string;
  items: { value: Style; label: string }[];
}

const TEXT: StyleGroup = {
  group: 'Text',
  items: [
    { value: 'plain', label: 'As it is' },
    { value: 'capital', label: 'With a capital at its beginning' },
    { value: 'upper', label: 'IN CAPITALS' },
    { value: 'lower', label: 'in small letters' },
    { value: 'short', label: 'Cut off when it is long' },
  ],
};
const NUMBER: StyleGroup = {
  group: 'Number',
  items: [
    { value: 'number', label: 'A number: 1,234.5' },
    { value: 'currency', label: 'An amount of money: €1,234.50' },
    { value: 'percent', label: 'A share: 0.25 is 25 %' },
    { value: 'plural', label: 'A number with its word: 3 points' },
  ],
};
const DATE: StyleGroup = { group: 'Date', items: [{ value: 'date', label: 'A date or a time' }] };
const LIST: StyleGroup = {
  group: 'List',
  items: [
    { value: 'list', label: 'All of it, with commas' },
    { value: 'first', label: 'The first' },
    { value: 'count', label: 'How many there are' },
  ],
};
const BOOLEAN: StyleGroup = {
  group: 'Yes or no',
  items: [{ value: 'yes_no', label: 'One word for yes, another for no' }],
};
const PLAIN: StyleGroup = { group: 'Text', items: TEXT.items.slice(0, 1) };

/** Texts hold numbers and dates too. */
export function stylesFor({ root, type }: Place): StyleGroup[] {
  if (root === 'now') return [DATE];
  switch (type) {
    case 'string':
      return [TEXT, NUMBER, DATE];
    case 'number':
      return [PLAIN, NUMBER, DATE];
    case 'datetime':
      return [DATE, PLAIN];
    case 'boolean':
      return [BOOLEAN, PLAIN];
    case 'array':
      return [LIST];
    default:
      return [TEXT, NUMBER, DATE, LIST, BOOLEAN];
  }
}

const LOCAL: ReadonlySet<Style> = new Set(['number', 'currency', 'percent', 'plural', 'date']);
/** Whether it is written in a language. */
export const isLocal = (style: Style): boolean => LOCAL.has(style);

/** What is still missing; null: nothing is. */
export function wayFault(way: Way): string | null {
  if (way.style === 'plural' && (way.one.trim() === '' || way.others.trim() === ''))
    return 'Write the words for one and for more.';
  if (way.style === 'plural' && way.lacking === 'word' && !NUMERIC.test(way.word.trim()))
    return 'What counts for whoever has none is a number.';
  if (way.style === 'yes_no' && way.yes.trim() === '' && way.no.trim() === '')
    return 'Write a word for yes, for no, or for both.';
  return null;
}

const NUMERIC = /^(?:-?\d{1,15}(?:\.\d{1,6})?)?$/;

/** The Liquid of a place, written so. */
export const writePlace = (place: Place, way: Way): string => write(placeLiquid(place), way, mayLack(place));

/** The same of one of its values, to see what becomes of it. */
export const writeValue = (value: Scalar, way: Way): string =>
  write(typeof value === 'string' ? quote(value) : String(value), way, false);

function write(it: string, way: Way, lacks: boolean): string {
  if (way.style === 'yes_no') return `{% if ${it} %}${way.yes}{% else %}${way.no}{% endif %}`;
  const skips = !lacks || way.lacking === 'skip';
  const reason = way.reason.trim();
  const guard =
    lacks && skips && reason !== ''
      ? `{% if ${it} == nil %}{% do_not_send ${quote(reason)} %}{% endif %}`
      : '';
  if (way.style === 'plural')
    return guard + plural(skips ? it : `${it} | default: ${way.word.trim() || 0}`, way);
  const filter = filterOf(way);
  if (skips) return `${guard}{{ ${it}${filter} }}`;
  const word = way.word.trim();
  // A filter of numbers takes no word in the place of one: the word goes behind it.
  const isBehind = isLocal(way.style) || way.style === 'list' || way.style === 'first';
  if (isBehind) return `{{ ${it} | default: ''${filter}${word === '' ? '' : ` | default: ${quote(word)}`} }}`;
  return `{{ ${it} | default: ${way.style === 'count' ? "''" : quote(word)}${filter} }}`;
}

function plural(it: string, way: Way): string {
  const forms = [way.one, way.few, way.others].map((form) => form.trim()).filter((form) => form !== '');
  const words = withArguments('plural', forms.map(quote), way);
  return `{{ ${it}${withArguments('number', [], way)} }} {{ ${it}${words} }}`;
}

function filterOf(way: Way): string {
  const decimals = way.decimals === null ? [] : [String(way.decimals)];
  switch (way.style) {
    case 'capital':
      return ' | capitalize';
    case 'upper':
      return ' | upcase';
    case 'lower':
      return ' | downcase';
    case 'short':
      return ` | truncate: ${way.length}`;
    case 'number':
    case 'percent':
      return withArguments(way.style, decimals, way);
    case 'currency':
      return withArguments('currency', [quote(way.currency), ...decimals], way);
    case 'date':
      return withArguments('localdate', [quote(way.date)], way);
    case 'list':
      return " | join: ', '";
    case 'first':
      return ' | first';
    case 'count':
      return ' | size';
    default:
      return '';
  }
}

function withArguments(filter: string, given: readonly string[], { style, language, zone }: Way): string {
  const all = [
    ...given,
    ...(language === '' ? [] : [`locale: ${quote(language)}`]),
    ...(style === 'date' && zone !== '' ? [`zone: ${quote(zone)}`] : []),
  ];
  return ` | ${filter}${all.length > 0 ? `: ${all.join(', ')}` : ''}`;
}
