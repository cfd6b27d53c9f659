// Puts a campaign's report together: the ledger counted, words for its reasons, and how it is being sent now.
import type { z } from 'zod';
import type { Db } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Explanation } from '../kit/remedy.ts';
import { createMemory, LARGE_LEDGER } from '../kit/remember-dear.ts';
import { findReportHead, findUnknown, type ReportHead } from './campaign-report.queries.ts';
import { describeDelivery } from './delivery-now.ts';
import { countLedger, slotSeconds } from './ledger-count.queries.ts';
import { type Bucket, countStates, listBuckets, recentPerSecond, type StateCount } from './ledger-summary.ts';
import { listLinkPatterns } from './link-patterns.ts';
import type { DeliveryNow } from './rate.contract.ts';
import type { report } from './report.contract.ts';
import type { AcceptedByRoute, ResponseCounts } from './response.contract.ts';
import { countResponses, listTopLinks } from './response-count.queries.ts';
import { listPlans, listRuns } from './result-head.queries.ts';
import { countRoutes, type RoutesOf, routesBy, sameRoutes } from './routes-taken.ts';
import { checkScope, isWhole, type OfCampaign, type Scope } from './scope.queries.ts';

type Report = z.output<typeof report>;
export type Explain = (reason: string) => Explanation;
export interface ReasonGroup {
  state: string;
  reason: string;
  count: number;
}
/** Of those who failed or were skipped: whom the campaign could be sent to again now. */
export type ListRetryable = (of: OfCampaign, unsent: ReasonGroup[], now: Date) => Promise<ReasonGroup[]>;

export interface ReportReaderNeeds {
  db: Db;
  explain: Explain;
  /** What a message waits for, in words. */
  explainWait: (reason: string) => string;
  listRetryable: ListRetryable;
  /** Calls a second of a Page, as configured. */
  pagePerSecond: number;
}

/** What is gone through the whole ledger for. */
interface LedgerView {
  groups: StateCount[];
  routes: AcceptedByRoute;
  responses: ResponseCounts;
  buckets: Bucket[];
  retryable: ReasonGroup[];
  perSecond: number;
}

/** Refuses (not_found) a campaign nobody has, or a run or version it has not. */
export type ReadReport = (scope: Scope, now: Date) => Promise<Report>;

export function createReportReader(needs: ReportReaderNeeds): ReadReport {
  const remember = createMemory<LedgerView>(() => performance.now());
  return async (scope, now) => {
    const { workspaceId, campaignId } = scope;
    const head = await findReportHead(needs.db, scope, now);
    if (!head) throw notFound(`campaign ${formatId('cmp', campaignId)}`);
    await checkScope(needs.db, scope);
    const { run } = head;
    // A campaign that has moved on since is counted anew, however dear it was.
    const version = `${head.state} ${run?.prepared} ${run?.finishedAt}`;
    const key = `${workspaceId}/${campaignId}/${scope.run}/${scope.version}`;
    const view = await remember(key, version, async () => {
      const value = await viewLedger(needs, scope, { head, now });
      return { value, isDear: value.groups.reduce((sum, { count }) => sum + count, 0) >= LARGE_LEDGER };
    });
    const unknown = run ? await findUnknown(needs.db, { ...scope, laneId: run.laneId }) : undefined;
    const count = (state: string): number => countOf(view.groups, state);
    const delivery = describeDelivery({
      head,
      campaignId,
      unknown,
      waiting: count('pending'),
      waitingFor: waitsOf(view.groups, needs.explainWait),
      inFlight: count('sending'),
      held: count('held'),
      ledgerPerSecond: view.perSecond,
      pagePerSecond: needs.pagePerSecond,
      explain: needs.explain,
      now,
    });
    return writeReport({ ...needs, scope, head, view, delivery });
  };
}

