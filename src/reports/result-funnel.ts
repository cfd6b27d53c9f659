// From the segment to those who did what was asked, and who left where, by reason. Pure.
import type { Explain } from './campaign-report.ts';
import type { Results } from './result.contract.ts';
import type { LedgerCell } from './result-series.queries.ts';

/** Decided as people come into the ledger; every other reason is found when their turn comes. */
const AT_THE_DOOR = new Set([
  'no_psid',
  'control_group',
  'global_control_group',
  'audience_limit',
  'duplicate',
]);

export interface FunnelFacts {
  ledger: readonly LedgerCell[];
  engaged: number;
  converted: number;
  explain: Explain;
}

type Step = Results['funnel'][number];
type Left = Step['left'];

/** Each step is part of the one before, but for those who engage or convert without a read receipt. */
export function listFunnel({ ledger, engaged, converted, explain }: FunnelFacts): Step[] {
  const left = (is: (cell: LedgerCell) => boolean): Left => listReasons(ledger.filter(is), explain);
  const isTurnedAway = ({ state, reason }: LedgerCell) =>
    state === 'skipped' && reason !== null && AT_THE_DOOR.has(reason);
  const isSent = ({ state }: LedgerCell) => state === 'accepted';
  const delivered = sum(ledger, ({ deliveredAt }) => deliveredAt !== null);
  const accepted = sum(ledger, isSent);
  const read = sum(ledger, ({ readAt }) => readAt !== null);
  return [
    { step: 'in_segment', people: sum(ledger, () => true), left: [] },
    { step: 'admitted', people: sum(ledger, (cell) => !isTurnedAway(cell)), left: left(isTurnedAway) },
    { step: 'sent', people: accepted, left: left((cell) => !isTurnedAway(cell) && !isSent(cell)) },
    { step: 'delivered', people: delivered, left: [] },
    { step: 'read', people: read, left: [] },
    { step: 'engaged', people: engaged, left: [] },
    { step: 'converted', people: converted, left: [] },
  ];
}

const sum = (cells: readonly LedgerCell[], is: (cell: LedgerCell) => boolean): number =>
  cells.reduce((total, cell) => total + (is(cell) ? cell.count : 0), 0);

const OPEN: Readonly<Record<string, string>> = {
  pending: 'Wait for their turn',
  sending: 'Being sent',
  unknown: 'Sent without an answer yet',
  held: 'Held until they write',
};

/** By reason, the largest first; who is not settled is told apart by the state. */
function listReasons(cells: readonly LedgerCell[], explain: Explain): Left {
  const counts = new Map<string, { reason: string; title: string; count: number }>();
  for (const { state, reason: stored, count } of cells) {
    const open = OPEN[state];
    const reason = open === undefined ? (stored ?? 'other') : state;
    const one = counts.get(reason) ?? { reason, title: open ?? explain(reason).title, count: 0 };
    counts.set(reason, { ...one, count: one.count + count });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
