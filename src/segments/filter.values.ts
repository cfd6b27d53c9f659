// What counts as blank, and what as a date-time: said once, read by the SQL and by the plain evaluation alike.

/** Exactly what JavaScript's trim() takes away, as the character set of PostgreSQL's btrim(). */
export const BLANK_CHARACTERS =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

// Months of 31, 30 and 28 days, and the 29th of February of leap years: a text of this shape can be cast without an
// error, which PostgreSQL 15 has no other way to find out (pg_input_is_valid came with 16).
const DAY =
  '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])';
const LEAP_DAY = '(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:12|16|20|24|28)00)-02-29';
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,6})?)?';
const ZONE = '(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])';

/** ISO 8601 with a zone, to the microsecond, years 1000 to 2999. Means the same to JavaScript and to PostgreSQL. */
export const DATE_TIME = `^(?:[12][0-9]{3}-(?:${DAY})|${LEAP_DAY})T${TIME}${ZONE}$`;

const dateTime = new RegExp(DATE_TIME);
const MICROSECONDS = /(\.\d{3})\d+/;

/** The instant in whole milliseconds, finer digits cut off; undefined when the value is not a date-time. */
export function readInstant(value: unknown): number | undefined {
  if (typeof value !== 'string' || !dateTime.test(value)) return undefined;
  return Date.parse(value.replace(MICROSECONDS, '$1'));
}
