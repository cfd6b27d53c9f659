// Due rows made ready to call: whom the gate lets through is rendered and judged, and the calls are named.
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import { createMask, type Mask } from '../connectors/render-request.ts';
import { addMs } from '../kit/clock.ts';
import { reachOf } from '../profiles/person.ts';
import { type CompiledPlan, secretsOf } from './compile-plan.ts';
import { fetchForBatch, verdictOf } from './content.ts';
import type { DueDelivery } from './due.queries.ts';
import type { Guard } from './gate.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { type DueBatch, type LetThrough, letThrough, notCalled } from './let-through.ts';
import { localeRulesOf, withLocale } from './locale.ts';
import { formatMetadata } from './metadata.ts';
import { RENEWAL_MS } from './outcome.ts';
import { type PageAssets, waitsForMedia } from './page-assets.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import { type Addressee, type Prepared, prepare } from './prepare.ts';
import type { Saying } from './saying.ts';
import type { PageCredentials } from './send-request.ts';
import type { Settlement } from './settlement.ts';

/** A call about to be made. */
export interface Attempt {
  deliveryId: number;
  number: number;
  /** Masked, as `shownRequest`. */
  requestJson: string;
  /** See `Prepared`. */
  language: string;
  /** On the monotonic clock. */
  preparedAtMs: number;
  delivery: DueDelivery;
  plan: DeliveryPlan;
  /** What of the plan the person is told. */
  saying: Saying;
  call: RenderedRequest;
  audioOrVideo: boolean;
  /** It was made with; null: not a Page's. */
  accessToken: string | null;
  /** It carries a message, whose acceptance names it. */
  expectsMid: boolean;
  /** The place in its routes of the one it takes. */
  route: number;
  /** Attachment ids of our library that it names. */
  media: string[];
  /** For the answer, which may repeat what was sent. */
  mask: Mask;
  /** It is judged again when it has not left by then: quiet hours begin, or it expires. null: no such time. */
  before: Date | null;
  /** What of its person is looked at once more when the call has begun. */
  guard: Guard | null;
}

interface Batch extends DueBatch {
  /** null: not a Page's lane. */
  credentials: PageCredentials | null;
  assets: PageAssets;
}

export async function prepareBatch(
  needs: LaneNeeds,
  lane: LaneKey,
  { credentials, assets, ...batch }: Batch,
): Promise<{ attempts: Attempt[]; settlements: Settlement[] }> {
  const { through, settlements } = await letThrough(needs, lane, batch);
  const maskOf = createMasks(credentials);
  const locale = localeRulesOf(await batch.gate.rules());
  const attempts: Attempt[] = [];
  const prepareFor = ({ delivery, of, compiled }: LetThrough, to: Addressee): Prepared => {
    const number = delivery.attempts + 1;
    const metadata = formatMetadata({ ...delivery, installationId: needs.installationId, number });
    const wrapLink = (target: string): string =>
      needs.clickLinks.wrap(target, { workspaceId: lane.workspaceId, deliveryId: delivery.deliveryId });
    const send = credentials && { graphUrl: needs.graphUrl, credentials, metadata, assets, wrapLink };
    const variant = delivery.variant ?? of.winner ?? 0;
    return prepare(compiled, to, { send, now: needs.clock.now(), from: delivery.route, variant });
  };
  const candidates = through.map((one) => {
    const to = withLocale(addressee(one), locale);
    return { one, to, prepared: prepareFor(one, to) };
  });
  const contents = await fetchForBatch(
    { fetcher: needs.callers.content, now: needs.clock.now() },
    candidates,
  );
  for (const { one, to, prepared: first } of candidates) {
    const { delivery, compiled } = one;
    const found = contents.get(to);
    if (found !== undefined && found.kind !== 'content') {
      const { expiresAt } = delivery;
      settlements.push(notCalled(delivery, verdictOf(found, { expiresAt, now: needs.clock.now() })));
      continue;
    }
    const prepared = found === undefined ? first : prepareFor(one, { ...to, content: found.content });
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
      number: delivery.attempts + 1,
      requestJson: JSON.stringify(mask.request(call)),
      language: prepared.language,
      preparedAtMs: performance.now(),
      delivery,
      plan: compiled.plan,
      saying: prepared.saying,
      call,
      audioOrVideo: prepared.audioOrVideo,
      accessToken: credentials?.accessToken ?? null,
      expectsMid: prepared.message !== null,
      route: prepared.route,
      media: prepared.media,
      mask,
      before: one.before,
      guard: one.guard,
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

function addressee({ person, delivery, of, identity }: LetThrough): Addressee {
  return {
    profileId: person.profileId,
    customerId: person.customerId,
    attributes: person.attributes,
    psid: delivery.psid,
    event: delivery.event ?? of.data ?? undefined,
    ...reachOf(identity),
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
