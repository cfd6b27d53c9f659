// What a message that has not left waits for, and until when; and what somebody waits for who has none yet. Pure.
import { explainReason, explainWait } from '../delivery/reasons.ts';
import { readZone } from '../kit/zoned-time.ts';
import type { CampaignState } from './campaign.contract.ts';
import type { Delay, Trigger } from './trigger.contract.ts';
import type { ControlFacts, Judged } from './why.control.ts';
import { aheadWords, wonBy } from './why.controls.gate.ts';
import { keyOf } from './why.course.ts';
import type { WhyDelivery, WhyEntry, WhyLane, WhyRun } from './why.queries.ts';
import { atWords, clockWords, minutesWords, withoutStop } from './why.words.ts';

export interface Wait {
  title: string;
  detail: string | null;
}

export interface WaitFacts {
  /** The message and its run. */
  judged: Judged & { message: WhyDelivery };
  /** By which they came in; undefined: with a run. */
  entry: WhyEntry | undefined;
  /** Of the version the message belongs to. */
  trigger: Trigger | null;
  /** Of the destination; undefined: nobody has sent to it yet. */
  lane: WhyLane | undefined;
}

/** Of a message that is pending. */
export function tellWait(facts: WaitFacts): Wait {
  const { message, facts: known } = facts.judged;
  const expires = message.expiresAt ? `Not after ${atWords(message.expiresAt, known.zone)}.` : null;
  const { title, detail } = waitOf(facts);
  return { title, detail: [detail, expires].filter(Boolean).join(' ') || null };
}

function waitOf(facts: WaitFacts): Wait {
  const { message, facts: known } = facts.judged;
  if (message.isPaused)
    return {
      title: 'Waits: the campaign is paused',
      detail: message.pausedBecause && `${withoutStop(message.pausedBecause)}.`,
    };
  if (message.reason !== null) return waitForReason(facts.judged, message.reason);
  if (message.dueAt > known.now) return waitForTime(facts);
  return waitForTurn(facts);
}

function waitForReason({ message, run, facts }: WaitFacts['judged'], reason: string): Wait {
  const title = withoutStop(explainWait(reason));
  const when = atWords(message.dueAt, facts.zone);
  switch (keyOf(reason)) {
    case 'quiet_hours':
      return { title, detail: `They are over on ${when}${theirClock(facts, message.dueAt, null)}.` };
    case 'waits_for_winner': {
      const metric = run.plan.experiment?.winner?.metric;
      const won = metric === undefined ? 'It' : `The variant that is ${wonBy[metric]}`;
      return {
        title,
        detail: run.winnerDueAt && `${won} is chosen on ${atWords(run.winnerDueAt, facts.zone)}.`,
      };
    }
    case 'frequency_cap':
    case 'minimum_gap':
      return { title, detail: `Until ${when}.` };
    default:
      return { title, detail: message.dueAt > facts.now ? `Looked at again on ${when}.` : null };
  }
}

function waitForTime({ judged, entry, trigger }: WaitFacts): Wait {
  const { message, run, facts } = judged;
  const leaves = `Leaves on ${atWords(message.dueAt, facts.zone)}`;
  if (entry && trigger) {
    const unless = trigger.unless.map(({ event }) => event);
    const but = unless.length === 0 ? '' : `, unless they do ${[...new Set(unless)].join(' or ')} before`;
    return { title: `Waits ${delayWords(trigger.delay, entry)}`, detail: `${leaves}${but}.` };
  }
  const { own_zone, experiment } = run.plan;
  if (own_zone !== null)
    return {
      title: localTitle(own_zone),
      detail: `${leaves}${theirClock(facts, message.dueAt, own_zone.time_zone)}.`,
    };
  if (experiment?.winner != null && message.variant === null && run.winner === null)
    return {
      title: 'Waits for the winner of the experiment',
      detail: `The variant that is ${wonBy[experiment.winner.metric]} is chosen on ${atWords(run.winnerDueAt ?? message.dueAt, facts.zone)}. ${leaves}.`,
    };
  return { title: 'Waits for its time', detail: `${leaves}.` };
}

