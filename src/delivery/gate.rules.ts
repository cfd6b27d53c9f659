// May this message leave now, as far as its campaign and its workspace want? The controls as pure rules: of a delivery, of what
// its person has had, and of the time. The platform's rules are the policy's, which is asked afterwards.
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import type { Controls, QuietHours } from './controls.contract.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import type { WorkspaceRules } from './sending-rules.ts';

/** At most so many of these messages to one person within so long. */
interface Cap {
  times: number;
  ms: number;
  /** Which messages count: the campaign's own, all, or those of campaigns with the tag, in whatever case it is written. */
  of: 'campaign' | 'workspace' | { tag: string };
}

/** What one run's messages must keep to. */
export interface GateRules {
  campaignId: number;
  tags: readonly string[];
  caps: readonly Cap[];
  gapMs: number;
  perPersonLimit: number | null;
  whenCapped: Controls['when_capped'];
  quietHours: QuietHours | null;
  /** How far back what a person has had matters; 0: not at all. */
  lookBackMs: number;
  /** The workspace's rules do not hold for it, and its messages do not count for others. */
  isOutside: boolean;
}

/** The longest span a cap can have is behind `per_person_limit`, which counts for ever. */
export const EVER_MS = Number.POSITIVE_INFINITY;

export function gateRulesOf(
  of: { campaignId: number; plan: Pick<DeliveryPlan, 'controls'>; tags: readonly string[] },
  workspace: WorkspaceRules,
): GateRules {
  const { tags } = of;
  const { controls } = of.plan;
  const ofWorkspace = controls.obey_workspace
    ? workspace.caps.filter(({ tag }) => tag === null || isAmong(tags, tag))
    : [];
  const caps: Cap[] = [
    ...controls.caps.map(({ times, hours }) => ({ times, ms: hours * HOUR_MS, of: 'campaign' as const })),
    ...ofWorkspace.map(({ times, hours, tag }) => ({
      ...{ times, ms: hours * HOUR_MS },
      of: tag === null ? ('workspace' as const) : { tag },
    })),
  ];
  const gapMs =
    MINUTE_MS *
    Math.max(
      controls.minimum_gap_minutes ?? 0,
      controls.obey_workspace ? (workspace.minimum_gap_minutes ?? 0) : 0,
    );
  const perPersonLimit = controls.per_person_limit;
  return {
    campaignId: of.campaignId,
    tags,
    caps,
    gapMs,
    perPersonLimit,
    whenCapped: controls.when_capped,
    isOutside: !controls.obey_workspace,
    quietHours: quietHoursOf(controls, workspace),
    lookBackMs: Math.max(perPersonLimit === null ? 0 : EVER_MS, gapMs, ...caps.map(({ ms }) => ms)),
  };
}

const isAmong = (tags: readonly string[], tag: string): boolean =>
  tags.some((one) => one.toLowerCase() === tag.toLowerCase());

function quietHoursOf({ quiet_hours: own }: Controls, workspace: WorkspaceRules): QuietHours | null {
  if (own === 'workspace') return workspace.quiet_hours;
  return own === 'none' ? null : own;
}

/** A message the person has had, or that is on its way to them. */
export interface Had {
  campaignId: number;
  tags: readonly string[];
  /** When it was accepted; null: it is under way, or nobody knows yet whether it arrived. */
  acceptedAt: Date | null;
  /** It was called and not answered; left out: it was not. */
  isUnknown?: boolean;
  /** Of a campaign outside the workspace's rules: an answer somebody asked for leaves room for what others send. */
  isOutside: boolean;
}

export type Held = { kind: 'wait'; reason: string; until: Date; expiresAt?: Date };
export type Judged = { kind: 'pass' } | { kind: 'skip'; reason: string } | Held;

const PASS: Judged = { kind: 'pass' };

/** Whether another message to the same person arrives is known this soon as a rule: a call takes less. */
const UNDER_WAY_MS = 1_000;
/** An answer that was lost is settled by its echo, or minutes later by its absence. */
const UNKNOWN_MS = 15_000;
/**
 * Who waits for a cap without an expiry of its own waits so long at most: as long as the longest messaging window, behind which
 * nobody knows whether the message still makes sense.
 */
export const LONGEST_WAIT_MS = 7 * DAY_MS;

