// Refs of entry links in webhooks: counted for their link, and a personal one ties the PSID to its customer. Called between
// the sightings and the timeline, so that the event that brought the ref is the customer's already.
import type { Tx } from '../kit/db.ts';
import { findObject, findText } from '../messenger/lossless-json.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';
import {
  findFirstSeen,
  findNamedLinks,
  lockInvites,
  markUsed,
  type OpenedInvite,
} from '../pages/entry-opened.queries.ts';
import type { VisitOutcome } from '../pages/entry-outcomes.ts';
import { isPersonalRef, readPersonalRef } from '../pages/entry-ref.ts';
import { storeVisits, type VisitVia } from '../pages/entry-visit.queries.ts';
import { identityKey } from '../profiles/sightings.ts';
import { tieIdentities } from '../profiles/ties.ts';

type Personal = WebhookEvent & { psid: string };

interface Opened {
  event: Personal;
  ref: string;
  via: VisitVia;
}

export interface RefsOf {
  /** In the order of their own time. */
  events: readonly Personal[];
  /** Whose each identity is, by `identityKey`: what the sightings returned. The caller holds the identities' row locks. */
  profiles: ReadonlyMap<string, number>;
  /** `Secrets.deriveKey(REF_KEY)`. */
  refKey: Buffer;
  now: Date;
}

export interface AppliedRefs {
  /** The same after people were tied to customers. */
  profiles: ReadonlyMap<string, number>;
  /** The link an event came by, for the timeline. */
  linkNames: ReadonlyMap<WebhookEvent, string>;
}

/** The same events again change nothing. A ref nobody made here is no link's and stays what the timeline says. */
export async function applyEntryRefs(tx: Tx, workspaceId: string, of: RefsOf): Promise<AppliedRefs> {
  const opened = of.events.flatMap(findRef);
  if (opened.length === 0) return { profiles: of.profiles, linkNames: new Map() };
  const linkNames = new Map<WebhookEvent, string>();
  const isNew = await findNewcomers(tx, workspaceId, opened);
  const plain = await openPlain(tx, workspaceId, opened, linkNames);
  const personal = opened.filter(({ ref }) => isPersonalRef(ref));
  const { visits, into } = await openPersonal(tx, workspaceId, { ...of, opened: personal, linkNames });
  await storeVisits(
    tx,
    workspaceId,
    [...plain, ...visits].map(({ opened: { event, via }, ...visit }) => ({
      ...visit,
      pageId: event.pageId,
      dedupeKey: event.dedupeKey,
      psid: event.psid,
      via,
      visitedAt: event.occurredAt,
      isNew: isNew(event),
    })),
  );
  const profiles = new Map([...of.profiles].map(([key, id]) => [key, into.get(id) ?? id]));
  return { profiles, linkNames };
}

interface OpenedLink {
  opened: Opened;
  linkId: number | null;
  inviteId: number | null;
  outcome: VisitOutcome | null;
}

/** Where a ref stands (Messenger webhook events: postbacks, referrals, messages, opt-ins). */
const PLACES: Record<string, { path: readonly string[]; via: VisitVia }> = {
  postback: { path: ['postback', 'referral'], via: 'postback' },
  referral: { path: ['referral'], via: 'referral' },
  message: { path: ['message', 'referral'], via: 'message' },
  quick_reply: { path: ['message', 'referral'], via: 'message' },
  optin: { path: ['optin'], via: 'optin' },
};
const MAX_REF_LENGTH = 2083;

function findRef(event: Personal): Opened[] {
  const place = PLACES[event.kind];
  if (!place) return [];
  const holder = place.path.reduce<WebhookEvent['payload'] | undefined>(
    (parent, key) => parent && findObject(parent, key),
    event.payload,
  );
  const ref = findText(holder, 'ref');
  return ref && ref.length <= MAX_REF_LENGTH ? [{ event, ref, via: place.via }] : [];
}

