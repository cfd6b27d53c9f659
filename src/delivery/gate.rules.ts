// May this message leave now, as far as its campaign and its workspace want? The controls as pure rules: of a delivery, of what
// its person has had, and of the time. The platform's rules are the policy's, which is asked afterwards.
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import type { Controls, QuietHours } from './controls.contract.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import type { WorkspaceRules } from './sending-rules.ts';

/** At most so many of these messages to one person within so long. */
export interface Cap {
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

/** Those that hold for a campaign’s messages; null: none. */
export function quietHoursOf({ quiet_hours: own }: Controls, workspace: WorkspaceRules): QuietHours | null {
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
  const own = had.filter((one) => isOwn(rules, one));
  const limit = rules.perPersonLimit ?? Number.POSITIVE_INFINITY;
  if (countedByLimit(rules, own).length >= limit) return { kind: 'skip', reason: 'per_person_limit' };
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

/** A cap or a gap that lets nothing through until then. */
export interface Closed {
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

const isOwn = ({ campaignId }: GateRules, had: Had): boolean => had.campaignId === campaignId;
const isSeen = (rules: GateRules, had: Had): boolean => isOwn(rules, had) || !had.isOutside;

/** The messages of the campaign that the limit a person counts. */
export const countedByLimit = <Of extends Had>(rules: GateRules, had: readonly Of[]): Of[] =>
  had.filter((one) => one.acceptedAt !== null && isOwn(rules, one));

const countsFor = (rules: GateRules, { of }: Cap, had: Had): boolean => {
  if (of === 'campaign') return isOwn(rules, had);
  return isSeen(rules, had) && (of === 'workspace' || isAmong(had.tags, of.tag));
};

/** Of the reason: frequency_cap:workspace. */
export const capName = ({ of }: Cap): string => (typeof of === 'string' ? of : `tag ${of.tag}`);

const acceptedMs = ({ acceptedAt }: Had): number => acceptedAt?.getTime() ?? Number.NEGATIVE_INFINITY;

/** The accepted messages that a cap counts at an instant, the last first. */
export function countedByCap<Of extends Had>(
  rules: GateRules,
  cap: Cap,
  had: readonly Of[],
  now: Date,
): Of[] {
  const since = now.getTime() - cap.ms;
  return had
    .filter((one) => acceptedMs(one) > since && countsFor(rules, cap, one))
    .toSorted((a, b) => acceptedMs(b) - acceptedMs(a));
}

/** Full with what was accepted: until the oldest that fills it is too old to count. */
export function capped(rules: GateRules, cap: Cap, had: readonly Had[], now: Date): Closed | null {
  const fills = countedByCap(rules, cap, had, now)[cap.times - 1]?.acceptedAt;
  return fills == null ? null : { reason: `frequency_cap:${capName(cap)}`, until: addMs(fills, cap.ms) };
}

/** When the last message was accepted that the gap is counted from; minus infinity: none was. */
export const lastBeforeGap = (rules: GateRules, had: readonly Had[]): number =>
  Math.max(...had.filter((one) => isSeen(rules, one)).map(acceptedMs));

export function tooSoon(rules: GateRules, had: readonly Had[], now: Date): Closed | null {
  const { gapMs } = rules;
  const last = lastBeforeGap(rules, had);
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
