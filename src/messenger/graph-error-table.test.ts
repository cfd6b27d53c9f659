// The table against the platform's description, row by row: this list was written from Meta's error codes (2026-06-25) and
// the reports of other senders, not from the table.
import { expect, it } from 'vitest';
import { GRAPH_ERROR_RANGES, GRAPH_ERRORS } from './graph-error-table.ts';
import { explainErrorKey, explainGraphError, listGraphErrors } from './graph-errors.ts';

const AUTH = 'needs_token';
const DROP = 'drop_person';
/** [code, subcodes (null: the code alone), what must be done, calls in all when the description names a number]. */
const DESCRIBED: [code: number, subcodes: (number | null)[], action: string, tries?: number][] = [
  [1, [null], 'retry', 3],
  [99, [null], 'retry', 3],
  [1, [1357046], 'verify_by_echo'],
  [1, [2018382], 'fix'],
  [2, [null], 'retry', 3],
  [2, [2018344], 'operator'],
  [4, [null], 'slow_down'],
  [17, [null], 'slow_down'],
  [32, [null], 'slow_down'],
  [80001, [null], 'slow_down'],
  [80006, [null], 'slow_down'],
  [4, [2018354], 'retry'],
  [9, [2018352], DROP],
  [10, [null], AUTH],
  [10, [2018278, 2534022, 2018065], 'window_closed'],
  [10, [2018108], 'suppress_person'],
  [10, [2018336], DROP],
  [10, [1893015], 'opt_out'],
  [10, [1404170, 1893063], 'pause_page'],
  [100, [null, 33], 'fix'],
  [100, [2018001], DROP],
  [100, [2018008, 2018294], 'retry', 2],
  [100, [2018014, 2018032, 2018034, 2018047, 2018109, 2018074, 2018164, 2018320, 2018328], 'fix'],
  [7, [2018416], 'fix'], // its main code is not recorded
  [100, [2534015, 2534025, 2534037], 'fix'],
  [190, [null, 458, 459, 460, 463, 464, 467, 492], AUTH],
  [102, [null], AUTH],
  [104, [null], AUTH],
  [200, [null], AUTH],
  [299, [null], AUTH],
  [200, [2018028, 2018027, 2018021], 'operator'],
  [200, [1545041], 'suppress_person'],
  [551, [null, 1545041], 'suppress_person'],
  [368, [null, 1390008], 'pause_page'],
  [508, [2534122], 'retry'],
  [613, [null], 'slow_down'],
  [613, [2018338, 1893016], DROP],
  [613, [2534040, 1996], 'slow_down'], // "wait": a limit is never one person's, so the Page waits
  [1200, [null], 'retry'],
  [2022, [null], 'pause_page'],
  [230, [null], AUTH],
  [10303, [null], 'fix'],
  [10900, [null], DROP],
  [10902, [null], DROP],
  [10903, [null], DROP],
  ...[2018144, 2018154, 2018163, 2018166, ...span(2071010, 2071025)].map(anywhere('fix')),
  ...[2018171, 2018234].map(anywhere('fix')),
  ...span(2018173, 2018188).map(anywhere('fix')),
  ...[2018218].map(anywhere(DROP)),
  ...[2018247].map(anywhere('operator')),
  ...[2018300, 2018321].map(anywhere('retry')),
  ...[...span(24001, 24005), 36103, 2534013, 2534014, 2534029, 2534041, 2534077].map(anywhere('fix')),
  ...[9000001].map(anywhere('fix')),
];

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
/** Meta prints these without a main code. */
function anywhere(action: string) {
  return (number: number): (typeof DESCRIBED)[number] => [number, [null], action];
}

it.each(DESCRIBED)('%i with %j asks for %s', (code, subcodes, action, tries) => {
  for (const subcode of subcodes) {
    const meaning = explainGraphError(code, subcode);
    expect([meaning.key, meaning.action, meaning.isGeneric]).toEqual([meaning.key, action, false]);
    if (tries !== undefined) expect(meaning.tries).toBe(tries);
  }
});

it('a subcode without a main code means the same under any', () => {
  for (const [code, , action] of DESCRIBED.filter(([code]) => code > 1_000_000))
    expect([code, explainGraphError(10, code).action]).toEqual([code, action]);
});

it('every row says what, how and who, once', () => {
  const keys = GRAPH_ERRORS.flatMap(([, rows]) => rows.map(([key]) => key));
  expect(new Set(keys).size).toBe(keys.length);
  for (const { key, title, remedy } of listGraphErrors())
    expect([key, title.length > 10, remedy.length > 10]).toEqual([key, true, true]);
  expect(listGraphErrors()).toHaveLength(keys.length + GRAPH_ERROR_RANGES.length + 1);
});

it('what stops the Page says for how long, and what may be sent again is nobody’s refusal', () => {
  for (const { key, action, again, waitMs, longestMs } of listGraphErrors()) {
    const stops = action === 'slow_down' || action === 'pause_page';
    expect([key, waitMs !== null && longestMs !== null && longestMs >= waitMs]).toEqual([key, stops]);
    if (['suppress_person', 'drop_person', 'opt_out', 'verify_by_echo'].includes(action))
      expect([key, again]).toEqual([key, 'no']);
  }
});

it('the pauses are those the platform asks for', () => {
  const pause = (code: number, subcode: number | null = null) => {
    const { waitMs, longestMs } = explainGraphError(code, subcode);
    return [waitMs, longestMs].map((ms) => (ms ?? 0) / 60_000);
  };
  expect(pause(10, 1893063)).toEqual([30, 240]);
  expect(pause(368)).toEqual([120, 1440]);
  expect(pause(80006)).toEqual([1, 15]);
  expect(pause(613)[0]).toBeLessThan(1);
});

it('a key leads back to its meaning', () => {
  expect(explainErrorKey('10/2018278')?.title).toMatch(/window/);
  expect(explainErrorKey('424242')?.isGeneric).toBe(true);
  expect(explainErrorKey('window_closed')).toBeNull();
});
