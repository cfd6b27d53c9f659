// How PostgreSQL's values become JavaScript's. One place, used by every pool, so a column reads the same everywhere.
import pg from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;

/**
 * int8 as a number. Our own ids and counts stay far below 2^53; what may not (the platform's ids) is text everywhere.
 * A value above that throws instead of losing its last digits silently.
 */
export function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The int8 value ${text} does not fit a JavaScript number; select it as text`);
  }
  return value;
}

type Parse = (text: string) => unknown;

const parsers: Record<number, Parse> = {
  [INT8]: readInt8,
  [INT8_ARRAY]: (text) => readArray(text, readInt8),
  // pg would make a Date at midnight of the machine's own time zone: a calendar day has none.
  [DATE]: (text) => text,
  [DATE_ARRAY]: (text) => readArray(text, (day) => day),
};

// Both element types are written without quotes or escapes, so splitting is exact.
function readArray(text: string, read: Parse): unknown[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map((item) => (item === 'NULL' ? null : read(item)));
}

/** For pg's `types` option. Everything not named above keeps pg's own reading (timestamptz → Date, jsonb → parsed). */
export const readTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) ||
    pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};
