// Dates and times as files write them, as instants. Pure, and quick: a file has millions of them.
import { Temporal } from 'temporal-polyfill';
import type { Reading } from './import.contract.ts';

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?$/;
const LOCAL =
  /^(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?)?$/;
const EPOCH = /^-?\d{1,14}(?:\.\d+)?$/;

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  /** Minutes east of UTC; undefined: the file does not say. */
  offset: number | undefined;
}

/** The instant in ms since 1970, or undefined for what is none in this order. `offsetOf`: see `createZone`. */
export function readInstant(text: string, order: Reading['date_order'], zone: Zone): number | undefined {
  if (order === 'epoch_seconds' || order === 'epoch_ms') {
    if (!EPOCH.test(text)) return undefined;
    return inRange(Math.round(Number(text) * (order === 'epoch_ms' ? 1 : 1000)));
  }
  const parts = readIso(text) ?? (order === 'iso' ? undefined : readLocal(text, order));
  if (!parts) return undefined;
  const { year, month, day, hour, minute, second, ms } = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const offset = parts.offset ?? zone({ year, month, day, hour });
  return inRange(local - offset * 60_000);
}

/** Years of four digits, which is how they are stored and compared. */
const inRange = (ms: number): number | undefined =>
  ms >= Date.UTC(1000, 0, 1) && ms < Date.UTC(10_000, 0, 1) ? ms : undefined;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);

function readIso(text: string): Parts | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction, zone] = found;
  return {
    ...{ year: Number(year), month: Number(month), day: Number(day) },
    ...{ hour: Number(hour), minute: Number(minute), second: Number(second) },
    ms: fraction ? Number(fraction.padEnd(3, '0').slice(0, 3)) : 0,
    offset: zone === undefined ? undefined : readOffset(zone),
  };
}

function readOffset(zone: string): number {
  if (zone.length === 1) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function readLocal(text: string, order: 'day_first' | 'month_first'): Parts | undefined {
  const found = LOCAL.exec(text);
  if (!found) return undefined;
  const [, first, second, year, hour = 0, minute = 0, seconds = 0, half] = found;
  const [day, month] = order === 'day_first' ? [first, second] : [second, first];
  let hours = Number(hour);
  if (half !== undefined) hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return {
    ...{ year: Number(year), month: Number(month), day: Number(day) },
    ...{ hour: hours, minute: Number(minute), second: Number(seconds), ms: 0 },
    offset: undefined,
  };
}

/** Minutes east of UTC at a local time. */
export type Zone = (local: { year: number; month: number; day: number; hour: number }) => number;

const MAX_REMEMBERED = 20_000;

/** Asking for an offset takes some 10 µs, so it is remembered for each local hour; no zone changes its clocks within one. */
export function createZone(timeZone: string): Zone {
  if (timeZone === 'UTC') return () => 0;
  const remembered = new Map<string, number>();
  return ({ year, month, day, hour }) => {
    const key = `${year}-${month}-${day}-${hour}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    const at = Temporal.PlainDateTime.from({ year, month, day, hour }).toZonedDateTime(timeZone);
    const minutes = at.offsetNanoseconds / 60e9;
    remembered.set(key, minutes);
    return minutes;
  };
}
