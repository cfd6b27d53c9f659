// The controls that are asked whenever a message is about to leave, but those that count what the person has had: throttle,
// expiry, the wait for a winner, quiet hours. By the functions the gate itself asks. Pure.
import { isExpired, quietHoursOf } from '../delivery/gate.rules.ts';
import { quietAt } from '../delivery/quiet-hours.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import { readZone } from '../kit/zoned-time.ts';
import type { WhyControl } from './why.contract.ts';
import { type Judged, type Telling, tellControl } from './why.control.ts';
import { isWaitingForTurn, standAtGate } from './why.course.ts';
import { atWords, clockWords, minutesWords, spanWords } from './why.words.ts';

export const tellGate = (of: Judged): WhyControl[] =>
  [throttle(of), expiry(of), winner(of), quietHours(of)].filter((one) => one !== null);

function throttle(of: Judged): WhyControl | null {
  const { run, message, course, facts, ahead } = of;
  const { per_second } = run.plan;
  if (per_second === null) return null;
  const isDue = isWaitingForTurn(message, facts.now);
  const stand = isDue ? 'holding' : standAtGate(course, 'throttle');
  return tellControl(of, {
    ...{ kind: 'throttle', stand, found: isDue ? 'holding' : 'passed' },
    rule: `At most ${per_second} ${per_second === 1 ? 'message' : 'messages'} a second of this campaign`,
    detail: isDue ? aheadWords(ahead) : stand === 'forecast' ? null : 'Its turn came.',
  });
}

/** More are not counted. */
export const MOST_AHEAD = 10_000;

/** "120 leave before it."; null: not asked. */
export const aheadWords = (ahead: number | null): string | null => {
  if (ahead === null) return null;
  if (ahead === 0) return 'It is the next.';
  const many =
    ahead > MOST_AHEAD ? `More than ${MOST_AHEAD.toLocaleString('en')}` : ahead.toLocaleString('en');
  return `${many} leave before it.`;
};

function expiry(of: Judged): WhyControl | null {
  const { run, message, course, facts, at } = of;
  const minutes = run.plan.controls.expires_after_minutes;
  const until = message?.expiresAt ?? null;
  if (minutes === null && until === null) return null;
  const told = {
    kind: 'expiry',
    stand: standAtGate(course, 'expiry'),
    found: isExpired(until, at) ? 'stopped' : 'passed',
    rule:
      minutes === null
        ? 'What waits for a cap or a gap waits 7 days at most'
        : `Not sent later than ${minutesWords(minutes)} after it is due`,
  } as const;
  if (until === null) return tellControl(of, { ...told, detail: 'Counted from when it is due.' });
  const when = atWords(until, facts.zone);
  if (told.stand === 'stopped') return tellControl(of, { ...told, detail: `Its time was over on ${when}.` });
  const left = message?.calledAt;
  const due = minutes === null ? null : until.getTime() - minutes * MINUTE_MS;
  const after = left && due !== null ? ` It left ${lateWords(left.getTime() - due)}.` : '';
  return tellControl(of, { ...told, detail: `In time until ${when}.${after}` });
}

const lateWords = (ms: number): string =>
  ms < MINUTE_MS ? 'within a minute of when it was due' : `${spanWords(ms)} after it was due`;

function winner(of: Judged): WhyControl | null {
  const { run, message, course, facts, lots } = of;
  const { experiment } = run.plan;
  if (experiment?.winner == null) return null;
  const { metric, test_percent, after_minutes } = experiment.winner;
  const waits = (message === null ? !lots.isTested : message.variant === null) && run.winner === null;
  const due = run.winnerDueAt === null ? null : `It is chosen on ${atWords(run.winnerDueAt, facts.zone)}.`;
  const name = run.winner === null ? null : (experiment.variants[run.winner]?.name ?? null);
  return tellControl(of, {
    ...{ kind: 'winner', stand: standAtGate(course, 'winner'), found: waits ? 'holding' : 'passed' },
    rule: `${test_percent} % try the variants; the others wait ${minutesWords(after_minutes)} for the one that is ${wonBy[metric]}`,
    detail: waits
      ? due
      : name === null || gotByLot(of)
        ? 'They are among those who try the variants.'
        : `“${name}” had won.`,
  });
}

/** How a winner is told from the others. */
export const wonBy = {
  read: 'read by most',
  clicked: 'clicked by most',
  replied: 'answered by most',
  converted: 'followed by most conversions',
};

/** The variant of somebody who tries them, or of a campaign without a winner; not the one that won. */
export const gotByLot = ({ run, message, lots }: Judged): boolean =>
  run.winner === null || (message !== null && message.variant !== run.winner) || lots.isTested;

function quietHours(of: Judged): WhyControl | null {
  const { run, facts, course, at } = of;
  const own = run.plan.controls.quiet_hours;
  const hours = quietHoursOf(run.plan.controls, facts.workspace);
  const stand = standAtGate(course, 'quiet_hours');
  const whose = own === 'workspace' ? ' (workspace)' : '';
  const liveAt = own === 'workspace' ? at : null;
  if (hours === null)
    return course?.by === 'quiet_hours'
      ? tellControl(of, {
          ...{ kind: 'quiet_hours', stand, found: 'passed', liveAt },
          ...{ rule: `Quiet hours${whose}: none now`, detail: null },
        })
      : null;
  const { action, from, to } = hours;
  const does = action === 'drop' ? 'not sent' : 'held until they are over';
  return tellControl(of, {
    ...{ kind: 'quiet_hours', stand, liveAt },
    rule: `Quiet hours ${from}–${to}${whose}: ${does}`,
    ...judgeQuiet(of, hours),
  });
}

function judgeQuiet(
  { facts, at, message }: Judged,
  hours: { from: string; to: string; action: 'hold' | 'drop' },
): Pick<Telling, 'found' | 'detail'> {
  const theirs = readZone(facts.theirZone.value);
  const zone = theirs ?? facts.workspace.timeZone;
  const { isQuiet, until } = quietAt(hours, zone, at);
  const expiresAt = message?.expiresAt ?? null;
  const isTooLate = expiresAt !== null && until >= expiresAt;
  const drops = hours.action === 'drop' || isTooLate;
  const found = isQuiet ? (drops ? 'stopped' : 'holding') : 'passed';
  if (facts.theirZone.isHidden) return { found, detail: 'By their own clock, which is hidden from you.' };
  const end = isQuiet
    ? `; over on ${atWords(until, facts.zone)}${isTooLate ? ', which is too late' : ''}`
    : '';
  const whose = theirs === null ? ', the workspace’s zone: theirs is not known' : '';
  return { found, detail: `${clockWords(at, zone)}${whose}${end}.` };
}
