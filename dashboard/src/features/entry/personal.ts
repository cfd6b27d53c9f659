// Customer ids as they are pasted, and personal links as a table for a mail program. Pure.

/** The service makes so many at a time. */
export const MAX_CUSTOMERS = 1000;

/** One a line, or between commas and semicolons; quotes of a copied table and repetitions are dropped. */
export function readCustomerIds(text: string): string[] {
  const ids = text.split(/[\n,;\t]/).map((id) =>
    id
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  return [...new Set(ids.filter((id) => id !== ''))];
}

interface Row {
  customer_id: string;
  url: string;
  expires_at: string;
}

/** Comma-separated with a heading. A cell that a spreadsheet would take for a formula is made a text. */
export function toCsv(rows: readonly Row[]): string {
  const lines = rows.map(({ customer_id, url, expires_at }) => [customer_id, url, expires_at]);
  return [['customer_id', 'url', 'expires_at'], ...lines]
    .map((cells) => cells.map(cell).join(','))
    .join('\r\n');
}

function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
