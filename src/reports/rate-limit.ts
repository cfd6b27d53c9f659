// What holds the rate of a campaign now, in words with figures: the first thing that does, from what stops it altogether
// to what only slows it down. Pure.
import type { LanePace, LimitedBy } from './rate.contract.ts';

export interface RateFacts {
  /** Of the campaign. */
  state: string;
  pausedBecause: string | null;
  /** Its time has come. */
  isDue: boolean;
  /** Its audience is written. */
  prepared: boolean;
  waiting: number;
  /** What everybody who waits is waiting for besides their turn, in words; null: there is no such thing. */
  waitsFor: string | null;
  held: number;
  priority: 'high' | 'normal';
  /** Calls a second the campaign allows itself; null: no limit of its own. */
  throttle: number | null;
  /** Calls a second of a Page as configured; null: the other side is no Page. */
  pagePerSecond: number | null;
  isPageDisconnected: boolean;
  /** Of the lane; `until` null: until somebody acts. */
  pause: { until: Date | null; title: string; remedy: string | null } | null;
  /** Somebody holds the lane, or is about to. */
  isWorked: boolean;
  /** null: nobody has said lately. */
  pace: LanePace | null;
  /** `campaign/occurrence`, its name in the pace. */
  key: string;
}

/** messenger-platform §6: Send API calls a second and Page. */
const PLATFORM_PER_SECOND = 300;
/** Others are worth a word from this share of the lane on. */
const SHARING_FROM = 0.1;
/** Below this share of the limit it is not the limit that holds. */
const AT_LIMIT_FROM = 0.7;

const SENDS: ReadonlySet<string> = new Set(['sending', 'active', 'scheduled']);

/** null: nothing holds it, or there is nothing to send. */
export function findLimit(facts: RateFacts): LimitedBy | null {
  if (facts.state === 'paused') {
    const text = `The campaign is ${facts.pausedBecause ?? 'paused'}.`;
    return { kind: 'paused', text, until: null, remedy: 'Resume it when it may go on.' };
  }
  if (!SENDS.has(facts.state) || !facts.isDue) return null;
  const isLeft = facts.waiting > 0 || !facts.prepared;
  if (!isLeft && facts.held === 0) return null;
  return findStop(facts) ?? (facts.waiting > 0 ? findBrake(facts) : null);
}

/** What lets nothing through. */
function findStop(facts: RateFacts): LimitedBy | null {
  const { pause, pace } = facts;
  if (facts.isPageDisconnected)
    return limit('page_paused', 'The Page is disconnected.', {
      remedy: 'Connect it again under Pages; the campaign goes on by itself.',
    });
  if (pause)
    return limit('page_paused', `The Page is paused: ${pause.title}.`, {
      until: pause.until?.toISOString() ?? null,
      remedy: pause.remedy,
    });
  if (!facts.isWorked)
    return limit('no_worker', 'No worker process runs, so nothing leaves.', {
      remedy: 'Start Talaria again, or one more worker: npm run talaria -- worker.',
    });
  if (facts.waiting === 0 && !facts.prepared) return limit('preparing', 'The audience is being written.');
  if (facts.waiting === 0)
    return limit('held', `${messages(facts.held)} held until the person writes, or it is too late for it.`);
  if (pace?.trouble)
    return limit('trouble', `${pace.trouble}.`, {
      remedy: 'Look at the service behind the address. Talaria tries again by itself.',
    });
  if (facts.waitsFor !== null) return limit('waits', `${facts.waitsFor}.`);
  return null;
}

/** What only slows it down. */
function findBrake(facts: RateFacts): LimitedBy | null {
  const { throttle, pace, pagePerSecond } = facts;
  const lane = pace?.limit_per_second ?? pagePerSecond;
  if (throttle !== null && (lane === null || throttle <= lane))
    return limit('throttle', `The campaign’s own limit of ${throttle} a second.`);
  if (pace === null) return pagePerSecond === null ? null : pageLimit(pagePerSecond);
  if (pace.waits_for_answers) return slowAnswers(pace, pagePerSecond);
  if (pagePerSecond !== null && pace.because !== null) return lowered(pace, pagePerSecond);
  return findSharing(facts, pace) ?? (pagePerSecond === null ? null : findPageLimit(pace, pagePerSecond));
}

function lowered(
  { because, usage_percent: usage, limit_per_second: now }: LanePace,
  full: number,
): LimitedBy {
  const rate = `at most ${rounded(now)} of ${full} a second now`;
  return because === 'usage' && usage !== null
    ? limit(
        'usage',
        `Facebook says ${Math.round(usage)} % of the Page’s allowance is used: ${rate}, more again by itself.`,
      )
    : limit('after_limit', `Facebook refused calls for being too many: ${rate}, rising by itself.`);
}

function slowAnswers(pace: LanePace, pagePerSecond: number | null): LimitedBy {
  const who = pagePerSecond === null ? 'The receiver' : 'Facebook';
  return limit(
    'slow_answers',
    `${who} answers slowly: as many calls are open as may be, ${rounded(pace.per_second)} a second get through.`,
    {
      remedy: pagePerSecond === null ? 'Make the receiver answer faster.' : null,
    },
  );
}

function findSharing(facts: RateFacts, pace: LanePace): LimitedBy | null {
  const others = Object.entries(pace.campaigns).filter(([key, rate]) => key !== facts.key && rate > 0);
  const theirs = others.reduce((sum, [, rate]) => sum + rate, 0);
  const isFull = pace.per_second >= pace.limit_per_second * AT_LIMIT_FROM;
  if (!isFull || theirs < pace.limit_per_second * SHARING_FROM) return null;
  const who = others.length === 1 ? 'Another campaign sends' : `${others.length} other campaigns send`;
  return limit(
    'sharing',
    `${who} to the same place: ${rounded(theirs)} of ${rounded(pace.limit_per_second)} a second.`,
    {
      remedy:
        facts.priority === 'high'
          ? null
          : 'A campaign that must go first can be given priority before it is published.',
    },
  );
}

/** A rate far below the limit is held by something else: this machine, or repeats whose time has not come. */
function findPageLimit(pace: LanePace, pagePerSecond: number): LimitedBy | null {
  const isStarting = pace.per_second === 0;
  return isStarting || pace.per_second >= pace.limit_per_second * AT_LIMIT_FROM
    ? pageLimit(pagePerSecond)
    : null;
}

const pageLimit = (perSecond: number): LimitedBy =>
  perSecond < PLATFORM_PER_SECOND
    ? limit('page_limit', `The limit set for every Page: ${perSecond} a second.`, {
        remedy: `Facebook allows ${PLATFORM_PER_SECOND}; SEND_RATE_PER_SECOND sets it.`,
      })
    : limit('page_limit', `The Page’s limit: ${PLATFORM_PER_SECOND} a second, the most Facebook allows.`);

const limit = (
  kind: LimitedBy['kind'],
  text: string,
  more: Partial<Pick<LimitedBy, 'until' | 'remedy'>> = {},
): LimitedBy => ({ kind, text, until: null, remedy: null, ...more });

const rounded = (perSecond: number): number =>
  perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond);
const messages = (count: number): string => (count === 1 ? '1 message is' : `${count} messages are`);
