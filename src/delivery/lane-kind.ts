// What differs between a Page's lane and that of any other address: rate, credentials, how an answer is judged, and what
// an answer means beyond its own row.
import { addMs } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { rememberFor } from '../kit/remember-for.ts';
import { readUsage } from '../messenger/graph-errors.ts';
import { forgetAttachment } from '../pages/media-attachments.ts';
import { getPageAccess, markNeedsToken, type PageAccess } from '../pages/pages.ts';
import { markBlocked, markWindowClosed } from '../profiles/blocks.ts';
import { recordConsents } from '../profiles/consent.ts';
import { createBreaker, readHealth } from './connector-breaker.ts';
import { connectorOutcome } from './connector-outcome.ts';
import { type Absent, askConversation } from './conversation-evidence.ts';
import type { LaneNeeds } from './lane.needs.ts';
import { type LaneKey, pauseLane } from './lane.queries.ts';
import { createLanePace, type LanePace } from './lane-pace.ts';
import type { LanePause } from './lane-pause.ts';
import type { Lease } from './lease.ts';
import { type AttemptFacts, type Outcome, type SideEffect, sendOutcome } from './outcome.ts';
import { readPageAssets } from './page-assets.queries.ts';
import { NO_ASSETS, type PageAssets } from './page-assets.ts';
import type { Attempt } from './prepare-batch.ts';
import type { Evidence } from './reconcile.queries.ts';
import type { PageCredentials } from './send-request.ts';

export const pageLaneId = (pageId: string): string => `page:${pageId}`;
export const hostLaneId = (url: URL): string => `host:${url.origin}`;

/** null: not a Page's lane. */
export const pageOfLane = (lane: LaneKey): string | null =>
  lane.laneId.startsWith('page:') ? lane.laneId.slice('page:'.length) : null;

/** What a lane can do and knows of its destination. */
export interface LaneKind {
  pace: LanePace;
  /** How many messages are prepared ahead of their turn, in each class. */
  ahead: number;
  /** The Page's credentials, read anew for each batch: a new token works at once. null: not a Page's lane. */
  credentials(lease: Lease): Promise<PageCredentials | 'unusable' | null>;
  /** What its messages may name; read anew every few seconds. */
  assets(): Promise<PageAssets>;
  evidence(): Promise<Evidence>;
  /** Looks one unknown outcome up where it can be; the attempt that was proven absent, or null. */
  lookUp(): Promise<Absent | null>;
  /** How many calls may begin now, as far as the destination's health goes. */
  room(): number;
  /** Why that is none, in words; null: it is not. */
  trouble(): string | null;
  /** Makes the call and judges its answer. */
  call(attempt: Attempt): Promise<Outcome>;
  /** What an answer means beyond its own row. Doing it twice is fine. */
  apply(effect: SideEffect, attempt: Attempt, lease: Lease): Promise<void>;
}

/** Connectors have no platform limit; this only keeps one address from taking the whole process. */
const CONNECTOR_PER_SECOND = 5_000;
/** About a second's worth: enough to outlast a slow statement, little enough to be judged anew after a pause. */
const MAX_AHEAD = 512;
/** A template that lost its approval, or a medium that was uploaded anew, is noticed within this time. */
const ASSETS_HOLD_MS = 2_000;
/** How often a Page without a usable token is asked for again. */
const ASK_AGAIN_MS = 2_000;
/** Echoes come by themselves and settle many at once: the conversation is asked only when they did not. */
const ECHO_GRACES = 2;

/** @param fence of this holder; above 1 there was another before */
export function createLaneKind(needs: LaneNeeds, lane: LaneKey, fence: number): LaneKind {
  const pageId = pageOfLane(lane);
  return pageId === null
    ? connectorLane(needs, lane.laneId.slice('host:'.length))
    : pageLane(needs, lane, { pageId, fence });
}

const factsOf = (
  needs: LaneNeeds,
  { delivery, number, saying, expectsMid, route, media }: Attempt,
  calledAt: Date,
): AttemptFacts => {
  const now = needs.clock.now();
  return {
    deliveryId: delivery.deliveryId,
    number,
    tries: delivery.tries + 1,
    route,
    media,
    nextRoute: route + 1 < saying.routes.length ? route + 1 : null,
    calledAt,
    now,
    graceMs: needs.graceMs,
    random: Math.random(),
    expectsMid,
  };
};

