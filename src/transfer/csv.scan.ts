// Rows of CSV in a text that comes in pieces. A row that is broken is reported with its line, and reading goes on behind it.
// csv-parse ends at the first fault and gives no place to go on from; of 25 columns it reads 40,000 rows/s where this reads
// 400,000 (bench/import, a busy machine, 2026-11-23). Pure.

/** Longer rows are no rows: a quote that is never closed, or a file of another kind. */
export const MAX_ROW_CHARACTERS = 2 * 1024 * 1024;

export interface Fault {
  message: string;
  remedy: string;
}

export interface ScannedRow {
  cells: string[];
  /** Of the file, from 1; the first line of the row. */
  line: number;
  fault: Fault | undefined;
}

export interface Scanned {
  rows: ScannedRow[];
  /** Where the next row begins. */
  end: number;
  /** The line there. */
  line: number;
}

interface Place {
  at: number;
  line: number;
}

interface ScanOptions {
  /** null: every line is one cell, and quotes are no quotes. */
  delimiter: string | null;
  /** Nothing comes behind this text: its last row needs no line end. */
  isLast: boolean;
  maxRows: number;
}

/** The rows that are complete, from `from` on. Lines without a character are left out. */
export function scanRows(text: string, from: Place, options: ScanOptions): Scanned {
  const rows: ScannedRow[] = [];
  let { at, line } = from;
  while (rows.length < options.maxRows && at < text.length) {
    const found = scanRow(text, at, options);
    if (!found) break;
    if (found.end > at + 2 || found.cells.length > 1 || found.cells[0] !== '')
      rows.push({ cells: found.cells, line, fault: found.fault });
    at = found.end;
    line += found.lines;
  }
  return { rows, end: at, line };
}

interface Row {
  cells: string[];
  end: number;
  lines: number;
  fault: Fault | undefined;
}

function scanRow(text: string, start: number, options: ScanOptions): Row | undefined {
  const newline = text.indexOf('\n', start);
  if (newline < 0 && !options.isLast) return undefined;
  const end = newline < 0 ? text.length : newline;
  const content = withoutReturn(text.slice(start, end));
  const next = newline < 0 ? end : end + 1;
  const { delimiter } = options;
  if (delimiter === null) return { cells: [content], end: next, lines: 1, fault: undefined };
  // Most rows have no quote, and the engine splits those several times as fast as a loop does.
  if (!content.includes('"'))
    return { cells: content.split(delimiter), end: next, lines: 1, fault: undefined };
  return scanQuoted(text, start, { ...options, delimiter, nextLine: next });
}

const withoutReturn = (content: string): string => (content.endsWith('\r') ? content.slice(0, -1) : content);

/** `nextLine`: where to go on behind a row that is broken. */
function scanQuoted(
  text: string,
  start: number,
  options: { delimiter: string; isLast: boolean; nextLine: number },
): Row | undefined {
  const { delimiter, isLast, nextLine } = options;
  const cells: string[] = [];
  const broken = (fault: Fault): Row => ({
    cells: [withoutReturn(text.slice(start, nextLine).replace(/\n$/, ''))],
    end: nextLine,
    lines: 1,
    fault,
  });
  for (let at = start; ; ) {
    const cell = text[at] === '"' ? quotedCell(text, at, start) : plainCell(text, at, delimiter);
    if (cell === 'unclosed') {
      const mayClose = !isLast && text.length - start <= MAX_ROW_CHARACTERS;
      return mayClose ? undefined : broken(UNCLOSED);
    }
    cells.push(cell.value);
    const { end } = cell;
    if (text[end] === delimiter) at = end + 1;
    else {
      const close = text[end] === '\r' && (text[end + 1] === '\n' || end + 1 === text.length) ? end + 1 : end;
      // The piece may end between two quotes that stand for one.
      if (close >= text.length) return isLast ? whole(text, start, text.length, cells) : undefined;
      if (text[close] === '\n') return whole(text, start, close + 1, cells);
      return broken(afterQuote(text[end]!));
    }
  }
}

function whole(text: string, start: number, end: number, cells: string[]): Row {
  let lines = 1;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end - 1; at = text.indexOf('\n', at + 1))
    lines += 1;
  return { cells, end, lines, fault: undefined };
}

interface Cell {
  value: string;
  /** Of the character behind it. */
  end: number;
}

function quotedCell(text: string, at: number, rowStart: number): Cell | 'unclosed' {
  let from = at + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0 || close - rowStart > MAX_ROW_CHARACTERS) return 'unclosed';
    if (text[close + 1] !== '"') {
      const value = text.slice(at + 1, close);
      return { value: from === at + 1 ? value : value.replaceAll('""', '"'), end: close + 1 };
    }
    from = close + 2;
  }
}

/** Quotes inside a cell that does not begin with one stand for themselves. */
function plainCell(text: string, at: number, delimiter: string): Cell {
  const newline = text.indexOf('\n', at);
  const lineEnd = newline < 0 ? text.length : newline;
  const found = text.slice(at, lineEnd).indexOf(delimiter);
  if (found >= 0) return { value: text.slice(at, at + found), end: at + found };
  const value = withoutReturn(text.slice(at, lineEnd));
  return { value, end: at + value.length };
}

const UNCLOSED: Fault = {
  message: 'A quote opens here and is never closed.',
  remedy: 'Close it, or write a quote inside a quoted cell twice ("").',
};

const afterQuote = (character: string): Fault => ({
  message: `Behind a closing quote comes ${JSON.stringify(character)} where the cell should end.`,
  remedy: 'Write a quote inside a quoted cell twice (""), or remove the quotes.',
});
