// The table a person reads: a line for each contestant, each figure a median with least and most behind it.
import type { Summary } from './rounds.ts';

/** Column heading → name of the figure. */
export type Columns = Record<string, string>;

export function printTable(columns: Columns, summaries: Iterable<[string, Summary]>): void {
  const lines = [
    ['', ...Object.keys(columns)],
    ...[...summaries].map(([name, summary]) => [
      name,
      ...Object.values(columns).map((figure) => showFigure(summary, figure)),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('   '),
    );
  console.log();
}

function showFigure(summary: Summary, name: string): string {
  const middle = summary[name];
  if (middle === undefined) return '';
  const values = summary.rounds.map((round) => round[name] ?? 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? show(middle) : `${show(middle)} (${show(least)}–${show(most)})`;
}

const show = (value: number): string =>
  value >= 1_000 || value === Math.round(value)
    ? Math.round(value).toLocaleString('en')
    : value.toFixed(value >= 10 ? 1 : 2);
