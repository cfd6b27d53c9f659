// The controls that count what a person has had: the limit a person, caps, and the minimum gap. By the functions the gate itself
// judges by, as of the moment it did. Pure.
import {
  type Cap,
  type Closed,
  capName,
  capped,
  countedByCap,
  countedByLimit,
  type GateRules,
  gateRulesOf,
  LONGEST_WAIT_MS,
  lastBeforeGap,
  tooSoon,
} from '../delivery/gate.rules.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import type { ControlKind, WhyControl } from './why.contract.ts';
import {
  type ControlFacts,
  type Judged,
  type KnownHad,
  type RuledRun,
  type Telling,
  tellControl,
} from './why.control.ts';
import { keyOf, type Stand, standAtGate } from './why.course.ts';
import { atWords, minutesWords, spanWords } from './why.words.ts';

export const rulesOf = (
  { campaignId, tags, workspace }: Omit<ControlFacts, 'had'>,
  { plan }: Pick<RuledRun, 'plan'>,
): GateRules => gateRulesOf({ campaignId, plan, tags }, workspace);

/** What the person had had by then; of now also what is on its way to them. */
export function hadBy({ facts, message, at }: Pick<Judged, 'facts' | 'message' | 'at'>): KnownHad[] {
  const others = facts.had.filter((one) => one.deliveryId !== message?.deliveryId);
  return others.filter(({ acceptedAt }) => (acceptedAt === null ? at >= facts.now : acceptedAt <= at));
}

/** Of all that stopped or held it, the messages that were counted, the last first. */
export function countedAgainst(of: Judged): KnownHad[] {
  const rules = rulesOf(of.facts, of.run);
  const had = hadBy(of);
  const reason = of.message?.reason ?? '';
  const caps = rules.caps.filter((cap) => reason === reasonOf(cap));
  if (caps.length > 0)
    return caps.flatMap((cap) => countedByCap(rules, cap, had, of.at)).slice(0, MOST_NAMED);
  return reason === 'minimum_gap' ? lastOf(rules, had) : [];
}

export function tellHad(of: Judged): WhyControl[] {
  const rules = rulesOf(of.facts, of.run);
  const had = hadBy(of);
  return [
    ...tellLimit(of, rules, had),
    ...rules.caps.map((cap) => tellCap(of, { rules, cap, had })),
    ...tellGap(of, rules, had),
    ...tellGone(of, rules),
  ];
}

function tellLimit(of: Judged, rules: GateRules, had: readonly KnownHad[]): WhyControl[] {
  const most = rules.perPersonLimit;
  if (most === null) return [];
  const counted = countedByLimit(rules, had).length;
  const waits = waitsForResult(of) && countedByLimit(rules, arrived(of, had)).length >= most;
  return [
    tellControl(of, {
      kind: 'per_person_limit',
      rule: `At most ${messages(most)} of this campaign to a person`,
      stand: waits ? 'holding' : standAtGate(of.course, 'per_person_limit'),
      found: counted >= most ? 'stopped' : waits ? 'holding' : 'passed',
      detail: `${counted} of ${most} before it${waits ? ON_ITS_WAY : ''}.`,
    }),
  ];
}

function tellCap(
  of: Judged,
  { rules, cap, had }: { rules: GateRules; cap: Cap; had: readonly KnownHad[] },
): WhyControl {
  const counted = countedByCap(rules, cap, had, of.at);
  return tellClosing(of, rules, {
    ...{ kind: 'cap', reason: reasonOf(cap), isOfWorkspace: cap.of !== 'campaign' },
    closed: capped(rules, cap, had, of.at),
    waits: waitsForResult(of) && capped(rules, cap, arrived(of, had), of.at) !== null,
    rule: `At most ${messages(cap.times)} in ${minutesWords(cap.ms / MINUTE_MS)}, ${whose(cap)}`,
    figures: `${counted.length} of ${cap.times} before it${named(of, counted)}`,
  });
}

function tellGap(of: Judged, rules: GateRules, had: readonly KnownHad[]): WhyControl[] {
  if (rules.gapMs === 0) return [];
  const own = (of.run.plan.controls.minimum_gap_minutes ?? 0) * MINUTE_MS;
  const isOfWorkspace = rules.gapMs > own;
  const last = lastOf(rules, had);
  const before = last[0]?.acceptedAt;
  const figures = before
    ? `The last one ${spanWords(of.at.getTime() - before.getTime())} before it${named(of, last)}`
    : 'None before it';
  return [
    tellClosing(of, rules, {
      ...{ kind: 'minimum_gap', reason: 'minimum_gap', figures, isOfWorkspace },
      closed: tooSoon(rules, had, of.at),
      waits: waitsForResult(of) && tooSoon(rules, arrived(of, had), of.at) !== null,
      rule: `At least ${minutesWords(rules.gapMs / MINUTE_MS)} after their last message${isOfWorkspace ? ' (workspace)' : ''}`,
    }),
  ];
}