/** Limit, caps and gap, by what the person has had. */
export function judgeHistory(
  rules: GateRules,
  had: readonly Had[],
  { now, expiresAt }: { now: Date; expiresAt: Date | null },
): Judged {
  const own = had.filter(({ campaignId }) => campaignId === rules.campaignId);
  const limit = rules.perPersonLimit ?? Number.POSITIVE_INFINITY;
  if (own.filter(({ acceptedAt }) => acceptedAt !== null).length >= limit)
    return { kind: 'skip', reason: 'per_person_limit' };
  const closed = [...rules.caps.map((cap) => capped(rules, cap, had, now)), tooSoon(rules, had, now)].filter(
    (one) => one !== null,
  );
  const last = closed.reduce<Closed | null>((a, b) => (a === null || b.until > a.until ? b : a), null);
  if (last !== null) return held(rules, last, now, expiresAt);
  const waitMs = had.some((one) => one.isUnknown) ? UNKNOWN_MS : UNDER_WAY_MS;
  return mayBecomeClosed(rules, had, own.length >= limit, now)
    ? { kind: 'wait', reason: 'waits_for_result', until: addMs(now, waitMs) }
    : PASS;
}

interface Closed {
  reason: string;
  until: Date;
}

function held(
  { whenCapped }: GateRules,
  { reason, until }: Closed,
  now: Date,
  expiresAt: Date | null,
): Judged {
  const bound = expiresAt ?? addMs(now, LONGEST_WAIT_MS);
  if (whenCapped === 'skip' || until >= bound) return { kind: 'skip', reason };
  return { kind: 'wait', reason, until, expiresAt: bound };
}

const isSeen = ({ campaignId }: GateRules, had: Had): boolean =>
  had.campaignId === campaignId || !had.isOutside;

const countsFor = (rules: GateRules, { of }: Cap, had: Had): boolean => {
  if (of === 'campaign') return had.campaignId === rules.campaignId;
  return isSeen(rules, had) && (of === 'workspace' || isAmong(had.tags, of.tag));
};

const nameOf = ({ of }: Cap): string => (typeof of === 'string' ? of : `tag ${of.tag}`);

/** Full with what was accepted: until the oldest that fills it is too old to count. */
function capped(rules: GateRules, cap: Cap, had: readonly Had[], now: Date): Closed | null {
  const since = now.getTime() - cap.ms;
  const times = had
    .filter((one) => countsFor(rules, cap, one))
    .map(({ acceptedAt }) => acceptedAt?.getTime() ?? Number.NEGATIVE_INFINITY)
    .filter((at) => at > since)
    .toSorted((a, b) => b - a);
  const fills = times[cap.times - 1];
  return fills === undefined
    ? null
    : { reason: `frequency_cap:${nameOf(cap)}`, until: new Date(fills + cap.ms) };
}

function tooSoon(rules: GateRules, had: readonly Had[], now: Date): Closed | null {
  const { gapMs } = rules;
  const times = had.filter((one) => isSeen(rules, one)).map(({ acceptedAt }) => acceptedAt?.getTime());
  const last = Math.max(...times.map((at) => at ?? Number.NEGATIVE_INFINITY));
  return gapMs > 0 && last + gapMs > now.getTime()
    ? { reason: 'minimum_gap', until: new Date(last + gapMs) }
    : null;
}

/** Whether it would be closed if what is under way were accepted. */
function mayBecomeClosed(rules: GateRules, had: readonly Had[], limitReached: boolean, now: Date): boolean {
  if (had.every(({ acceptedAt }) => acceptedAt !== null)) return false;
  const as = had.map((one) => ({ ...one, acceptedAt: one.acceptedAt ?? now }));
  return (
    limitReached ||
    tooSoon(rules, as, now) !== null ||
    rules.caps.some((cap) => capped(rules, cap, as, now) !== null)
  );
}

/** Its time is over: it is not sent any more. */
export const isExpired = (expiresAt: Date | null, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

/**
 * `until`, moved by up to a second so that those who wait together leave in the order in which they would have: whose messaging
 * window closes first has the earliest turn, up to 7 days before now.
 */
export function inTurn(until: Date, dueAt: Date, now: Date): Date {
  const late = Math.min(LONGEST_WAIT_MS, Math.max(0, now.getTime() - dueAt.getTime()));
  return addMs(until, Math.round(1_000 * (1 - late / LONGEST_WAIT_MS)));
}
