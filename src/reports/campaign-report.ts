// Puts the report together: counts, words for the reasons, what holds the rate now and how long it will take.
import type { z } from 'zod';
import type { Db } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Explanation } from '../kit/remedy.ts';
import {
  countByState,
  findReportHead,
  listBuckets,
  RECENT_SECONDS,
  type ReportHead,
  type StateCount,
} from './campaign-report.queries.ts';
import type { report } from './report.contract.ts';

type Report = z.output<typeof report>;
export type Explain = (reason: string) => Explanation;
export interface ReasonGroup {
  state: string;
  reason: string;
  count: number;
}
/** Of those who failed or were skipped: whom the campaign could be sent to again now. */
export type ListRetryable = (
  of: { workspaceId: string; campaignId: number },
  unsent: ReasonGroup[],
  now: Date,
) => Promise<ReasonGroup[]>;

export async function readReport(
  needs: { db: Db; explain: Explain; listRetryable: ListRetryable },
  workspaceId: string,
  campaignId: number,
  now: Date,
): Promise<Report> {
  const head = await findReportHead(needs.db, workspaceId, campaignId);
  if (!head) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
  const groups = await countByState(needs.db, workspaceId, campaignId, now);
  const series = await listBuckets(needs.db, workspaceId, campaignId);
  const count = (state: string): number => sum(groups, (group) => (group.state === state ? group.count : 0));
  const mayRetry = head.state === 'sending' || head.state === 'finished';
  const unsent = groups.flatMap(({ state, reason, count }) =>
    reason === null ? [] : [{ state, reason, count }],
  );
  const retryable = mayRetry ? await needs.listRetryable({ workspaceId, campaignId }, unsent, now) : [];
  const reasons = { groups, retryable, explain: needs.explain };
  const inSegment = sum(groups, (group) => group.count);
  const attempted = sum(groups, (group) => group.attempted);
  const waiting = count('pending');
  const perSecond =
    head.state === 'sending'
      ? sum(groups, (group) => (group.state === 'accepted' ? group.recent : 0)) / RECENT_SECONDS
      : 0;
  return {
    campaign: {
      id: formatId('cmp', campaignId),
      name: head.name,
      state: head.state,
      page_name: head.pageName,
    },
    prepared: head.prepared,
    in_segment: inSegment,
    skipped: reasonsOf('skipped', reasons),
    held: count('held'),
    waiting,
    in_flight: count('sending'),
    unknown: count('unknown'),
    attempted,
    accepted: count('accepted'),
    delivered: sum(groups, (group) => group.delivered),
    read: sum(groups, (group) => group.read),
    failed: reasonsOf('failed', reasons),
    retryable: retryable.reduce((total, group) => total + group.count, 0),
    adds_up: addsUp(groups, inSegment),
    per_second: perSecond,
    limited_by: limitedBy(head, waiting, now, needs.explain),
    seconds_left: perSecond > 0 && waiting > 0 ? Math.ceil(waiting / perSecond) : null,
    started_at: head.startedAt?.toISOString() ?? null,
    finished_at: head.finishedAt?.toISOString() ?? null,
    series: series.map(({ at, accepted, failed }) => ({ at: at.toISOString(), accepted, failed })),
  };
}

const sum = (groups: StateCount[], of: (group: StateCount) => number): number =>
  groups.reduce((total, group) => total + of(group), 0);

interface Reasons {
  groups: StateCount[];
  retryable: ReasonGroup[];
  explain: Explain;
}

function reasonsOf(state: string, { groups, retryable, explain }: Reasons): Report['failed'] {
  return groups
    .filter((group) => group.state === state)
    .map(({ reason, count }) => {
      const key = reason ?? 'other';
      const again = retryable.find((group) => group.state === state && group.reason === key);
      return { reason: key, ...explain(key), count, retryable: again?.count ?? 0 };
    });
}

/** What must hold of any ledger: receipts only on accepted rows, a call behind every accepted one, reads within deliveries. */
function addsUp(groups: StateCount[], inSegment: number): boolean {
  const sensible = groups.every(
    (group) =>
      (group.state === 'accepted'
        ? group.attempted === group.count
        : group.delivered === 0 && group.read === 0) &&
      group.read <= group.delivered &&
      group.delivered <= group.count,
  );
  const known = new Set(['pending', 'sending', 'unknown', 'held', 'accepted', 'failed', 'skipped']);
  return sensible && sum(groups, (group) => (known.has(group.state) ? group.count : 0)) === inSegment;
}

function limitedBy(head: ReportHead, waiting: number, now: Date, explain: Explain): string | null {
  if (head.pausedBecause) return `The campaign is ${head.pausedBecause}.`;
  if (waiting === 0 || head.state !== 'sending') return null;
  if (head.laneUntil && head.laneUntil > now) {
    const why = explain(head.laneBecause ?? 'paused').title;
    const until =
      head.laneUntil.getUTCFullYear() >= 9999
        ? 'until somebody acts'
        : `until ${head.laneUntil.toISOString()}`;
    return `The Page is paused ${until}: ${why}.`;
  }
  if (head.perSecond !== null) return `The campaign’s own limit of ${head.perSecond} a second.`;
  return head.toPage ? 'The platform’s limit for the Page (300 a second at most).' : null;
}
