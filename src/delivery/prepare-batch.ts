// Due rows made ready to call: their people loaded in one query, each rendered and judged, the calls named.
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import { createMask, type Mask } from '../connectors/render-request.ts';
import { addMs } from '../kit/clock.ts';
import { findPeople, type Person, type PersonIdentity, reachOf } from '../profiles/person.ts';
import { type CompiledPlan, secretsOf } from './compile-plan.ts';
import { type DueDelivery, findDisowned, type RunningOccurrence } from './due.queries.ts';
import { occurrenceKey } from './fair-share.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { formatMetadata } from './metadata.ts';
import { RENEWAL_MS } from './outcome.ts';
import { type PageAssets, waitsForMedia } from './page-assets.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import { type Addressee, type Prepared, prepare } from './prepare.ts';
import type { PageCredentials } from './send-request.ts';
import type { Settlement } from './settlement.ts';

/** A call about to be made. */
export interface Attempt {
  deliveryId: number;
  number: number;
  /** Masked, as `shownRequest`. */
  requestJson: string;
  /** On the monotonic clock. */
  preparedAtMs: number;
  delivery: DueDelivery;
  plan: DeliveryPlan;
  call: RenderedRequest;
  audioOrVideo: boolean;
  /** It was made with; null: not a Page's. */
  accessToken: string | null;
  /** It carries a message, whose acceptance names it. */
  expectsMid: boolean;
  /** The place in the plan's routes of the one it takes. */
  route: number;
  /** Attachment ids of our library that it names. */
  media: string[];
  /** For the answer, which may repeat what was sent. */
  mask: Mask;
}

interface Batch {
  due: DueDelivery[];
  /** By occurrence; null: it cannot be compiled any more. */
  plans: ReadonlyMap<string, CompiledPlan | null>;
  /** The occurrences they belong to, by the same key. */
  running: ReadonlyMap<string, RunningOccurrence>;
  /** null: not a Page's lane. */
  credentials: PageCredentials | null;
  assets: PageAssets;
}

export async function prepareBatch(
  needs: LaneNeeds,
  lane: LaneKey,
  { due, plans, running, credentials, assets }: Batch,
): Promise<{ attempts: Attempt[]; settlements: Settlement[] }> {
  const people = await loadPeople(needs, lane, due);
  const disowned = await findDisowned(needs.db, lane.workspaceId, listUnseen(due, people));
  const maskOf = createMasks(credentials);
  const attempts: Attempt[] = [];
  const settlements: Settlement[] = [];
  for (const delivery of due) {
    const compiled = plans.get(occurrenceKey(delivery)) ?? null;
    if (compiled === null) {
      settlements.push(notCalled(delivery, { state: 'failed', reason: 'template_error' }));
      continue;
    }
    const person = people.get(delivery.profileId);
    if (person === undefined) {
      settlements.push(notCalled(delivery, { state: 'skipped', reason: 'person_gone' }));
      continue;
    }
    if (disowned.has(delivery.deliveryId)) {
      settlements.push(notCalled(delivery, { state: 'skipped', reason: 'no_psid' }));
      continue;
    }
    const number = delivery.attempts + 1;
    const metadata = formatMetadata({ ...delivery, installationId: needs.installationId, number });
    const wrapLink = (target: string): string =>
      needs.clickLinks.wrap(target, { workspaceId: lane.workspaceId, deliveryId: delivery.deliveryId });
    const send = credentials && { graphUrl: needs.graphUrl, credentials, metadata, assets, wrapLink };
    const to = addressee(person, delivery, running.get(occurrenceKey(delivery)));
    const prepared = prepare(compiled, to, { send, now: needs.clock.now(), from: delivery.route });
    if (prepared.kind === 'fail' && waitsForMedia(prepared.reason, assets)) {
      const dueAt = addMs(needs.clock.now(), RENEWAL_MS);
      settlements.push(notCalled(delivery, { state: 'pending', reason: prepared.reason, dueAt }));
      continue;
    }
    if (prepared.kind !== 'call') {
      settlements.push(settlementOf(delivery, prepared, to));
      continue;
    }
    const call = credentials
      ? prepared.request
      : withIdempotencyKey(prepared.request, needs.installationId, delivery);
    const mask = maskOf(compiled);
    attempts.push({
      deliveryId: delivery.deliveryId,
      number,
      requestJson: JSON.stringify(mask.request(call)),
      preparedAtMs: performance.now(),
      delivery,
      plan: compiled.plan,
      call,
      audioOrVideo: prepared.audioOrVideo,
      accessToken: credentials?.accessToken ?? null,
      expectsMid: prepared.message !== null,
      route: prepared.route,
      media: prepared.media,
      mask,
    });
  }
  return { attempts, settlements };
}

