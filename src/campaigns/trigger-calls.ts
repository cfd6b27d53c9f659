// A call that starts messages: people who are named come in through the campaign's open door, or a run starts for its whole
// segment. One transaction with the caller's key, so that the same call twice does it once.
import { createHash } from 'node:crypto';
import { explainReason } from '../delivery/reasons.ts';
import { addMs, type Clock, DAY_MS, SECOND_MS } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { readEventAttributes } from '../profiles/event.rules.ts';
import { findManyPeople, type ManyKey } from '../profiles/find-many.ts';
import { lockAudience, lockCustomers } from '../profiles/people-lock.ts';
import { findCampaign } from './campaign.queries.ts';
import { explainOutcome } from './entry.outcomes.ts';
import { type Answer, admit, type Candidate } from './trigger.admit.ts';
import { lockTriggers } from './trigger.batch.ts';
import { CampaignFault, pauseFaulty } from './trigger.filter.ts';
import { lockCampaigns, prepareRun } from './trigger.runs.ts';
import {
  createTriggerMemory,
  DoorMoved,
  findWatcher,
  type OpenWatcher,
  readDoorPlans,
} from './trigger.watchers.ts';
import type { TriggerAnswer, TriggerCall, TriggerRecipient } from './trigger-call.contract.ts';
import { countCalls, findCall, insertCall } from './trigger-call.queries.ts';

/** A caller that lost its answer asks again within minutes; one that was down over a weekend, on Monday. */
export const CALLS_KEPT_MS = 3 * DAY_MS;
/** Of one campaign: each is a transaction, and people fit into one by the hundred. */
const CALLS_PER_SECOND = 50;
/** As often as a version can be published while one call is answered. */
const TRIES = 5;

export interface CallNeeds {
  db: Db;
  clock: Clock;
}

/**
 * Refuses with not_found, `conflict` (the campaign takes no calls now; the key was used for another call), `limited` (too many
 * calls) and `invalid` (data no text can use). People who are not found or not let in are named in the answer.
 */
export async function triggerCampaign(
  needs: CallNeeds,
  of: { workspaceId: string; campaignId: number },
  call: TriggerCall,
): Promise<TriggerAnswer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await answerCall(needs, of, call);
    } catch (error) {
      if (error instanceof DoorMoved && tries < TRIES) continue;
      if (!(error instanceof CampaignFault)) throw error;
      await pauseFaulty(needs.db, error, needs.clock.now());
      throw conflict(
        'The campaign has paused itself: who is in its segment cannot be found any more.',
        'Mend its segment, resume it, then call again with the same key.',
      );
    }
  }
}

function answerCall(
  { db, clock }: CallNeeds,
  of: { workspaceId: string; campaignId: number },
  { idempotency_key: key, ...call }: TriggerCall,
): Promise<TriggerAnswer> {
  const { workspaceId, campaignId } = of;
  const bodyHash = createHash('sha256').update(canonical(call)).digest();
  const data = storable(call.data);
  if (data instanceof AppError) throw data;
  return withTransaction(db, async (tx) => {
    await lockCustomers(tx, workspaceId, 'shared');
    await lockTriggers(tx, workspaceId);
    const now = clock.now();
    const before = await findCall(tx, { ...of, key });
    if (before !== undefined) {
      if (before.bodyHash.equals(bodyHash)) return before.answer;
      throw new AppError('conflict', `The key ${key} was used for another call.`, {
        field: 'idempotency_key',
        remedy: 'Use a new key for a new call; the same key repeats the same call, to the letter.',
      });
    }
    await lockAudience(tx, workspaceId, 'shared');
    const watcher = await getDoor(tx, of, now);
    const needs = { workspaceId, campaignId, now, memory: createTriggerMemory() };
    const answer =
      call.recipients === undefined
        ? await startRun(tx, needs, watcher, data)
        : await letIn(tx, needs, { watcher, data, recipients: call.recipients });
    await insertCall(tx, { ...of, key }, { bodyHash, answer, now });
    return answer;
  });
}

type Needs = Parameters<typeof admit>[1] & { campaignId: number };

/** The same text for the same call, in whatever order its objects have their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Dates as events hold them, so that texts and delays read both alike. */
function storable(data: Record<string, unknown>): Record<string, unknown> | AppError {
  const read = readEventAttributes(data);
  if (!(read instanceof AppError)) return read;
  return new AppError('invalid', read.message, {
    field: 'data',
    ...(read.remedy !== undefined && { remedy: read.remedy }),
  });
}

const notByCalls = () =>
  conflict('The campaign is not started by calls.', 'Choose the delivery type “API” for one that is.');

