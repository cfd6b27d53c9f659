// The answer in one sentence: what the person got, or the first thing that stopped it. Pure.
import { explainReason, explainWait } from '../delivery/reasons.ts';
import type { CampaignState, DeliveryType } from './campaign.contract.ts';
import { isForOnePerson } from './delivery-type.ts';
import { explainOutcome } from './entry.outcomes.ts';
import type { WhyOutcome } from './why.contract.ts';
import type { WhyDelivery, WhyEntry, WhyRun } from './why.queries.ts';
import { atWords, lowerFirst, spanWords, withoutStop } from './why.words.ts';

export interface WhyFacts {
  /** What the person is called. */
  name: string;
  zone: string;
  now: Date;
  campaign: {
    state: CampaignState;
    type: DeliveryType;
    publishedAt: Date | null;
  };
  /** When the person was first known. */
  knownSince: Date;
  /** Newest first. */
  deliveries: readonly WhyDelivery[];
  entries: readonly WhyEntry[];
  run: WhyRun | undefined;
  /** When their window closed that the last message needed; null: they never wrote before it. undefined: not asked. */
  windowClosedAt?: Date | null | undefined;
  /** What the cap or the gap counted that left the last message out. */
  counted: readonly { campaign: string; acceptedAt: Date | null }[];
  /** null: nothing to be in. */
  segment: {
    isIn: boolean /** The first line that does not hold, with what is known. */;
    because: string | null;
  } | null;
  /** Of a trigger: what it waits for, and how the person's own doing misses it. null: no trigger. */
  doing: { waitsFor: string; missed: string | null } | null;
  /** What would become of a message now; null: not asked. */
  verdict: { outcome: 'send' | 'skip' | 'hold'; explanation: string } | null;
}

export interface Told {
  outcome: WhyOutcome;
  sentence: string;
  remedy: string | null;
}

const told = (outcome: WhyOutcome, sentence: string, remedy: string | null = null): Told => ({
  outcome,
  sentence,
  remedy,
});

export function tellWhy(facts: WhyFacts): Told {
  const { deliveries, entries } = facts;
  const got = deliveries.find((one) => one.state === 'accepted');
  if (got) return tellGot(facts, got);
  const open = deliveries.find(({ state }) => state !== 'failed' && state !== 'skipped');
  if (open) return tellOpen(facts, open);
  const last = deliveries[0];
  const turnedAway = entries.find(({ outcome }) => outcome !== 'entered' && outcome !== 'run_started');
  // Whichever came last is what stopped it.
  if (last && !(turnedAway && turnedAway.entryId > last.entryId && last.entryId > 0))
    return tellStopped(facts, last);
  if (turnedAway) return tellTurnedAway(facts, turnedAway);
  return tellNeverReached(facts);
}

function tellGot(facts: WhyFacts, got: WhyDelivery): Told {
  const { name, zone } = facts;
  const when = got.settledAt === null ? '' : ` on ${atWords(got.settledAt, zone)}`;
  const then = got.readAt
    ? ` and read it on ${atWords(got.readAt, zone)}`
    : got.deliveredAt
      ? `; it arrived on ${atWords(got.deliveredAt, zone)}`
      : '';
  return told('got', `${name} got it${when}${then}.${sinceWords(facts, got)}`);
}

/** Of a campaign that goes out again and again: what became of the last message, where it is another. */
function sinceWords(facts: WhyFacts, got: WhyDelivery): string {
  const [last] = facts.deliveries;
  if (last === undefined || last === got) return '';
  if (last.state !== 'skipped' && last.state !== 'failed') return ' Another one waits.';
  return ` The last one did not reach them: ${causeWords(facts, last, last.reason ?? 'unknown_outcome')}.`;
}

function tellOpen(facts: WhyFacts, open: WhyDelivery): Told {
  const { name, zone, now } = facts;
  if (open.state === 'sending') return told('waits', `${name} is being sent it at this moment.`);
  if (open.state === 'unknown')
    return told(
      'waits',
      `${name} may have it: the call was not answered, and its echo or absence will tell.`,
    );
  if (open.isPaused)
    return told(
      'waits',
      `${name} waits for it: the campaign is paused${becauseWords(open)}.`,
      'Resume the campaign.',
    );
  if (open.state === 'held')
    return told(
      'waits',
      `${name} gets it when they write: their 24-hour window is closed, and it waits until ${atWords(open.dueAt, zone)}.`,
    );
  if (open.reason !== null && open.dueAt > now)
    return told(
      'waits',
      `${name} has not got it yet: ${lowerFirst(explainWait(open.reason))}, until ${atWords(open.dueAt, zone)}.`,
    );
  if (open.reason !== null)
    return told('waits', `${name} has not got it yet: ${lowerFirst(explainWait(open.reason))}.`);
  if (open.dueAt > now) return told('waits', `${name} gets it on ${atWords(open.dueAt, zone)}.`);
  return told('waits', `${name} has not got it yet: it waits for its turn.`);
}

const becauseWords = ({ pausedBecause }: WhyDelivery): string =>
  pausedBecause === null ? '' : ` (${withoutStop(pausedBecause.replace(/^paused: /, ''))})`;

function tellStopped(facts: WhyFacts, last: WhyDelivery): Told {
  const reason = last.reason ?? 'unknown_outcome';
  const { remedy } = explainReason(reason);
  const outcome = last.state === 'failed' ? 'failed' : 'left_out';
  const verb = reason === 'unknown_outcome' ? 'may not have got it' : 'did not get it';
  return told(outcome, `${facts.name} ${verb}: ${causeWords(facts, last, reason)}.`, remedy);
}