async function viewLedger(
  { db, listRetryable }: ReportReaderNeeds,
  scope: Scope,
  { head, now }: { head: ReportHead; now: Date },
): Promise<LedgerView> {
  const { run } = head;
  const span = {
    from: new Date(run?.firstStartedAt ?? head.publishedAt ?? now),
    to: run?.finishedAt ? new Date(run.finishedAt) : now,
  };
  const plans = await listPlans(db, scope);
  const same = sameRoutes(plans);
  const routesOf: RoutesOf = same ? () => same.routes : routesBy(await listRuns(db, scope), plans);
  const messages = plans.flatMap(({ message, variants }) => [message, ...variants.map((one) => one.message)]);
  const [counted, responses, links] = await Promise.all([
    countLedger(db, scope, { ...span, waysDiffer: same === null }),
    countResponses(db, scope),
    listTopLinks(db, scope, listLinkPatterns(messages)),
  ]);
  const groups = countStates(counted);
  const unsent = groups.flatMap(({ state, reason, count }) =>
    reason === null || state === 'pending' ? [] : [{ state, reason, count }],
  );
  // Sending again is one action for all runs.
  const mayRetry = isWhole(scope) && (head.state === 'sending' || head.state === 'finished');
  return {
    groups,
    routes: countRoutes(counted, routesOf),
    responses: { ...responses, links },
    buckets: listBuckets(counted, slotSeconds(span)),
    retryable: mayRetry && unsent.length > 0 ? await listRetryable(scope, unsent, now) : [],
    perSecond: recentPerSecond(counted, slotSeconds(span), now),
  };
}

interface Parts {
  scope: Scope;
  head: ReportHead;
  view: LedgerView;
  delivery: DeliveryNow;
  explain: Explain;
  explainWait: (reason: string) => string;
}

function writeReport({ scope, head, view, delivery, explain, explainWait }: Parts): Report {
  const { groups, retryable, buckets } = view;
  const inSegment = sum(groups, (group) => group.count);
  const reasons = { groups, retryable, explain };
  const { limited_by: limit } = delivery;
  return {
    ...{ run: scope.run, version: scope.version, runs: head.run?.runs ?? 0, time_zone: head.timeZone },
    campaign: {
      id: formatId('cmp', scope.campaignId),
      name: head.name,
      delivery_type: head.deliveryType,
      state: head.state,
      page_name: head.pageName,
    },
    prepared: head.run?.prepared ?? false,
    in_segment: inSegment,
    skipped: reasonsOf('skipped', reasons),
    held: countOf(groups, 'held'),
    waiting: countOf(groups, 'pending'),
    waiting_for: waitsOf(groups, explainWait),
    in_flight: countOf(groups, 'sending'),
    unknown: countOf(groups, 'unknown'),
    attempted: sum(groups, (group) => group.attempted),
    accepted: countOf(groups, 'accepted'),
    accepted_by_route: view.routes,
    delivered: sum(groups, (group) => group.delivered),
    read: sum(groups, (group) => group.read),
    responses: view.responses,
    failed: reasonsOf('failed', reasons),
    retryable: retryable.reduce((total, group) => total + group.count, 0),
    adds_up: addsUp(groups, inSegment),
    delivery,
    per_second: delivery.per_second,
    limited_by: limit && (limit.until ? `${limit.text} It goes on at ${limit.until}.` : limit.text),
    seconds_left: delivery.seconds_left,
    started_at: isoOf(head.run?.firstStartedAt),
    finished_at: isoOf(head.run?.finishedAt),
    series: buckets.map(({ at, accepted, failed }) => ({ at: at.toISOString(), accepted, failed })),
  };
}

const isoOf = (at: string | null | undefined): string | null => (at ? new Date(at).toISOString() : null);

const sum = (groups: StateCount[], of: (group: StateCount) => number): number =>
  groups.reduce((total, group) => total + of(group), 0);

const countOf = (groups: StateCount[], state: string): number =>
  sum(groups, (group) => (group.state === state ? group.count : 0));

/** Who waits for something that is known, the most first. */
const waitsOf = (groups: StateCount[], explainWait: Parts['explainWait']): Report['waiting_for'] =>
  groups.flatMap(({ state, reason, count }) =>
    state === 'pending' && reason !== null ? [{ reason, title: explainWait(reason), count }] : [],
  );

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