/** "for 2 hours after Cart abandoned", "for 3 days before the date in trip_date". */
function delayWords(delay: Delay, { name }: WhyEntry): string {
  const what = name === 'api' ? 'the call of the API' : name;
  if (delay.kind === 'none') return 'for its time';
  if (delay.kind === 'after') return `for ${minutesWords(delay.minutes)} after ${what}`;
  const { minutes, attribute, of, time } = delay;
  const date = `the date in ${attribute} of ${of === 'event' ? what : 'the person'}`;
  const far =
    minutes === 0 ? date : `${minutesWords(Math.abs(minutes))} ${minutes < 0 ? 'before' : 'after'} ${date}`;
  return `for ${far}${time === null ? '' : `, at ${time} by their clock`}`;
}

const localTitle = ({ local_time }: { local_time: string }): string =>
  `Waits for ${local_time.slice(11)} by their own clock`;

/** ", at 10:00 in Europe/Prague" of somebody with another zone than the workspace, in which all else is told. */
function theirClock({ theirZone, zone }: ControlFacts, at: Date, otherwise: string | null): string {
  const theirs = readZone(theirZone.value) ?? otherwise;
  return theirZone.isHidden || theirs === null || theirs === zone ? '' : `, at ${clockWords(at, theirs)}`;
}

function waitForTurn({ judged, lane }: WaitFacts): Wait {
  const { run, ahead, facts, message } = judged;
  if (lane?.pausedUntil && lane.pausedUntil > facts.now) {
    const why = explainReason(lane.pausedBecause ?? 'paused').title;
    const until = lane.isForGood ? '' : ` Until ${atWords(lane.pausedUntil, facts.zone)}.`;
    const where = message.pageId === '' ? 'its address' : 'its Page';
    return { title: `Waits: nothing is sent to ${where} now`, detail: `${withoutStop(why)}.${until}` };
  }
  const { per_second } = run.plan;
  const rate = per_second === null ? null : `The campaign sends at most ${per_second} a second.`;
  return { title: 'Waits for its turn', detail: rate && [aheadWords(ahead), rate].filter(Boolean).join(' ') };
}

export interface ComingFacts {
  campaign: { state: CampaignState; publishedAt: Date | null };
  run: WhyRun | undefined;
  /** They came to the door and were turned away. */
  hasCome: boolean;
  /** Of who has to do something first: what it is. */
  waitsFor: string | null;
  /** The message that may come. */
  judged: Judged | undefined;
}

/** What is waited for where nobody has written a message yet; null: nothing may come. */
export function tellComing({ campaign, run, hasCome, waitsFor, judged }: ComingFacts): Wait | null {
  if (judged === undefined || judged.message !== null || hasCome) return null;
  if (campaign.state === 'awaiting_approval')
    return {
      title: 'Waits for a second operator',
      detail: 'The campaign is published when they approve it.',
    };
  if (campaign.publishedAt === null) return null;
  if (campaign.state === 'paused') return { title: 'Waits: the campaign is paused', detail: null };
  if (waitsFor !== null) return { title: 'Waits for what starts it', detail: `Until they have ${waitsFor}.` };
  if (run === undefined) return null;
  if (run.startedAt !== null)
    return run.state === 'preparing'
      ? { title: 'Waits: the run is being prepared', detail: 'Who gets it is not decided yet.' }
      : null;
  const { own_zone } = judged.run.plan;
  const { zone } = judged.facts;
  if (own_zone === null)
    return { title: 'Waits for the run', detail: `It goes out on ${atWords(run.dueAt, zone)}.` };
  return { title: localTitle(own_zone), detail: `Who gets it is decided on ${atWords(run.dueAt, zone)}.` };
}