/** The reason as a clause, with what is known of this person. */
function causeWords(facts: WhyFacts, last: WhyDelivery, reason: string): string {
  const [key = reason] = reason.split(':');
  switch (key) {
    case 'window_closed':
    case 'window_unknown':
      return windowWords(facts, last);
    case 'frequency_cap':
    case 'minimum_gap':
      return `${lowerFirst(explainReason(reason).title)}${countedWords(facts)}`;
    case 'expired':
      return last.expiresAt === null
        ? lowerFirst(explainReason(reason).title)
        : `its time was over on ${atWords(last.expiresAt, facts.zone)}, before it could leave`;
    default:
      return lowerFirst(explainReason(reason).title);
  }
}

function windowWords({ windowClosedAt, zone }: WhyFacts, { settledAt }: WhyDelivery): string {
  if (windowClosedAt === null) return 'they had not written to the Page before their turn';
  if (windowClosedAt === undefined || settledAt === null) return 'their 24-hour window was closed';
  const early = settledAt.getTime() - windowClosedAt.getTime();
  const when = atWords(windowClosedAt, zone);
  return early >= 0
    ? `their 24-hour window closed on ${when}, ${spanWords(early)} before their turn`
    : `their 24-hour window was about to close, on ${when}, when their turn came`;
}

const countedWords = ({ counted, zone }: WhyFacts): string =>
  counted.length === 0
    ? ''
    : `: ${counted.map(({ campaign, acceptedAt: at }) => `“${campaign}”${at === null ? '' : ` on ${atWords(at, zone)}`}`).join(', ')}`;

function tellTurnedAway({ name, zone, segment }: WhyFacts, entry: WhyEntry): Told {
  const often = entry.times > 1 ? `, ${entry.times} times in all` : '';
  const because =
    entry.outcome === 'not_in_segment' && segment && !segment.isIn && segment.because !== null
      ? ` (${segment.because})`
      : '';
  const what = entry.name === 'api' ? 'your program called for them' : `they did ${entry.name}`;
  return told(
    'out',
    `${name} did not get it: ${lowerFirst(withoutStop(explainOutcome(entry.outcome)))}${because}, when ${what} on ${atWords(entry.happenedAt, zone)}${often}.`,
  );
}

/** No row of the ledger and none of the door: where the way ended before it came to them. */
function tellNeverReached(facts: WhyFacts): Told {
  const { name, campaign, zone, run } = facts;
  if (campaign.publishedAt === null) return tellAhead(facts, 'The campaign is not published yet', run);
  if (isForOnePerson(campaign.type)) return tellNothingDone(facts);
  if (run === undefined || run.startedAt === null) {
    if (campaign.state === 'stopped')
      return told('out', `${name} did not get it: the campaign was stopped before it went out.`);
    if (campaign.type === 'business_event')
      return told(
        'not_yet',
        `${name} has not got it: what the campaign waits for has not happened since it went live.`,
      );
    return tellAhead(facts, `It goes out on ${atWords(run?.dueAt ?? facts.now, zone)}`, run);
  }
  if (run.preparedAt === null && run.state === 'preparing')
    return told(
      'waits',
      `It is not decided yet whether ${name} gets it: the run that began on ${atWords(run.startedAt, zone)} is still being prepared.`,
    );
  return told('out', `${name} did not get it: ${outsideWords(facts, run.startedAt)}.`);
}

function outsideWords({ segment, knownSince, zone }: WhyFacts, startedAt: Date): string {
  const when = atWords(startedAt, zone);
  if (knownSince > startedAt)
    return `they were not known yet when it went out on ${when}; first seen on ${atWords(knownSince, zone)}`;
  if (segment && !segment.isIn)
    return `they were not in the segment when it went out on ${when}${segment.because === null ? '' : `, and are not now: ${segment.because}`}`;
  return `they were not in the segment when it went out on ${when}, though they are now`;
}

function tellAhead(facts: WhyFacts, lead: string, run: WhyRun | undefined): Told {
  const { name, segment, verdict, campaign } = facts;
  if (campaign.state === 'stopped' && run === undefined)
    return told('out', `${name} did not get it: the campaign was stopped before it went out.`);
  if (segment && !segment.isIn)
    return told(
      'not_yet',
      `${lead}. ${name} would not get it now: they are not in the segment${segment.because === null ? '' : `: ${segment.because}`}.`,
    );
  if (verdict === null || verdict.outcome === 'send')
    return told('not_yet', `${lead}. ${name} would get it, were it sent now.`);
  const would = verdict.outcome === 'hold' ? 'would have to write first' : 'would not get it now';
  return told('not_yet', `${lead}. ${name} ${would}: ${lowerFirst(withoutStop(verdict.explanation))}.`);
}

function tellNothingDone({ name, doing, zone, campaign }: WhyFacts): Told {
  const since =
    campaign.publishedAt === null ? '' : ` since it went live on ${atWords(campaign.publishedAt, zone)}`;
  if (doing?.missed) return told('out', `${name} did not get it: ${doing.missed}.`);
  const what = doing === null ? 'nothing let them in' : `they have not ${doing.waitsFor}`;
  return told(
    campaign.state === 'stopped' || campaign.state === 'finished' ? 'out' : 'not_yet',
    `${name} did not get it: ${what}${since}.`,
  );
}
