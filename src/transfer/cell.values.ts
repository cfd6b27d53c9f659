// A cell's text as the value of an attribute of a chosen type, or what is wrong with it. Pure.
import { AppError } from '../kit/errors.ts';
import { isStorable } from '../kit/storable-text.ts';
import { checkEmail, fitValue, PS_ID, readPsId } from '../profiles/attribute.rules.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';
import { createZone, readInstant } from './cell.instants.ts';
import type { Reading } from './import.contract.ts';

/** As attributes are limited over HTTP. */
const MAX_TEXT = 4000;
const MAX_ITEM = 1000;
const MAX_ITEMS = 200;

export interface Problem {
  message: string;
  remedy: string;
}

/** The value as it is stored, or what is wrong. Blank cells are not asked about. */
export type CellReader = (text: string) => { value: unknown } | Problem;

/** `name` decides for ps_id and email, which have rules of their own. */
export function createCellReader(name: string, type: AttributeType, reading: Reading): CellReader {
  if (name === PS_ID) return readPsid;
  const read = readerOf(name, type, reading);
  if (name !== 'email') return read;
  return (text) => {
    const wrong = checkEmail(text);
    return wrong ? problemOf(wrong) : read(text);
  };
}

const problemOf = (error: AppError): Problem => ({
  message: error.message,
  remedy: error.remedy ?? 'Correct it.',
});

function readPsid(text: string): { value: unknown } | Problem {
  const psid = readPsId(text);
  if (psid instanceof AppError) {
    const spoiled = /^\d(?:[.,]\d+)?e\+?\d+$/i.test(text.trim());
    return spoiled
      ? {
          message: `ps_id ${text.slice(0, 60)} was rounded by a spreadsheet: its last digits are lost.`,
          remedy: 'Format the column as text in the spreadsheet before the ids are pasted, and export again.',
        }
      : problemOf(psid);
  }
  return { value: psid };
}

function readerOf(name: string, type: AttributeType, reading: Reading): CellReader {
  switch (type) {
    case 'string':
      return readText;
    case 'number':
      return (text) => readNumber(text, reading.decimal);
    case 'boolean':
      return booleanReader(reading);
    case 'datetime':
      return instantReader(reading);
    case 'array':
      return (text) => readList(text, reading.separator);
    case 'object':
    case 'geo':
      return (text) => readJson(name, type, text);
  }
}

function readText(text: string): { value: unknown } | Problem {
  if (text.length > MAX_TEXT)
    return problem(
      `has ${text.length} characters; at most ${MAX_TEXT} can be kept.`,
      'Shorten it, or skip the column.',
    );
  if (!isStorable(text))
    return problem('has a character that cannot be stored (U+0000).', 'Remove the character.');
  return { value: text };
}

const problem = (message: string, remedy: string): Problem => ({ message, remedy });
const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const SPACES = /[\s'\u202f\u00a0]/g;
const GROUPED = { '.': /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/, ',': /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/ };

/** The number a text says, with thousands separated or not; undefined: none. */
export function parseNumber(text: string, decimal: '.' | ','): number | undefined {
  let plain = NUMBER.test(text) && decimal === '.' ? text : text.trim().replace(SPACES, '');
  if (GROUPED[decimal].test(plain)) plain = plain.replaceAll(decimal === '.' ? ',' : '.', '');
  if (decimal === ',') plain = plain.includes('.') ? 'no number' : plain.replace(',', '.');
  return NUMBER.test(plain) ? Number(plain) : undefined;
}

function readNumber(text: string, decimal: '.' | ','): { value: unknown } | Problem {
  const value = parseNumber(text, decimal);
  if (value === undefined || !Number.isFinite(value))
    return problem(
      `${shown(text)} is not a number.`,
      `Write it like 1234${decimal}5, choose another decimal sign, or take the column as text.`,
    );
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return problem(
      `${shown(text)} is beyond 2^53, where digits are lost.`,
      'Take the column as text: it is an id rather than a number.',
    );
  return { value };
}

function booleanReader({ yes, no }: Reading): CellReader {
  const values = new Map([
    ...no.map((word) => [word.toLowerCase(), false] as const),
    ...yes.map((word) => [word.toLowerCase(), true] as const),
  ]);
  return (text) => {
    const value = values.get(text.trim().toLowerCase());
    if (value !== undefined) return { value };
    return problem(
      `${shown(text)} is neither yes (${yes.join(', ')}) nor no (${no.join(', ')}).`,
      'Correct it, or add the word to the words of this column.',
    );
  };
}

const LOOKS_LIKE: Record<Reading['date_order'], string> = {
  iso: '2026-12-31 or 2026-12-31T18:30:00Z',
  day_first: '31.12.2026 or 31/12/2026 18:30',
  month_first: '12/31/2026 or 12/31/2026 6:30 PM',
  epoch_seconds: '1798741800, the seconds since 1970',
  epoch_ms: '1798741800000, the milliseconds since 1970',
};

function instantReader({ date_order: order, time_zone: timeZone }: Reading): CellReader {
  const zone = createZone(timeZone);
  return (text) => {
    const at = readInstant(text.trim(), order, zone);
    if (at !== undefined) return { value: new Date(at).toISOString() };
    return problem(
      `${shown(text)} is no date in this order.`,
      `Write it like ${LOOKS_LIKE[order]}, or choose the order the column has.`,
    );
  };
}

function readList(text: string, separator: string): { value: unknown } | Problem {
  const items = text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length > MAX_ITEMS)
    return problem(
      `has ${items.length} elements; at most ${MAX_ITEMS} can be kept.`,
      'Shorten the list, or choose another separator.',
    );
  if (items.some((item) => item.length > MAX_ITEM || !isStorable(item)))
    return problem(
      `has an element of more than ${MAX_ITEM} characters, or with one that cannot be stored.`,
      'Shorten it, or choose the separator the list has.',
    );
  return { value: items };
}

const PAIR = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

function readJson(name: string, type: 'object' | 'geo', text: string): { value: unknown } | Problem {
  const pair = type === 'geo' ? PAIR.exec(text) : null;
  try {
    const value: unknown = pair ? { lat: Number(pair[1]), lon: Number(pair[2]) } : JSON.parse(text);
    return fitted(name, type, value);
  } catch {
    const example = type === 'geo' ? '49.19, 16.61' : '{"street": "Main", "city": "Brno"}';
    return problem(
      `${shown(text)} is no ${type === 'geo' ? 'place' : 'object'}.`,
      `Write it like ${example}, or take the column as text.`,
    );
  }
}

function fitted(name: string, type: AttributeType, value: unknown): { value: unknown } | Problem {
  const found = fitValue(name, value, type);
  return found instanceof AppError ? problemOf(found) : { value: found.stored };
}

/** A value that is typed already (NDJSON): texts are read as in CSV, others must be of the type. */
export function readTyped(
  name: string,
  type: AttributeType,
  value: unknown,
  read: CellReader,
): { value: unknown } | Problem {
  if (typeof value === 'string') return read(value);
  if (name === PS_ID || (type === 'string' && typeof value !== 'object')) {
    return problem(
      `${shown(JSON.stringify(value))} is not a text.`,
      'Put it in quotes; ids as JSON numbers lose their last digits.',
    );
  }
  return fitted(name, type, value);
}
