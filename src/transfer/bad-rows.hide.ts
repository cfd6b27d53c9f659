// Bad rows for whoever may not see sensitive attributes: without the cells that are to become one, and without the problem
// that quotes them. Pure.
import { readRecord } from './import.format.ts';
import type { ImportRow, StoredBadRow } from './import.queries.ts';

const HIDDEN_PROBLEM = {
  message: 'A value of a sensitive attribute cannot be taken.',
  remedy: 'Let the owner of the workspace look at the row.',
};

/** `hidden`: names of attributes. A cell that is hidden is ''; where cells cannot be told apart, all are. */
export function hideCells(
  { kind, format, settings }: Pick<ImportRow, 'kind' | 'format' | 'settings'>,
  hidden: ReadonlySet<string>,
): (row: StoredBadRow) => StoredBadRow {
  const names = format?.columns ?? [];
  const secret = new Set(
    names.flatMap((name, index) => {
      const target = settings?.columns[index];
      const becomes = target?.to === 'attribute' ? target.name : name;
      const isIdentifier = target?.to === 'identifier' && hidden.has(settings?.list?.identifier ?? '');
      return isIdentifier || hidden.has(becomes) || hidden.has(name) ? [index] : [];
    }),
  );
  const isJson = format?.type === 'ndjson';
  if (hidden.size === 0 || (secret.size === 0 && !isJson)) return (row) => row;
  // A line may have keys that none of the first rows has.
  const isSecret = (key: string) => hidden.has(key) || secret.has(names.indexOf(key));
  // A value of a list that nobody has is kept alone, whichever its column is.
  const isAlone = kind === 'list' && hidden.has(settings?.list?.identifier ?? '');
  const quoted = [...hidden, ...[...secret].map((index) => names[index]!)];
  const cellsOf = (cells: readonly string[]): string[] => {
    if (isAlone) return cells.map(() => '');
    if (isJson) return [withoutKeys(cells[0] ?? '', isSecret)];
    const isWhole = cells.length >= names.length && cells.slice(names.length).every((cell) => cell === '');
    return cells.map((cell, index) => (isWhole && !secret.has(index) ? cell : ''));
  };
  return (row) => ({
    ...row,
    cells: cellsOf(row.cells),
    ...(quoted.some((name) => row.field.includes(name)) && HIDDEN_PROBLEM),
  });
}

/** '' for a line that cannot be read: nobody can say what is in it. */
function withoutKeys(line: string, isSecret: (key: string) => boolean): string {
  const record = readRecord(line);
  if (!record) return '';
  return JSON.stringify(Object.fromEntries(Object.entries(record).filter(([key]) => !isSecret(key))));
}
