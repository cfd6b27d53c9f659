// Rows as CSV that spreadsheets open without harm: a cell that would be a formula begins with an apostrophe. Pure.

/** Excel takes UTF-8 for what it is only with this mark. */
export const BOM = '\ufeff';

/** What spreadsheets run as a formula, the full-width forms of some included; a tab or a return before it is no hindrance. */
const FORMULA = /^[\t\r\n ]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/;
/** Numbers and phone numbers may begin with a sign. */
const HARMLESS = /^[+-]?[\d\s().,/-]*$/;

const safe = (text: string): string => (FORMULA.test(text) && !HARMLESS.test(text) ? `'${text}` : text);

/** null and undefined are empty; lists and objects are JSON. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'string'
      ? safe(value)
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return /[",;\t\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvRow = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;