function connectorLane(needs: LaneNeeds, origin: string): LaneKind {
  const breaker = createBreaker();
  const nowMs = (): number => needs.clock.now().getTime();
  return {
    pace: createLanePace(CONNECTOR_PER_SECOND, false),
    ahead: MAX_AHEAD,
    credentials: async () => null,
    assets: async () => NO_ASSETS,
    evidence: async () => 'repeat',
    lookUp: async () => null,
    room: () => breaker.room(nowMs()),
    trouble: () => breaker.words(origin),
    async call(attempt) {
      const pass = breaker.begin();
      const request = attempt.saying.request ?? noRequest();
      const result = await needs.callers.connectors.call(attempt.call, request);
      const now = needs.clock.now();
      breaker.record(pass, readHealth(result, now), now.getTime());
      const { deliveryId, firstTriedAt, tries } = attempt.delivery;
      const facts = {
        deliveryId,
        number: attempt.number,
        tries: tries + 1,
        firstTriedAt,
        now,
        random: Math.random(),
      };
      return connectorOutcome(facts, request, result);
    },
    apply: async () => {},
  };
}

function pageLane(
  needs: LaneNeeds,
  lane: LaneKey,
  { pageId, fence }: { pageId: string; fence: number },
): LaneKind {
  const { db, secrets, pagePerSecond } = needs;
  const pace = createLanePace(pagePerSecond, fence > 1);
  let lastPause: LanePause | null = null;
  /** null: the Page is disconnected or gone. */
  const access = async (): Promise<PageAccess | null> => {
    try {
      return await getPageAccess(db, secrets, lane.workspaceId, pageId);
    } catch (error) {
      if (error instanceof AppError && (error.kind === 'conflict' || error.kind === 'not_found')) return null;
      throw error;
    }
  };

  return {
    pace,
    ahead: Math.min(MAX_AHEAD, Math.max(8, Math.ceil(pagePerSecond))),
    async credentials(lease) {
      const page = await access();
      if (page?.state === 'connected') return page;
      lease.pauseUntil(addMs(needs.clock.now(), ASK_AGAIN_MS));
      return 'unusable';
    },
    assets: rememberFor(
      () => readPageAssets(db, lane.workspaceId, pageId, needs.clock.now()),
      ASSETS_HOLD_MS,
    ),
    evidence: async () => ((await access())?.echoesSubscribed ? 'echo' : 'conversation'),
    async lookUp() {
      const page = await access();
      if (page?.state !== 'connected') return null;
      return askConversation(needs, lane, page, needs.graceMs * (page.echoesSubscribed ? ECHO_GRACES : 1));
    },
    room: () => Number.POSITIVE_INFINITY,
    trouble: () => null,
    async call(attempt) {
      const calledAt = needs.clock.now();
      const result = await needs.callers.send.call(attempt.call);
      const usage = result.kind === 'answered' ? readUsage(result.headers) : null;
      if (usage) pace.observeUsage(usage.percent);
      return sendOutcome({ ...factsOf(needs, attempt, calledAt), lastPause }, result);
    },
    async apply(effect, { delivery, accessToken }, lease) {
      if (effect.kind === 'needs_token') {
        lease.pauseUntil(addMs(needs.clock.now(), ASK_AGAIN_MS)); // at once; what is ready with this token is dropped
        // A call with the token of before, answered after the Page got a new one, says nothing of the new one.
        if ((await access())?.accessToken !== accessToken) return;
        lease.pauseUntil(null); // the lanes row, which pages write and clear, tells the others
        await markNeedsToken(db, lane.workspaceId, pageId, effect.because);
      }
      if (effect.kind === 'pause_lane') {
        lastPause = effect;
        lease.pauseUntil(effect.until);
        pace.observeLimit(effect.until.getTime() - needs.clock.now().getTime());
        await pauseLane(db, lane, effect.until, effect.because);
      }
      if (effect.kind === 'renew_media') {
        lease.pauseUntil(effect.until); // what is ready names the old ids: it is dropped and prepared anew
        const page = { workspaceId: lane.workspaceId, pageId };
        for (const id of effect.media) await forgetAttachment(db, page, id, needs.clock.now());
      }
      if (delivery.psid !== null) await applyToPerson(db, lane, effect, { ...delivery, psid: delivery.psid });
    },
  };
}

/** What an answer says of the person it was about. */
async function applyToPerson(
  db: Db,
  { workspaceId }: LaneKey,
  effect: SideEffect,
  { pageId, psid, deliveryId }: { pageId: string; psid: string; deliveryId: number },
): Promise<void> {
  if (effect.kind === 'block_person') {
    const block = { pageId, psid, code: effect.code, at: effect.at };
    await withTransaction(db, (tx) => markBlocked(tx, workspaceId, [block]));
  }
  if (effect.kind === 'window_closed')
    await withTransaction(db, (tx) => markWindowClosed(tx, workspaceId, { pageId, psid, at: effect.at }));
  if (effect.kind === 'opt_out') {
    const receipt = { says: 'no', source: 'refusal', words: effect.code, at: effect.at } as const;
    const consent = { pageId, psid, ...receipt, dedupeKey: `refusal:${deliveryId}` };
    await withTransaction(db, (tx) => recordConsents(tx, workspaceId, [consent], effect.at));
  }
}

/** A connector's plan always has one; only a Page sends templates alone. */
function noRequest(): never {
  throw new Error('A connector was given a plan without a request');
}