async function getDoor(
  tx: Tx,
  of: { workspaceId: string; campaignId: number },
  now: Date,
): Promise<OpenWatcher> {
  const watcher = await findWatcher(tx, of.workspaceId, of.campaignId);
  if (watcher === undefined || watcher.door === null) {
    const campaign = await findCampaign(tx, of.workspaceId, of.campaignId);
    if (!campaign) throw notFound(`campaign ${formatId('cmp', of.campaignId)}`);
    if (campaign.definition.delivery_type !== 'api') throw notByCalls();
    throw conflict(
      `The campaign takes no calls: it is ${campaign.state.replace('_', ' ')}.`,
      campaign.state === 'draft' ? 'Publish it first.' : 'Duplicate it, and publish the copy.',
    );
  }
  if (watcher.type !== 'api') throw notByCalls();
  if (watcher.door.isPaused) throw conflict('The campaign is paused.', 'Resume it, then call again.');
  if ((await countCalls(tx, of, { after: addMs(now, -SECOND_MS), now })) >= CALLS_PER_SECOND)
    throw new AppError('limited', `There were ${CALLS_PER_SECOND} calls for this campaign within a second.`, {
      remedy: 'Name several people in one call, or call more slowly.',
    });
  return watcher as OpenWatcher;
}

async function startRun(
  tx: Tx,
  needs: Needs,
  watcher: OpenWatcher,
  data: Record<string, unknown>,
): Promise<TriggerAnswer> {
  await lockCampaigns(tx, needs.workspaceId, [needs.campaignId]);
  const { filter } = (await readDoorPlans(tx, [watcher], needs.memory)).get(needs.campaignId)!;
  if (filter.match === 'all' && filter.filters.length === 0)
    throw conflict('The campaign has no segment.', 'Choose who gets it, publish it, then call again.');
  const run = await prepareRun(tx, needs, watcher, { attributes: data, happenedAt: needs.now });
  if (typeof run === 'string')
    throw conflict(
      `No run was started: ${run === 'gone' ? 'the campaign has ended' : explainOutcome(run)}`,
      'Two runs for the whole segment are at least a minute apart; see when the campaign lets people come again.',
    );
  return { accepted: 0, run: run.occurrence, recipients: [] };
}

interface Named {
  watcher: OpenWatcher;
  data: Record<string, unknown>;
  recipients: readonly TriggerRecipient[];
}

type ShownRecipient = TriggerAnswer['recipients'][number];

async function letIn(tx: Tx, needs: Needs, { watcher, data, recipients }: Named): Promise<TriggerAnswer> {
  const found = await findManyPeople(tx, needs.workspaceId, recipients.map(keyOf), watcher.pageId);
  const shown: ShownRecipient[] = [];
  const candidates: (Candidate & { index: number })[] = [];
  for (const [index, recipient] of recipients.entries()) {
    const own = storable({ ...data, ...recipient.data });
    const who = found[index]!;
    if (own instanceof AppError)
      shown.push({ index, state: 'invalid', reason: 'invalid_data', explanation: own.message });
    else if ('none' in who) shown.push({ index, state: 'unknown', ...WHO_IS_NOT[who.none] });
    else
      candidates.push({
        ...{ index, watcher, profileId: who.profileId, eventId: null },
        ...{ name: 'api', attributes: own, happenedAt: needs.now },
      });
  }
  const answers = await admit(tx, needs, candidates);
  for (const [place, { index }] of candidates.entries()) shown.push({ index, ...show(answers[place]!) });
  return {
    accepted: shown.filter(({ state }) => state === 'accepted').length,
    run: null,
    recipients: shown.sort((a, b) => a.index - b.index),
  };
}

const WHO_IS_NOT = {
  unknown: { reason: 'unknown', explanation: 'Nobody is known by this.' },
  ambiguous: {
    reason: 'ambiguous',
    explanation: 'Several people are known by this; name the person by customer_id.',
  },
} as const;

function keyOf({ customer_id, person_id, psid, attribute }: TriggerRecipient): ManyKey {
  if (customer_id !== undefined) return { kind: 'customer', customerId: customer_id };
  if (person_id !== undefined) return { kind: 'profile', profileId: parseId('prf', person_id) };
  if (psid !== undefined) return { kind: 'psid', psid };
  return { kind: 'attribute', ...attribute! };
}

function show({ outcome, state, reason }: Answer): Omit<ShownRecipient, 'index'> {
  if (outcome === 'gone')
    return {
      state: 'unknown',
      reason: 'unknown',
      explanation: 'The person was erased, or the campaign ended, just now.',
    };
  if (outcome !== 'entered')
    return { state: 'turned_away', reason: outcome, explanation: explainOutcome(outcome) };
  if (state === 'pending') return { state: 'accepted', reason: null, explanation: null };
  return {
    state: 'left_out',
    reason,
    explanation: reason === null ? null : `${explainReason(reason).title}.`,
  };
}
