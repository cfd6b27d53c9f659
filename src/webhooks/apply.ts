// From webhook events to people, timeline and ledger: the one place that knows what each kind changes. Set-based, and the
// same whatever the order and however often: every operation called here keeps a least, a greatest, or a first by its key.

import { pauseConversations } from '../delivery/conversation-pause.ts';
import { applyPrivateReplies } from '../delivery/private-reply.inbox.ts';
import { applyReceipts, releaseHeld } from '../delivery/receipts.ts';
import { applyResponses } from '../delivery/responses.ts';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import type { Tx } from '../kit/db.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';
import { followsAd } from '../messenger/webhook-kinds.ts';
import { recordConsents } from '../profiles/consent.ts';
import { recordEvents } from '../profiles/events.ts';
import { applySightings, identityKey, type Sighting } from '../profiles/sightings.ts';
import { applyWatermarks, type Watermark } from '../profiles/watermarks.ts';
import { readConsent } from './consents.ts';
import { applyEntryRefs } from './entry-refs.ts';
import { eventAttributes, eventName } from './event-attributes.ts';
import { storePageEvents } from './inbox.queries.ts';
import { applyPageStandings } from './page-standing.ts';
import { readResponse } from './responses.ts';
import { readTakeover } from './takeovers.ts';

type Personal = WebhookEvent & { psid: string };

export interface Applying {
  /** Decides which windows are open. */
  now: Date;
  /** `Secrets.deriveKey(REF_KEY)`: what the refs of personal links are signed with. */
  refKey: Buffer;
  /** How long the window lasts after a click on an ad; 24: no longer than any. */
  adWindowHours: number;
}

/**
 * Applies events of one workspace's Pages, in the order of their own time.
 * Order of locks: identities, profiles of who is tied to a customer, events, the ledgers (see `profiles/people-lock.ts`),
 * each sorted by its key.
 */
export async function applyEvents(
  tx: Tx,
  workspaceId: string,
  events: readonly WebhookEvent[],
  { now, refKey, adWindowHours }: Applying,
): Promise<void> {
  const sorted = events.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  const personal = sorted.filter((event): event is Personal => event.psid !== null);
  const sighted = await applySightings(
    tx,
    workspaceId,
    personal.map((event) => toSighting(event, adWindowHours)),
  );
  const refs = { events: personal, profiles: sighted, refKey, now };
  const { profiles, linkNames } = await applyEntryRefs(tx, workspaceId, refs);
  await applyWatermarks(tx, workspaceId, personal.flatMap(toWatermark));
  await recordEvents(
    tx,
    workspaceId,
    personal.map((event) => ({
      profileId: profiles.get(identityKey(event.pageId, event.psid))!,
      name: eventName(event.kind),
      occurredAt: event.occurredAt,
      source: 'messenger',
      pageId: event.pageId,
      dedupeKey: event.dedupeKey,
      attributes: { ...eventAttributes(event), ...named(linkNames.get(event)) },
    })),
  );
  const ofPages = sorted.filter((event) => event.psid === null);
  await storePageEvents(tx, workspaceId, ofPages);
  await applyPageStandings(tx, workspaceId, ofPages);
  await recordConsents(tx, workspaceId, personal.flatMap(readConsent), now);
  await applyReceipts(tx, workspaceId, receiptsOf(personal), now);
  await applyResponses(tx, workspaceId, personal.flatMap(readResponse), now);
  await pauseConversations(tx, workspaceId, personal.flatMap(readTakeover));
  await applyPrivateReplies(tx, workspaceId, sorted, now);
  await releaseHeld(
    tx,
    workspaceId,
    personal.filter((event) => event.userAction !== null),
    now,
  );
}

const named = (link: string | undefined) => (link === undefined ? {} : { entry_link: link });

const toSighting = (event: Personal, adWindowHours: number): Sighting => ({
  pageId: event.pageId,
  psid: event.psid,
  seenAt: event.occurredAt,
  source: 'webhook',
  userAction: event.userAction === null ? null : { at: event.occurredAt, kind: event.userAction },
  adWindowUntil: followsAd(event.payload) ? addMs(event.occurredAt, adWindowHours * HOUR_MS) : null,
});

function toWatermark({ kind, pageId, psid, watermarkAt }: Personal): Watermark[] {
  if (watermarkAt === undefined) return [];
  const [deliveredAt, readAt] = kind === 'delivery' ? [watermarkAt, null] : [null, watermarkAt];
  return [{ pageId, psid, deliveredAt, readAt }];
}

function receiptsOf(events: readonly Personal[]) {
  const echoes = [];
  const deliveries = [];
  const reads = [];
  for (const { kind, pageId, psid, mid, mids, metadata, watermarkAt, occurredAt } of events) {
    if (kind === 'echo' && mid !== undefined)
      echoes.push({ pageId, psid, mid, metadata: metadata ?? null, at: occurredAt });
    else if (kind === 'delivery' && watermarkAt)
      deliveries.push({ pageId, psid, mids: mids ?? [], watermarkAt });
    else if (kind === 'read' && watermarkAt) reads.push({ pageId, psid, watermarkAt });
  }
  return { echoes, deliveries, reads };
}