async function findNewcomers(tx: Tx, workspaceId: string, opened: readonly Opened[]) {
  const people = opened.map(({ event }) => event);
  const firstSeen = await findFirstSeen(tx, workspaceId, people);
  return ({ pageId, psid, occurredAt }: Personal): boolean =>
    (firstSeen.get(identityKey(pageId, psid)) ?? occurredAt) >= occurredAt;
}

async function openPlain(
  tx: Tx,
  workspaceId: string,
  opened: readonly Opened[],
  linkNames: Map<WebhookEvent, string>,
): Promise<OpenedLink[]> {
  const plain = opened.filter(({ ref }) => !isPersonalRef(ref));
  if (plain.length === 0) return [];
  const refs = plain.map(({ event, ref }) => ({ pageId: event.pageId, ref }));
  const links = await findNamedLinks(tx, workspaceId, refs);
  const byRef = new Map(links.map((link) => [`${link.pageId}:${link.refCode}`, link]));
  return plain.flatMap((one) => {
    const link = byRef.get(`${one.event.pageId}:${one.ref}`);
    if (!link) return [];
    linkNames.set(one.event, link.name);
    return [{ opened: one, linkId: link.linkId, inviteId: null, outcome: null }];
  });
}

interface PersonalRefs extends RefsOf {
  opened: readonly Opened[];
  linkNames: Map<WebhookEvent, string>;
}

async function openPersonal(tx: Tx, workspaceId: string, of: PersonalRefs) {
  const read = of.opened.map((opened) => {
    const { pageId } = opened.event;
    return { opened, inviteId: readPersonalRef(of.refKey, { workspaceId, pageId }, opened.ref) };
  });
  const ids = read.flatMap(({ inviteId }) => inviteId ?? []);
  const locked = ids.length === 0 ? [] : await lockInvites(tx, workspaceId, ids);
  const invites = new Map(locked.map((invite) => [invite.inviteId, invite]));
  const visits: (OpenedLink & { invite: OpenedInvite | undefined })[] = read.map(({ opened, inviteId }) => {
    const invite = invites.get(inviteId ?? 0);
    if (invite) of.linkNames.set(opened.event, invite.linkName);
    const outcome = invite ? refusalOf(invite, opened.event) : 'forged';
    return { opened, invite, linkId: invite?.linkId ?? null, inviteId: invite?.inviteId ?? null, outcome };
  });
  const profileOf = ({ pageId, psid }: Personal): number => of.profiles.get(identityKey(pageId, psid))!;
  // A used link ties nobody any more, but whoever it tied may open it again.
  const asking = visits.filter(
    ({ outcome, invite }) => invite && (outcome === null || (outcome === 'used' && invite.singleUse)),
  );
  const { results, into } = await tieIdentities(
    tx,
    workspaceId,
    asking.map(({ opened: { event }, invite, outcome }) => ({
      pageId: event.pageId,
      psid: event.psid,
      profileId: profileOf(event),
      invitedId: invite!.profileId,
      isExclusive: invite!.singleUse,
      isOver: outcome === 'used',
    })),
    of.now,
  );
  for (const [index, visit] of asking.entries()) visit.outcome = results[index]!;
  const uses = visits.filter(({ outcome }) => outcome === 'tied' || outcome === 'already');
  await markUsed(
    tx,
    workspaceId,
    uses.map(({ opened: { event }, inviteId }) => ({
      inviteId: inviteId!,
      psid: event.psid,
      usedAt: event.occurredAt,
    })),
  );
  return { visits: visits.map(({ invite: _invite, ...visit }) => visit), into };
}

/** Judged by the event's own time: a webhook that comes late was opened in time all the same. */
function refusalOf(invite: OpenedInvite, event: Personal): VisitOutcome | null {
  if (invite.endsAt <= event.occurredAt) return 'expired';
  return invite.singleUse && invite.usedAt !== null ? 'used' : null;
}
