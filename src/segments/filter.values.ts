// What counts as blank, as a date-time, as the same letters, and where a dotted name leads: said once, read by the SQL and
// by the plain evaluation alike.

/** Exactly what JavaScript's trim() takes away, as the character set of PostgreSQL's btrim(). */
export const BLANK_CHARACTERS =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

// Months of 31, 30 and 28 days, and the 29th of February of leap years: a text of this shape can be cast without an
// error, which PostgreSQL 15 has no other way to find out (pg_input_is_valid came with 16).
const DAY =
  '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])';
const LEAP_DAY = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29';
// Spelt out, because looking ahead for 0000 makes the whole expression twice as slow in PostgreSQL.
const YEAR = '(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])';

/**
 * A date-time as attributes hold them: UTC with three digits of a second, years 1 to 9999. Such texts stand in the order of
 * their instants. Means the same to JavaScript and to PostgreSQL.
 */
export const DATE_TIME = `^(?:${YEAR}-(?:${DAY})|${LEAP_DAY})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$`;

const dateTime = new RegExp(DATE_TIME);

/** The instant in milliseconds; undefined when the value is not a date-time. */
export const readInstant = (value: unknown): number | undefined =>
  typeof value === 'string' && dateTime.test(value) ? Date.parse(value) : undefined;

/** The way to a value inside objects: address.geo.lat. No attribute has a dot in its name. */
export const pathOf = (attribute: string): string[] => attribute.split('.');

/** A degree of latitude is 111 km. A place has both; what lies beyond is none. */
export const PLACE = { latitude: 90, longitude: 180, earthKm: 6371 } as const;

/**
 * The letters without upper and lower case, one for one, as lower() of the embedded PostgreSQL does it. (On a server with
 * another locale, letters beyond ASCII are that locale's affair.)
 */
export const foldCase = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(letter.toLowerCase().codePointAt(0)!)).join('');
