// Everything that happened between a campaign and a person, from first to last. Pure.
import { explainReason } from '../delivery/reasons.ts';
import { formatId } from '../kit/ids.ts';
import { explainOutcome } from './entry.outcomes.ts';
import type { StepKind, WhyStep } from './why.contract.ts';
import type { WhyAttempt, WhyConversion, WhyDelivery, WhyEntry, WhyResponse, WhyRun } from './why.queries.ts';
import type { Wait } from './why.waiting.ts';
import { atWords } from './why.words.ts';

export interface TimelineFacts {
  zone: string;
  published: { version: number; at: Date } | null;
  run: WhyRun | undefined;
  deliveries: readonly WhyDelivery[];
  entries: readonly WhyEntry[];
  attempts: readonly WhyAttempt[];
  responses: readonly WhyResponse[];
  conversions: readonly WhyConversion[];
  /** What each message that is pending waits for, by its id. */
  waits: ReadonlyMap<number, Wait>;
  /** What is waited for where there is no message yet; null: nothing. */
  coming: Wait | null;
}

interface More {
  detail?: string | null;
  remedy?: string | null;
  of?: WhyDelivery;
  attempt?: number;
}

const step = (at: Date | null, kind: StepKind, title: string, more: More = {}): WhyStep => ({
  at: at?.toISOString() ?? null,
  kind,
  title,
  detail: more.detail ?? null,
  remedy: more.remedy ?? null,
  delivery_id: more.of ? formatId('dlv', more.of.deliveryId) : null,
  attempt: more.attempt ?? null,
});

/** Where a step stands among the others. */
interface Placed {
  step: WhyStep;
  placeMs: number;
}

export function tellSteps(facts: TimelineFacts): WhyStep[] {
  const { published, run, deliveries, entries, coming } = facts;
  const steps: WhyStep[] = [];
  if (published) steps.push(step(published.at, 'published', `Version ${published.version} went live`));
  for (const one of entries) steps.push(entryStep(one));
  // The run that did not find them is told too; one that found them is told with its message.
  if (run?.startedAt && !run.isStanding && deliveries.length === 0 && entries.length === 0) {
    const detail = 'They were not among those it found.';
    steps.push(step(run.startedAt, 'run', `Run ${run.occurrence} went out`, { detail }));
  }
  if (coming) steps.push(step(null, 'waits', coming.title, { detail: coming.detail }));
  const placed: Placed[] = steps.map((one) => ({ step: one, placeMs: placeOf(one) }));
  for (const one of deliveries.toReversed()) placed.push(...deliverySteps(facts, one));
  // What is to come stands at the end; of one moment the order is that of its making.
  return placed.sort((a, b) => a.placeMs - b.placeMs).map((one) => one.step);
}

const placeOf = ({ at }: WhyStep): number => (at === null ? Number.MAX_SAFE_INTEGER : Date.parse(at));

/** One thing leads to the next, though the platform’s clock may say otherwise by some milliseconds. */
function inTurn(steps: readonly WhyStep[]): Placed[] {
  let latestMs = 0;
  return steps.map((one) => {
    latestMs = Math.max(latestMs, placeOf(one));
    return { step: one, placeMs: latestMs };
  });
}

function entryStep({ name, outcome, times, happenedAt, enteredAt }: WhyEntry): WhyStep {
  const what = name === 'api' ? 'A call of the API named them' : `Did ${name}`;
  const cameIn = outcome === 'entered' || outcome === 'run_started';
  const often = times > 1 ? ` ${times} times for this reason; this was the last.` : '';
  const detail = `${explainOutcome(outcome)}${often}`;
  // Let in when it is looked at; what is told is when they did it.
  return step(cameIn ? enteredAt : happenedAt, cameIn ? 'came_in' : 'turned_away', what, { detail });
}