interface Closing {
  kind: ControlKind;
  rule: string;
  reason: string;
  /** null: open. */
  closed: Closed | null;
  /** It would be closed if what is on its way to them arrived, which is not known yet. */
  waits: boolean;
  figures: string;
  isOfWorkspace: boolean;
}

/** Caps and gap are asked together: the one that is named stopped it, and any other that was closed would have. */
function tellClosing(of: Judged, rules: GateRules, one: Closing): WhyControl {
  const { closed, waits, figures } = one;
  const until = closed === null ? '' : ` Open again on ${atWords(closed.until, of.facts.zone)}.`;
  return tellControl(of, {
    ...{ kind: one.kind, rule: one.rule, detail: `${figures}${waits ? ON_ITS_WAY : ''}.${until}` },
    stand: standOf(of, rules, one),
    found: closed !== null ? closes(of, rules, closed) : waits ? 'holding' : 'passed',
    liveAt: one.isOfWorkspace ? of.at : null,
  });
}

/**
 * Of all that were closed the ledger names the one that was longest, and of several caps of one name does not say which. Others
 * are told by what is known; what would have been closed longer than the one named was not closed then.
 */
function standOf(of: Judged, rules: GateRules, { reason, closed, waits }: Closing): Stand {
  const stand = standAtGate(of.course, 'history');
  if (stand !== 'stopped' && stand !== 'holding') return stand;
  const until = findNamed(of, rules)?.until;
  if (closed !== null) return until === undefined || closed.until <= until ? stand : 'passed';
  return waits || (until === undefined && of.message?.reason === reason) ? stand : 'passed';
}

/** What the ledger names, as it is known now; undefined: what is known shows nothing of that name that was closed. */
function findNamed(of: Judged, rules: GateRules): Closed | undefined {
  const had = hadBy(of);
  return [...rules.caps.map((cap) => capped(rules, cap, had, of.at)), tooSoon(rules, had, of.at)]
    .filter((one) => one !== null)
    .filter(({ reason }) => reason === of.message?.reason)
    .toSorted((a, b) => b.until.getTime() - a.until.getTime())[0];
}

/** What waits for a cap waits no longer than it is good for. */
function closes(
  { message, at }: Judged,
  { whenCapped }: GateRules,
  { until }: Closed,
): 'stopped' | 'holding' {
  const bound = message?.expiresAt ?? addMs(at, LONGEST_WAIT_MS);
  return whenCapped === 'skip' || until >= bound ? 'stopped' : 'holding';
}

const waitsForResult = ({ message }: Judged): boolean => message?.reason === 'waits_for_result';

/** As if all that is on its way had been accepted. */
const arrived = ({ at }: Judged, had: readonly KnownHad[]): KnownHad[] =>
  had.map((one) => ({ ...one, acceptedAt: one.acceptedAt ?? at }));

const ON_ITS_WAY = ', and one on its way of which it is not known yet';

/** A rule of the workspace stopped or holds it that is not among its rules any more. */
function tellGone(of: Judged, rules: GateRules): WhyControl[] {
  const { course, message } = of;
  const reason = message?.reason ?? '';
  if (course?.by !== 'history' || rules.caps.some((cap) => reasonOf(cap) === reason)) return [];
  const [key, name] = [keyOf(reason), reason.slice(reason.indexOf(':') + 1)];
  if (key === 'waits_for_result' || (key === 'minimum_gap' && rules.gapMs > 0)) return [];
  const gone: Telling = {
    ...{ stand: course.holds ? 'holding' : 'stopped', found: 'passed', detail: null, liveAt: of.at },
    ...(key === 'minimum_gap'
      ? { kind: 'minimum_gap', rule: 'Minimum gap (workspace): none now' }
      : { kind: 'cap', rule: `A cap that is not among the rules now (${name})` }),
  };
  return [tellControl(of, gone)];
}

const reasonOf = (cap: Cap): string => `frequency_cap:${capName(cap)}`;

const lastOf = (rules: GateRules, had: readonly KnownHad[]): KnownHad[] => {
  const lastMs = lastBeforeGap(rules, had);
  return had.filter(({ acceptedAt }) => acceptedAt?.getTime() === lastMs).slice(0, 1);
};

const MOST_NAMED = 3;

/** ": “Sale” on 23 Nov 2026 at 09:14"; of many the last. */
function named({ facts }: Judged, counted: readonly KnownHad[]): string {
  const names = counted
    .slice(0, MOST_NAMED)
    .flatMap(({ campaign, acceptedAt }) =>
      acceptedAt === null ? [] : [`“${campaign}” on ${atWords(acceptedAt, facts.zone)}`],
    );
  return names.length === 0 ? '' : `: ${names.join(', ')}${counted.length > MOST_NAMED ? ' and more' : ''}`;
}

const whose = ({ of }: Cap): string => {
  if (of === 'campaign') return 'of this campaign';
  return of === 'workspace' ? 'of all campaigns (workspace)' : `of campaigns tagged “${of.tag}” (workspace)`;
};

const messages = (times: number): string => `${times} ${times === 1 ? 'message' : 'messages'}`;
