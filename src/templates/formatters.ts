// Intl formatters by language and zone, made once: making one takes some 50 µs, a hundred times as long as using it.
import { readZone } from '../kit/zoned-time.ts';

/** Of whoever has no language, or one nobody knows; the same on every machine. */
export const DEFAULT_LOCALE = 'en-US';

/** People may say anything about themselves, so what is kept is bounded: the one unused for longest goes. */
const MAX_KEPT = 400;

function remember<T>(make: (...key: string[]) => T): (...key: string[]) => T {
  const kept = new Map<string, T>();
  return (...key) => {
    const id = key.join('|');
    const found = kept.get(id);
    const value = found ?? make(...key);
    if (found !== undefined) kept.delete(id); // the map's order is the order of use
    kept.set(id, value);
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}

const MAX_TAG = 40;

/** cs_CZ, cs-cz or cs as Intl has it; '' when it is none. Language, script and region only: the rest could be anything. */
export const readLocale = (value: unknown): string =>
  typeof value === 'string' && value.length <= MAX_TAG ? canonical(value) : '';

const canonical = remember((text) => {
  try {
    const { language, script, region } = new Intl.Locale(text.trim().replaceAll('_', '-'));
    const tag = [language, script, region].filter(Boolean).join('-');
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? '';
  } catch {
    return ''; // a RangeError: no language tag
  }
});

/** As `readZone`; '' when it is none. */
export const findZone = (value: unknown): string =>
  (typeof value === 'string' && value.length <= 64) || typeof value === 'number' ? zone(String(value)) : '';
const zone = remember((text) => readZone(text) ?? '');

export const DATE_STYLES = {
  full: { dateStyle: 'full' },
  long: { dateStyle: 'long' },
  medium: { dateStyle: 'medium' },
  short: { dateStyle: 'short' },
  time: { timeStyle: 'short' },
  datetime: { dateStyle: 'medium', timeStyle: 'short' },
  weekday: { weekday: 'long' },
  month: { month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof DATE_STYLES;

const dates = remember(
  (locale = '', style = '', timeZone = '') =>
    new Intl.DateTimeFormat(locale, { ...DATE_STYLES[style as DateStyle], timeZone }),
);
export const formatDate = (at: Date, of: { locale: string; style: DateStyle; zone: string }): string =>
  dates(of.locale, of.style, of.zone).format(at);

export interface NumberStyle {
  locale: string;
  style: 'decimal' | 'percent' | 'currency';
  /** null: as many as there are, 3 at most. */
  decimals: number | null;
  /** Of style currency. */
  currency?: string;
}

const numbers = remember((locale = '', style = '', decimals = '', currency = '') => {
  const digits =
    decimals === ''
      ? {}
      : { minimumFractionDigits: Number(decimals), maximumFractionDigits: Number(decimals) };
  return new Intl.NumberFormat(locale, {
    style: style as NumberStyle['style'],
    ...(currency !== '' && { currency }),
    ...digits,
  });
});
export const formatNumber = (
  number: number,
  { locale, style, decimals, currency = '' }: NumberStyle,
): string => numbers(locale, style, decimals === null ? '' : String(decimals), currency).format(number);

const plurals = remember((locale = '') => new Intl.PluralRules(locale));
/** zero, one, two, few, many or other, as the language has it. */
export const pluralOf = (number: number, locale: string): Intl.LDMLPluralRule =>
  plurals(locale).select(number);

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);