function deliverySteps(facts: TimelineFacts, of: WhyDelivery): Placed[] {
  const isOfThis = ({ deliveryId }: { deliveryId: number }): boolean => deliveryId === of.deliveryId;
  const way = [
    ...admissionSteps(facts, of),
    ...facts.attempts.filter(isOfThis).map((one) => attemptStep(of, one)),
    ...settledSteps(facts, of),
    ...receiptSteps(of),
  ];
  const others: WhyStep[] = [];
  if (of.heldAt) {
    const detail = 'The 24-hour window was closed: it waited until they write.';
    others.push(step(of.heldAt, 'held', 'Held', { of, detail }));
  }
  for (const one of facts.responses.filter(isOfThis))
    others.push(step(one.at, 'response', RESPONSES[one.kind] ?? one.kind, { of, detail: one.detail }));
  for (const one of facts.conversions.filter(isOfThis)) {
    const detail = one.value === null ? null : `Worth ${one.value}.`;
    others.push(step(one.at, 'conversion', `Reached the goal “${one.goal}”`, { of, detail }));
  }
  return [...inTurn(way), ...others.map((one) => ({ step: one, placeMs: placeOf(one) }))];
}

const RESPONSES: Record<string, string> = {
  reaction: 'Reacted',
  reply: 'Replied',
  quick_reply: 'Tapped a quick reply',
  postback: 'Tapped a button',
  click: 'Followed a link',
};

/** Whoever is left out on the way in was never among those to be sent to. */
function admissionSteps({ entries }: TimelineFacts, of: WhyDelivery): WhyStep[] {
  const entry = entries.find(({ entryId }) => entryId === of.entryId);
  const at = entry?.enteredAt ?? of.runAt;
  if (at === null) return [];
  const parts = [
    of.isStanding ? `Version ${of.version}.` : `Run ${of.occurrence}, version ${of.version}.`,
    ...(of.variantName === null ? [] : [`Variant ${of.variantName}.`]),
  ];
  const title = of.isStanding ? 'A message was meant for them' : 'Was in the segment when it went out';
  return [step(at, of.isStanding ? 'admitted' : 'run', title, { of, detail: parts.join(' ') })];
}

const OUTCOMES: Record<string, string> = {
  accepted: 'was taken',
  refused: 'was refused',
  limited: 'was refused for now: a limit was hit',
  unreachable: 'did not reach the address',
  unknown: 'was not answered',
};

function attemptStep(of: WhyDelivery, { number, startedAt, outcome, status }: WhyAttempt): WhyStep {
  const became = outcome === null ? 'is under way' : (OUTCOMES[outcome] ?? outcome);
  const detail = status === null ? null : `HTTP ${status}.`;
  return step(startedAt, 'attempt', `Call ${number} ${became}`, { of, attempt: number, detail });
}

const WAYS = { message: 'the message', utility: 'an approved utility template', hold: 'the message' };

function settledSteps({ zone, waits }: TimelineFacts, of: WhyDelivery): WhyStep[] {
  const { state, reason, settledAt } = of;
  switch (state) {
    case 'accepted':
      return [step(settledAt, 'accepted', 'Sent', { of, detail: of.way && `As ${WAYS[of.way]}.` })];
    case 'failed':
    case 'skipped': {
      const words = explainReason(reason ?? 'unknown_outcome');
      const kind = state === 'failed' ? 'failed' : 'left_out';
      return [
        step(settledAt ?? of.runAt, kind, words.title, { of, detail: words.does, remedy: words.remedy }),
      ];
    }
    case 'held':
      return [
        step(null, 'waits', 'Waits until they write', {
          of,
          detail: `At most until ${atWords(of.dueAt, zone)}.`,
        }),
      ];
    case 'unknown': {
      const detail = `Looked at next on ${atWords(of.dueAt, zone)}.`;
      return [step(null, 'waits', 'Waits for proof that it arrived, or that it did not', { of, detail })];
    }
    case 'sending':
      return [step(null, 'waits', 'Its call is under way', { of })];
    case 'pending': {
      const { title, detail } = waits.get(of.deliveryId) ?? { title: 'Waits for its turn', detail: null };
      return [step(null, 'waits', title, { of, detail })];
    }
  }
}

function receiptSteps(of: WhyDelivery): WhyStep[] {
  return [
    ...(of.echoedAt ? [step(of.echoedAt, 'echo', 'Its echo came back', { of })] : []),
    ...(of.deliveredAt ? [step(of.deliveredAt, 'delivered', 'Delivered', { of })] : []),
    ...(of.readAt ? [step(of.readAt, 'read', 'Read', { of })] : []),
  ];
}
