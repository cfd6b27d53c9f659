// What the demo shows: headings, progress bars, and the closing table.

import { setTimeout as sleep } from 'node:timers/promises';
import cliProgress from 'cli-progress';

const interactive = process.stdout.isTTY === true;
const paint = (code: number, text: string): string =>
  interactive ? `\u001b[${code}m${text}\u001b[0m` : text;

export const heading = (number: number, text: string): void =>
  console.log(`\n${paint(1, `${number}. ${text}`)}`);
export const note = (text: string): void => console.log(`   ${text}`);

/** Follows a number to its goal. `read` is asked four times a second; throws when the goal is not reached in time. */
export async function follow(
  what: string,
  goal: number,
  read: () => Promise<number>,
  withinMs = 60_000,
): Promise<void> {
  const bar = interactive
    ? new cliProgress.SingleBar(
        { format: `   {bar} {value}/{total} ${what}`, hideCursor: true, barsize: 30 },
        cliProgress.Presets.shades_classic,
      )
    : undefined;
  bar?.start(goal, 0);
  const startedAt = performance.now();
  let value = 0;
  try {
    while (value < goal) {
      value = await read();
      bar?.update(Math.min(value, goal));
      if (value >= goal) break;
      if (performance.now() - startedAt > withinMs)
        throw new Error(`Only ${value} of ${goal} ${what} after ${withinMs / 1000} s`);
      await sleep(250);
    }
  } finally {
    bar?.stop();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  note(`${value} ${what} in ${seconds.toFixed(1)} s`);
}

export interface Line {
  what: string;
  talaria: number | string;
  expected: number | string;
  source: string;
}

/** Prints each number beside the one it must equal; returns how many differ. */
export function printTable(lines: Line[]): number {
  const width = Math.max(...lines.map((line) => line.what.length));
  let wrong = 0;
  for (const { what, talaria, expected, source } of lines) {
    const same = talaria === expected;
    if (!same) wrong += 1;
    const mark = same ? paint(32, '✓') : paint(31, '✗');
    console.log(
      `   ${mark} ${what.padEnd(width)}  ${String(talaria).padStart(6)}  ${same ? '=' : '≠'} ${String(expected).padStart(6)}  ${paint(2, source)}`,
    );
  }
  return wrong;
}
