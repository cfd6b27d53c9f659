// What a value of an attribute may be, and how it is stored: types, normalised date-times and places, limits. Pure; knows
// nothing of what the workspace's catalogue says (that is attribute.rules).
import type { AttributeType } from './profile.contract.ts';

const MAX_TEXT = 4_000;
/** Of a text in a list or inside an object. */
const MAX_INNER_TEXT = 1_000;
const MAX_ITEMS = 200;
const MAX_LEAVES = 100;
/** All texts, numbers and truths of one value together: a list of objects may hold as many as this. */
const MAX_SCALARS = 1_000;
const MAX_NAME = 100;

/** Names through which JavaScript objects are pried open. Templates refuse them, too. */
const RESERVED = new Set(['__proto__', 'prototype', 'constructor']);

export interface ReadValue {
  type: AttributeType;
  stored: unknown;
}

/** What is wrong with a value, and where in it ('' or '.geo.lat'). */
export class ValueFault {
  readonly path: string;
  readonly what: string;
  readonly remedy: string;

  constructor(path: string, what: string, remedy: string) {
    this.path = path;
    this.what = what;
    this.remedy = remedy;
  }
}

/** What is wrong with a new name of an attribute, or of a key inside one: undefined when nothing is. */
export function findNameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > MAX_NAME) return `has more than ${MAX_NAME} characters`;
  if (RESERVED.has(name)) return 'is a word that no attribute may be called';
  if (name.trim() !== name) return 'begins or ends with white space';
  return /[\p{Cc}\p{Cs}.$]/u.test(name) ? 'must not contain dots, $ or control characters' : undefined;
}

/**
 * The type a value has by itself, and the value as it is stored. Date-times become UTC texts of one width
 * (YYYY-MM-DDTHH:MM:SS.mmmZ), inside objects as well, so that they compare as texts; exactly {lat, lon} or
 * {latitude, longitude} becomes the place {lat, lon}.
 */
export function readValue(value: unknown): ReadValue | ValueFault {
  if (typeof value === 'string') {
    if (value.length > MAX_TEXT) return tooLong('', MAX_TEXT);
    const instant = readInstant(value);
    return instant === undefined ? { type: 'string', stored: value } : { type: 'datetime', stored: instant };
  }
  if (typeof value === 'number') return findNumberFault('', value) ?? { type: 'number', stored: value };
  if (typeof value === 'boolean') return { type: 'boolean', stored: value };
  if (Array.isArray(value)) return finish('array', readList('', value, true));
  if (!isRecord(value)) return unstorable('');
  const place = readPlace(value);
  return place ? { type: 'geo', stored: place } : readObject(value);
}

/** An object read as one even when it looks like a place. */
export const readObject = (value: Record<string, unknown>): ReadValue | ValueFault =>
  finish('object', readRecord('', value, 2));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What there is inside a stored object, by its path: `city` is a string, `geo` a place. */
export function listPaths(stored: Record<string, unknown>): [path: string, type: AttributeType][] {
  return Object.entries(stored).flatMap(([key, value]): [string, AttributeType][] => {
    if (!isRecord(value)) return [[key, typeOfStored(value)]];
    if (readPlace(value)) return [[key, 'geo']];
    return Object.entries(value).map(([inner, leaf]) => [`${key}.${inner}`, typeOfStored(leaf)]);
  });
}

/** The type of a value of which it is known that it may be stored. */
export function typeOfStored(value: unknown): AttributeType {
  const read = readValue(value);
  return read instanceof ValueFault ? 'string' : read.type;
}

const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const STORED_LENGTH = '2026-11-22T09:30:00.000Z'.length;

/** A date and time with a zone as it is stored, or undefined when the text is something else. */
export function readInstant(text: string): string | undefined {
  // Almost every text ends here: the fifth and the eleventh character, before any regular expression.
  if (text.length < 17 || text.length > 35 || text[4] !== '-' || text[10] !== 'T') return undefined;
  if (!INSTANT.test(text)) return undefined;
  const day = Number(text.slice(8, 10));
  if (day > 28 && day > daysOfMonth(text)) return undefined;
  if (text.length === STORED_LENGTH && text.endsWith('Z')) return text;
  const stored = new Date(text).toISOString();
  return stored.length === STORED_LENGTH ? stored : undefined; // a zone can carry it out of the years 0 to 9999
}

/** JavaScript reads the 30th of February as the 2nd of March. */
const daysOfMonth = (text: string): number =>
  new Date(Date.UTC(Number(text.slice(0, 4)) || 2000, Number(text.slice(5, 7)), 0)).getUTCDate();

