// The economics of messaging windows: in which the messages of a campaign left, and which ones its answers opened anew. Pure.
import type { Results } from './result.contract.ts';
import type { WindowCounts } from './result-count.queries.ts';
import type { LedgerCell } from './result-series.queries.ts';
import { nameRoute, type RoutesOf } from './routes-taken.ts';

type Windows = NonNullable<Results['windows']>;

/**
 * A plain message is only sent while the window is open, a utility template at any time: so the route says how the window
 * stood. @param routesOf of what a cell of the ledger was sent
 */
export function describeWindows(
  ledger: readonly LedgerCell[],
  { reopened, keptOpen }: WindowCounts,
  routesOf: RoutesOf,
): Windows {
  const sum = (is: (cell: LedgerCell) => boolean): number =>
    ledger.reduce((total, cell) => total + (is(cell) ? cell.count : 0), 0);
  const isBy = (kind: string) => (cell: LedgerCell) =>
    cell.route !== null && !cell.wasHeld && nameRoute(routesOf(cell), cell.route).kind === kind;
  const counts = {
    sent_in_open: sum(isBy('message')),
    sent_in_closed: sum(isBy('utility')),
    waited: sum(({ state, wasHeld }) => state === 'accepted' && wasHeld),
    not_sent: sum(
      ({ state, reason }) => state === 'skipped' && reason !== null && WINDOW_REASONS.has(reason),
    ),
    still_held: sum(({ state }) => state === 'held'),
    reopened,
    kept_open: keptOpen,
  };
  return { ...counts, text: windowWords(counts) };
}

const WINDOW_REASONS = new Set(['window_closed', 'window_unknown', 'hold_expired']);

function windowWords({ reopened, kept_open, not_sent }: Omit<Windows, 'text'>): string {
  const people = (count: number): string =>
    count === 1 ? '1 person' : `${count.toLocaleString('en')} people`;
  if (reopened + kept_open === 0)
    return not_sent === 0
      ? 'No answer has opened a window anew yet.'
      : `${people(not_sent)} could not be written to because the window was closed; no answer has opened one anew yet.`;
  return `The answers of ${people(reopened + kept_open)} gave you 24 hours that you would not have had, or not for long: ${people(reopened)} opened a window that had closed, ${people(kept_open)} one that was about to close.`;
}
