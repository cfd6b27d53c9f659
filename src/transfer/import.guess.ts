// What the values of a column are and how they are written, by a sample of them in which a few may be wrong; and how many of
// the sample cannot be read. Pure.
import type { AttributeType } from '../profiles/profile.contract.ts';
import { createZone, readInstant } from './cell.instants.ts';
import { createCellReader, parseNumber } from './cell.values.ts';
import { type ColumnTarget, type Reading, reading } from './import.contract.ts';

const BOOLEANS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['ano', 'ne'],
  ['ja', 'nein'],
  ['oui', 'non'],
];

/** Of the sample must fit: one cell with `unknown` in it does not make a column of numbers a column of texts. */
const MOST = 0.9;

export const isMost = (texts: readonly string[], isOne: (text: string) => boolean): boolean =>
  countOf(texts, isOne) >= texts.length * MOST;

const countOf = (texts: readonly string[], isOne: (text: string) => boolean): number =>
  texts.reduce((count, text) => (isOne(text) ? count + 1 : count), 0);

const STANDARD: Reading = reading.parse({});

/** Ids and postcodes that begin with a zero, and numbers too long to be exact, are texts. */
const LOOKS_LIKE_ID = /^[+-]?0\d|^\d{16,}$|^\+\d/;

/** What at least nine of ten are. One that looks like an id makes all texts: as a number it would lose digits unnoticed. */
export function guessColumnType(values: readonly string[]): AttributeType {
  if (values.length === 0) return 'string';
  const texts = values.map((value) => value.trim());
  if (isMost(texts, isOneOf(guessPair(texts)))) return 'boolean';
  const isNumber = (decimal: '.' | ','): boolean =>
    isMost(texts, (text) => parseNumber(text, decimal) !== undefined);
  if ((isNumber('.') || isNumber(',')) && !texts.some((text) => LOOKS_LIKE_ID.test(text))) return 'number';
  return guessOrder(texts) === undefined ? 'string' : 'datetime';
}

const utc = createZone('UTC');

function guessOrder(texts: readonly string[]): Reading['date_order'] | undefined {
  const orders = ['iso', 'day_first', 'month_first'] as const;
  const counts = orders.map((order) => ({
    order,
    count: countOf(texts, (text) => readInstant(text, order, utc) !== undefined),
  }));
  const best = counts.reduce((most, next) => (next.count > most.count ? next : most));
  return best.count >= texts.length * MOST ? best.order : undefined;
}

/** How the values are probably written, for the type they are to have. */
export function readingOf(values: readonly string[], type: AttributeType): Reading {
  const texts = values.map((value) => value.trim());
  switch (type) {
    case 'number':
      return { ...STANDARD, decimal: guessDecimal(texts) };
    case 'datetime':
      return { ...STANDARD, date_order: guessOrder(texts) ?? guessEpoch(texts) };
    case 'boolean':
      return { ...STANDARD, ...guessWords(texts) };
    case 'array':
      return { ...STANDARD, separator: guessSeparator(texts) };
    default:
      return STANDARD;
  }
}

/** 1.234 alone says nothing; a comma with other than three digits behind it does. */
function guessDecimal(texts: readonly string[]): '.' | ',' {
  const readable = (decimal: '.' | ',') =>
    texts.filter((text) => parseNumber(text, decimal) !== undefined).length;
  return readable(',') > readable('.') ? ',' : '.';
}

const guessEpoch = (texts: readonly string[]): Reading['date_order'] => {
  if (texts.length === 0 || !texts.every((text) => /^\d{9,14}$/.test(text))) return 'iso';
  return texts.every((text) => text.length >= 12) ? 'epoch_ms' : 'epoch_seconds';
};

type Pair = (typeof BOOLEANS)[number];
const isOneOf = (pair: Pair) => (text: string) => pair.includes(text.toLowerCase());

/** The words most of the texts are. */
function guessPair(texts: readonly string[]): Pair {
  const counts = BOOLEANS.map((pair) => ({ pair, count: countOf(texts, isOneOf(pair)) }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).pair;
}

function guessWords(texts: readonly string[]): Pick<Reading, 'yes' | 'no'> {
  const pair = guessPair(texts);
  if (STANDARD.yes.includes(pair[0])) return { yes: STANDARD.yes, no: STANDARD.no };
  return { yes: [pair[0], ...STANDARD.yes], no: [pair[1], ...STANDARD.no] };
}

const guessSeparator = (texts: readonly string[]): string => {
  const counts = [',', ';', '|'].map((separator) => ({
    separator,
    times: texts.filter((text) => text.includes(separator)).length,
  }));
  return counts.reduce((best, next) => (next.times > best.times ? next : best)).separator;
};

/** How many values cannot be read as what the column is to be: the rows they are in would be bad. */
export function countUnfit(values: readonly string[], target: ColumnTarget): number {
  if (target.to === 'attribute') {
    const read = createCellReader(target.name, target.type, target.reading);
    return countOf(values, (text) => !('value' in read(text)));
  }
  if (target.to !== 'occurred_at') return 0;
  const zone = createZone(target.reading.time_zone);
  return countOf(values, (text) => readInstant(text.trim(), target.reading.date_order, zone) === undefined);
}