function readPlace(value: Record<string, unknown>): { lat: number; lon: number } | undefined {
  if (Object.keys(value).length !== 2) return undefined;
  const lat = value['lat'] ?? value['latitude'];
  const lon = 'lat' in value ? value['lon'] : value['longitude'];
  if (typeof lat !== 'number' || typeof lon !== 'number') return undefined;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

const TOO_DEEP =
  'lies too deep: an object may hold objects, and those, like the objects of a list, only plain values';

/** A part of a value as it is stored, and how many scalars it holds. */
interface Part {
  stored: unknown;
  scalars: number;
}

function finish(type: AttributeType, part: Part | ValueFault): ReadValue | ValueFault {
  if (part instanceof ValueFault) return part;
  if (part.scalars <= MAX_SCALARS) return { type, stored: part.stored };
  return new ValueFault(
    '',
    `holds more than ${MAX_SCALARS} values`,
    'Send only what messages and segments need.',
  );
}

/** A list of scalars, or (only as a whole attribute) of objects whose leaves are scalars: nothing filters by those, templates read them. */
function readList(path: string, items: readonly unknown[], mayHoldObjects: boolean): Part | ValueFault {
  if (items.length > MAX_ITEMS) {
    return new ValueFault(path, `has more than ${MAX_ITEMS} items`, `Send at most ${MAX_ITEMS} of them.`);
  }
  const stored: unknown[] = [];
  let scalars = 0;
  for (const [index, item] of items.entries()) {
    const at = `${path}.${index}`;
    const part = mayHoldObjects && isRecord(item) ? readRecord(at, item, 0) : readScalar(at, item);
    if (part instanceof ValueFault) return part;
    // In a list every text stays as it came: its elements are compared, not ordered.
    stored.push(typeof item === 'string' ? item : part.stored);
    scalars += part.scalars;
  }
  return { stored, scalars };
}

/** @param levels how many objects deep it may go on from here; 0 with scalars only. */
function readRecord(path: string, record: Record<string, unknown>, levels: number): Part | ValueFault {
  const entries = Object.entries(record);
  if (entries.length > MAX_LEAVES) return tooManyLeaves(path);
  const stored: Record<string, unknown> = {};
  let [scalars, leaves] = [0, 0];
  for (const [key, value] of entries) {
    const at = `${path}.${key}`;
    const fault = findNameFault(key);
    if (fault)
      return new ValueFault(
        path,
        `has the key ${JSON.stringify(key.slice(0, 40))}, which ${fault}`,
        'Send it under another key.',
      );
    if (value === null || value === undefined) continue;
    const part = readInner(at, value, levels);
    if (part instanceof ValueFault) return part;
    stored[key] = part.stored;
    scalars += part.scalars;
    leaves += isRecord(part.stored) ? Object.keys(part.stored).length : 1;
  }
  return leaves > MAX_LEAVES ? tooManyLeaves(path) : { stored, scalars };
}

function readInner(path: string, value: unknown, levels: number): Part | ValueFault {
  if (Array.isArray(value) && levels > 0) return readList(path, value, false);
  if (!isRecord(value)) return readScalar(path, value);
  const place = levels > 1 && readPlace(value);
  if (place) return { stored: place, scalars: 2 };
  if (levels > 1) return readRecord(path, value, 1);
  return new ValueFault(path, TOO_DEEP, 'Send it flat, or under an attribute of its own.');
}

function readScalar(path: string, value: unknown): Part | ValueFault {
  if (typeof value === 'string') {
    if (value.length > MAX_INNER_TEXT) return tooLong(path, MAX_INNER_TEXT);
    return { stored: readInstant(value) ?? value, scalars: 1 };
  }
  if (typeof value === 'number') return findNumberFault(path, value) ?? { stored: value, scalars: 1 };
  return typeof value === 'boolean' ? { stored: value, scalars: 1 } : unstorable(path);
}

function findNumberFault(path: string, value: number): ValueFault | undefined {
  if (!Number.isFinite(value)) {
    return new ValueFault(
      path,
      'is a number too large for any computer',
      'Send it as a text, or a smaller one.',
    );
  }
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return undefined;
  return new ValueFault(path, 'is a whole number beyond 2^53, where digits are lost', 'Send it as a text.');
}

const tooLong = (path: string, limit: number) =>
  new ValueFault(path, `has more than ${limit} characters`, `Send at most ${limit} characters.`);
const tooManyLeaves = (path: string) =>
  new ValueFault(path, `has more than ${MAX_LEAVES} values`, 'Send only what messages and segments need.');
const unstorable = (path: string) =>
  new ValueFault(
    path,
    'is nothing that can be stored',
    'Send a text, a finite number, true or false, a date and time with a zone, a list, or an object.',
  );
