// Filters that write dates, numbers and plurals in the language and by the clock of the person, or as `locale:` and `zone:` say:
// {{ ordered_at | localdate: 'long' }}, {{ price | currency: 'CZK', locale: 'cs' }}.
import { type Context, type FilterImplOptions, toValue } from 'liquidjs';
import {
  DATE_STYLES,
  type DateStyle,
  DEFAULT_LOCALE,
  findZone,
  formatDate,
  formatNumber,
  isCurrency,
  pluralOf,
  readLocale,
} from './formatters.ts';
import { isSample } from './lacking.ts';
import type { Variables } from './person-scope.ts';

const PERSON = 'person';

/** Whose language and clock count while the template is rendered. */
export const setPerson = (context: Context, variables: Variables): void => {
  context.setRegister(PERSON, variables);
};

interface Given {
  /** In order, without those that have a name. */
  plain: unknown[];
  named: ReadonlyMap<string, unknown>;
}

/** What a filter does with a value that is there. `given` was checked by its `check`. */
interface LocaleFilter {
  /** What is wrong with what it takes, in words; null: nothing. */
  check(given: Given): string | null;
  format(value: unknown, given: Given, of: { locale: string; zone: string }): string;
}

const MAX_DECIMALS = 10;

const NUMBER: LocaleFilter = {
  check: (given) => checkPlain(given, 1) ?? checkDecimals(given.plain[0]),
  format: (value, { plain }, { locale }) =>
    formatNumber(toNumber(value), { locale, style: 'decimal', decimals: decimalsOf(plain[0]) }),
};

/** As a share: 0.25 is 25 %. */
const PERCENT: LocaleFilter = {
  ...NUMBER,
  format: (value, { plain }, { locale }) =>
    formatNumber(toNumber(value), { locale, style: 'percent', decimals: decimalsOf(plain[0]) }),
};

const CURRENCY: LocaleFilter = {
  check(given) {
    const [code, decimals] = given.plain;
    if (typeof code !== 'string' || !isCurrency(code.toUpperCase()))
      return `takes the code of a currency first, such as 'EUR', not ${show(code)}`;
    return checkPlain(given, 2) ?? checkDecimals(decimals);
  },
  format: (value, { plain: [code, decimals] }, { locale }) =>
    formatNumber(toNumber(value), {
      ...{ locale, style: 'currency', decimals: decimalsOf(decimals) },
      currency: String(code).toUpperCase(),
    }),
};

const LOCALDATE: LocaleFilter = {
  check(given) {
    const [style = 'medium'] = given.plain;
    if (typeof style !== 'string' || !Object.hasOwn(DATE_STYLES, style))
      return `knows ${Object.keys(DATE_STYLES).join(', ')}, not ${show(style)}`;
    return checkPlain(given, 1);
  },
  format(value, { plain }, { locale, zone }) {
    const { at, isDay } = toDate(value);
    // A day without a time is that day everywhere.
    return formatDate(at, {
      ...{ locale, style: (plain[0] ?? 'medium') as DateStyle, zone: isDay ? 'UTC' : zone },
    });
  },
};

/** Which form stands at which place, by how many there are. What a language has beyond these is `other`. */
const FORMS: Record<number, readonly Intl.LDMLPluralRule[]> = {
  2: ['one', 'other'],
  3: ['one', 'few', 'other'],
  4: ['one', 'few', 'many', 'other'],
  6: ['zero', 'one', 'two', 'few', 'many', 'other'],
};

const PLURAL: LocaleFilter = {
  check: ({ plain }) => {
    if (FORMS[plain.length] === undefined)
      return `takes 2 forms (one, other), 3 (one, few, other), 4 (one, few, many, other) or 6, not ${plain.length}`;
    return null;
  },
  format(value, { plain }, { locale }) {
    const forms = FORMS[plain.length] ?? [];
    const at = forms.indexOf(pluralOf(toNumber(value), locale));
    return String(plain[at < 0 ? plain.length - 1 : at] ?? '');
  },
};

const FILTERS: ReadonlyMap<string, LocaleFilter> = new Map([
  ['number', NUMBER],
  ['percent', PERCENT],
  ['currency', CURRENCY],
  ['localdate', LOCALDATE],
  ['plural', PLURAL],
]);

/** What is wrong with what a filter takes, as far as it is written out; null: nothing, or it is none of these filters. */
export function checkLocaleFilter(name: string, args: readonly unknown[]): string | null {
  const filter = FILTERS.get(name);
  if (filter === undefined) return null;
  const given = read(args);
  const fault = filter.check(given) ?? checkNamed(given);
  return fault === null ? null : `the filter ${name} ${fault}`;
}

const SOME_DAY = '2026-12-24';

