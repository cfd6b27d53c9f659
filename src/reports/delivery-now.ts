// How a campaign is being sent now, for its report: the rate its lane tells, what holds it, the time left, and the calls
// without an answer. Pure.
import type { Explanation } from '../kit/remedy.ts';
import type { ReportHead, UnknownCount } from './campaign-report.queries.ts';
import { type DeliveryNow, type LanePace, lanePace, type UnknownCalls } from './rate.contract.ts';
import { findLimit } from './rate-limit.ts';
import { secondsLeft } from './time-left.ts';
import { describeUnknown } from './unknown-words.ts';

export interface DeliveryFacts {
  head: ReportHead;
  campaignId: number;
  unknown: UnknownCount | undefined;
  waiting: number;
  /** What of these wait for, by words. */
  waitingFor: readonly { title: string; count: number }[];
  inFlight: number;
  held: number;
  /** Accepted a second lately, by the ledger. */
  ledgerPerSecond: number;
  /** Of a Page, as configured. */
  pagePerSecond: number;
  explain: (reason: string) => Explanation;
  now: Date;
}

export function describeDelivery(facts: DeliveryFacts): DeliveryNow {
  const { head, now } = facts;
  const { run } = head;
  const pace = readPace(head, now);
  const limitPerSecond = lowestOf(
    run?.perSecond ?? null,
    run?.toPage ? (pace?.limit_per_second ?? facts.pagePerSecond) : null,
  );
  const fullPerSecond = lowestOf(run?.perSecond ?? null, run?.toPage ? facts.pagePerSecond : null);
  const limitedBy = findLimit({ ...limitFacts(facts), pace });
  // The rate is an average over some seconds: when all stopped just now it would still speak of before.
  const goes =
    (head.state === 'sending' || head.state === 'active') &&
    !(limitedBy && LETS_NOTHING_THROUGH.has(limitedBy.kind));
  const perSecond = goes ? rateOf(facts, pace) : 0;
  return {
    per_second: perSecond,
    limit_per_second: limitPerSecond,
    limited_by: limitedBy,
    usage_percent: pace?.usage_percent ?? null,
    seconds_left:
      head.state === 'sending' || head.state === 'scheduled'
        ? secondsLeft({
            left: facts.waiting + facts.inFlight,
            prepared: run?.prepared ?? false,
            startedAt: run?.startedAt ? new Date(run.startedAt) : null,
            ...{ perSecond, limitPerSecond, fullPerSecond, limitedBy, now },
          })
        : null,
    unknown: viewUnknown(facts),
    echoes: !run?.toPage ? 'not_a_page' : head.echoesSubscribed ? 'subscribed' : 'not_subscribed',
    priority: run?.priority ?? 'normal',
  };
}

const LETS_NOTHING_THROUGH: ReadonlySet<string> = new Set(['page_paused', 'no_worker']);

/** What its holder said longer ago than this says nothing of now. */
const PACE_HOLDS_MS = 5_000;

/** null: nobody holds the lane, or its holder has not written for a while. */
function readPace({ lane }: ReportHead, now: Date): LanePace | null {
  const read = lanePace.safeParse(lane?.pace);
  if (!read.success || !lane?.isHeld) return null;
  return now.getTime() - Date.parse(read.data.at) < PACE_HOLDS_MS ? read.data : null;
}

const keyOf = ({ campaignId, head }: DeliveryFacts): string => `${campaignId}/${head.run?.occurrence}`;

const rateOf = (facts: DeliveryFacts, pace: LanePace | null): number =>
  pace ? (pace.campaigns[keyOf(facts)] ?? 0) : facts.ledgerPerSecond;

const lowestOf = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

const FOREVER_FROM_YEAR = 9999;

function limitFacts(facts: DeliveryFacts): Omit<Parameters<typeof findLimit>[0], 'pace'> {
  const { head, now, explain } = facts;
  const { run, lane } = head;
  const until = lane?.pausedUntil ? new Date(lane.pausedUntil) : null;
  return {
    state: head.state,
    pausedBecause: run?.pausedBecause ?? null,
    isDue: run !== null && new Date(run.dueAt) <= now,
    prepared: run?.prepared ?? false,
    waiting: facts.waiting,
    waitsFor: commonWait(facts),
    held: facts.held,
    priority: run?.priority ?? 'normal',
    throttle: run?.perSecond ?? null,
    pagePerSecond: run?.toPage ? facts.pagePerSecond : null,
    isPageDisconnected: run?.toPage === true && head.pageState === 'disconnected',
    pause: until && {
      until: until.getUTCFullYear() >= FOREVER_FROM_YEAR ? null : until,
      ...explain(lane?.pausedBecause ?? 'paused'),
    },
    isWorked: lane?.isHeld === true || head.hasWorkers,
    key: keyOf(facts),
  };
}

/** What everybody who waits is waiting for, most of all; null: somebody waits for their turn alone. */
function commonWait({ waiting, waitingFor }: DeliveryFacts): string | null {
  const known = waitingFor.reduce((sum, { count }) => sum + count, 0);
  return waiting > 0 && known >= waiting ? (waitingFor[0]?.title ?? null) : null;
}

function viewUnknown({ unknown, head }: DeliveryFacts): UnknownCalls | null {
  const { run, echoesSubscribed } = head;
  if (!unknown || !run) return null;
  const resend = head.state === 'stopped' ? 'stopped' : run.resendUnknown;
  const settlesBy = !run.toPage ? 'repeat' : echoesSubscribed ? 'echo' : 'conversation';
  return {
    count: unknown.count,
    oldest_at: unknown.oldestAt.toISOString(),
    next_look_at: unknown.nextLookAt.toISOString(),
    settles_by: settlesBy,
    text: describeUnknown({ count: unknown.count, settlesBy, resend }),
  };
}