/** One mask a plan, made when first needed. */
function createMasks(credentials: PageCredentials | null): (of: CompiledPlan) => Mask {
  const pageSecrets = credentials ? [credentials.accessToken, credentials.appSecret] : [];
  const kept = new Map<CompiledPlan, Mask>();
  return (of) => {
    const mask = kept.get(of) ?? createMask([...secretsOf(of), ...pageSecrets]);
    kept.set(of, mask);
    return mask;
  };
}

async function loadPeople(needs: LaneNeeds, lane: LaneKey, due: DueDelivery[]): Promise<Map<number, Person>> {
  const pageId = due[0]?.pageId || null; // one lane is one Page
  const ids = due.map((delivery) => delivery.profileId);
  const found = await findPeople(needs.db, lane.workspaceId, ids, pageId);
  return new Map(found.map((person) => [person.profileId, person]));
}

/** The window is that of the PSID the delivery names, not of another account the person may have on this Page. */
const identityOf = (person: Person | undefined, { pageId, psid }: DueDelivery): PersonIdentity | null =>
  person?.identities.find((one) => one.pageId === pageId && one.psid === psid) ?? null;

/** With a PSID that is not known to be the person's: imported and never seen, or somebody else's by now. */
const listUnseen = (due: DueDelivery[], people: ReadonlyMap<number, Person>): number[] =>
  due
    .filter((one) => one.pageId !== '' && one.psid !== null && !identityOf(people.get(one.profileId), one))
    .map(({ deliveryId }) => deliveryId);

function addressee(person: Person, delivery: DueDelivery, of: RunningOccurrence | undefined): Addressee {
  return {
    profileId: person.profileId,
    customerId: person.customerId,
    attributes: person.attributes,
    psid: delivery.psid,
    event: delivery.event ?? of?.data ?? undefined,
    ...reachOf(identityOf(person, delivery)),
  };
}

/** The same key for every attempt of a delivery, so that a receiver can drop what it already has. */
const withIdempotencyKey = (
  request: RenderedRequest,
  installationId: string,
  delivery: DueDelivery,
): RenderedRequest => ({
  ...request,
  headers: { ...request.headers, 'idempotency-key': `talaria-${installationId}-${delivery.deliveryId}` },
});

function settlementOf(
  delivery: DueDelivery,
  prepared: Exclude<Prepared, { kind: 'call' }>,
  { lastUserActionAt }: Addressee,
): Settlement {
  const { reason, route } = prepared;
  if (prepared.kind === 'hold')
    return notCalled(delivery, {
      state: 'held',
      reason,
      route,
      dueAt: prepared.until,
      seenActionAt: lastUserActionAt,
    });
  return notCalled(delivery, { state: prepared.kind === 'skip' ? 'skipped' : 'failed', reason, route });
}

const notCalled = (
  { deliveryId }: DueDelivery,
  verdict: Pick<Settlement, 'state' | 'reason'> & Partial<Settlement>,
): Settlement => ({ mid: null, dueAt: null, counts: false, attempt: null, ...verdict, deliveryId });