/** The same for a value that is written out too: {{ 'soon' | localdate }}. */
export function checkLocaleValue(name: string, value: unknown, args: readonly unknown[]): string | null {
  try {
    FILTERS.get(name)?.format(isNow(value) ? SOME_DAY : value, read(args), {
      locale: DEFAULT_LOCALE,
      zone: 'UTC',
    });
    return null;
  } catch (error) {
    return `the filter ${name}: ${error instanceof Error ? error.message : 'cannot take this'}`;
  }
}

/** Whether a filter can write this text, as a number or a date; any filter that is none of these can. */
export const takesValue = (name: string, value: string): boolean =>
  !FILTERS.has(name) || checkLocaleValue(name === 'localdate' ? name : 'number', value, []) === null;

/** For the engine. */
export const localeFilters: [name: string, handler: FilterImplOptions][] = [...FILTERS].map(
  ([name, { format }]) => [
    name,
    function (this: { context: Context }, value: unknown, ...args: unknown[]): unknown {
      const fault = checkLocaleFilter(name, args);
      if (fault !== null) throw new Error(fault);
      const plain = toValue(value) as unknown;
      if (plain === undefined || plain === null || plain === '') return ''; // missing, and allowed to be
      if (isSample(value)) return plain;
      const given = read(args);
      return format(readNow(this.context, plain), given, localeOf(this.context, given));
    },
  ],
);

const isNow = (value: unknown): boolean => value === 'now' || value === 'today';

/** For filters that take 'now': by the clock of whoever sends, which is not the machine's. */
export function readNow(context: Context, value: unknown): unknown {
  if (!isNow(toValue(value))) return value;
  return context.getRegister<Variables | undefined>(PERSON)?.now ?? value;
}

function localeOf(context: Context, { named }: Given): { locale: string; zone: string } {
  const person = context.getRegister<Variables | undefined>(PERSON);
  return {
    locale: readLocale(named.get('locale')) || readLocale(person?.language) || DEFAULT_LOCALE,
    zone: findZone(named.get('zone')) || findZone(person?.zone) || findZone(person?.workspaceZone) || 'UTC',
  };
}

/** Liquid hands `locale: 'cs'` over as a pair. */
function read(args: readonly unknown[]): Given {
  const isPair = (arg: unknown): arg is [string, unknown] =>
    Array.isArray(arg) && arg.length === 2 && typeof arg[0] === 'string';
  return {
    plain: args.filter((arg) => !isPair(arg)).map((arg) => toValue(arg) as unknown),
    named: new Map(args.filter(isPair).map(([name, value]) => [name, toValue(value) as unknown])),
  };
}

function checkNamed({ named }: Given): string | null {
  for (const [name, value] of named) {
    if (name !== 'locale' && name !== 'zone') return `knows locale: and zone:, not ${show(name)}`;
    if (name === 'locale' && readLocale(value) === '')
      return `takes a language such as locale: 'cs', not ${show(value)}`;
    if (name === 'zone' && findZone(value) === '')
      return `takes a time zone such as zone: 'Europe/Prague', not ${show(value)}`;
  }
  return null;
}

const checkPlain = ({ plain }: Given, most: number): string | null =>
  plain.length > most
    ? `takes ${most === 1 ? 'one value' : `${most} values`} at most; write a language as locale: 'cs'`
    : null;

const checkDecimals = (value: unknown): string | null =>
  value === undefined || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_DECIMALS)
    ? null
    : `takes decimals from 0 to ${MAX_DECIMALS}, not ${show(value)}`;

const decimalsOf = (value: unknown): number | null => (value === undefined ? null : Number(value));

const NUMERIC = /^\s*[+-]?\d{1,30}(?:\.\d{1,30})?\s*$/;

function toNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && NUMERIC.test(value)) return Number(value);
  throw new Error(`${show(value)} is not a number`);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/** A day, a time of a day (of UTC, where it says none), seconds since 1970 as the `date` filter takes them, or what now is. */
function toDate(value: unknown): { at: Date; isDay: boolean } {
  if (value instanceof Date) return { at: value, isDay: false };
  if (typeof value === 'number') return { at: valid(new Date(value * 1000), value), isDay: false };
  const text = typeof value === 'string' ? value.trim() : '';
  if (DAY.test(text)) return { at: valid(new Date(`${text}T00:00:00Z`), value), isDay: true };
  if (!INSTANT.test(text)) throw new Error(`${show(value)} is not a date such as 2026-12-24T18:00:00Z`);
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10)) ? text : `${text}Z`;
  return { at: valid(new Date(zoned.replace(' ', 'T')), value), isDay: false };
}

function valid(at: Date, value: unknown): Date {
  if (Number.isNaN(at.getTime())) throw new Error(`${show(value)} is not a day of the calendar`);
  return at;
}

const show = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 60) ?? 'this');
