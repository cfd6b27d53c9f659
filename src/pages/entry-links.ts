// Entry links: made, changed, put away, and made personal for customers. What happens when one is opened is in
// `webhooks/entry-refs.ts`, because it happens to people.
import QRCode from 'qrcode';
import type { z } from 'zod';
import { writeAudit } from '../kit/audit.ts';
import { addMs, type Clock, DAY_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { conflict, invalid, notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { entryLink, linkChanges, newLink } from './entry-link.contract.ts';
import {
  type CountedLink,
  findCustomers,
  findLink,
  insertLink,
  type LinkCounts,
  saveInvites,
  updateLink,
} from './entry-link.queries.ts';
import { entryUrl, formatPersonalRef, REF_KEY, suggestRefCode } from './entry-ref.ts';
import { findPage } from './page.queries.ts';

export interface EntryLinkNeeds {
  db: Db;
  secrets: Secrets;
  clock: Clock;
  meUrl: string;
}

type LinkView = z.input<typeof entryLink>;
type NewLink = z.output<typeof newLink>;
type Changes = z.output<typeof linkChanges>;

/** Who asks, and where. */
export interface By {
  workspaceId: string;
  actor: string;
}

export async function createLink(needs: EntryLinkNeeds, by: By, input: NewLink): Promise<number> {
  const { db, clock } = needs;
  const page = await findPage(db, by.workspaceId, input.page_id);
  if (!page || page.state === 'disconnected')
    throw invalid('page_id', `There is no connected Page ${input.page_id}.`, 'Connect the Page first.');
  const refCode = input.ref_code ?? suggestRefCode(input.name);
  getUrl(needs, { pageId: input.page_id, refCode, welcomeText: input.welcome_text });
  const now = clock.now();
  return withTransaction(db, async (tx) => {
    const linkId = await insertLink(tx, {
      workspaceId: by.workspaceId,
      pageId: input.page_id,
      name: input.name,
      refCode,
      welcomeText: input.welcome_text,
      tag: input.tag,
      singleUse: input.single_use,
      personalDays: input.personal_days,
      createdAt: now,
    });
    if (linkId === undefined)
      throw invalid('ref_code', `Another link of this Page has the ref ${refCode}.`, 'Choose another one.');
    await note(tx, by, { action: 'entry_link.created', linkId, at: now });
    return linkId;
  });
}

export async function changeLink(
  needs: EntryLinkNeeds,
  by: By,
  linkId: number,
  { archived, ...changes }: Changes,
): Promise<void> {
  const link = await getLink(needs.db, by.workspaceId, linkId);
  const welcomeText = changes.welcome_text === undefined ? link.welcomeText : changes.welcome_text;
  getUrl(needs, { ...link, welcomeText });
  const now = needs.clock.now();
  const archivedAt = archived ? (link.archivedAt ?? now) : null;
  await withTransaction(needs.db, async (tx) => {
    await updateLink(tx, by.workspaceId, linkId, {
      ...changes,
      ...(archived !== undefined && { archived_at: archivedAt }),
    });
    const action = archived === undefined ? 'changed' : archived ? 'archived' : 'restored';
    await note(tx, by, { action: `entry_link.${action}`, linkId, at: now });
  });
}

const note = (tx: Db, { workspaceId, actor }: By, of: { action: string; linkId: number; at: Date }) =>
  writeAudit(tx, { workspaceId, actor, action: of.action, subject: formatId('lnk', of.linkId), at: of.at });

/** Refuses with not_found. */
export async function getLink(db: Db, workspaceId: string, linkId: number): Promise<CountedLink> {
  const link = await findLink(db, workspaceId, linkId);
  if (!link) throw notFound(`entry link ${formatId('lnk', linkId)}`);
  return link;
}

export interface PersonalLink {
  customer_id: string;
  url: string;
  ref: string;
  expires_at: string;
}

/**
 * Personal links in the order asked for; a customer id nobody has is named in `unknown` and makes nobody. Refuses a link
 * that was put away. Doing it again gives the same links, valid from now.
 */
export async function issuePersonal(
  needs: EntryLinkNeeds,
  by: By,
  linkId: number,
  customerIds: readonly string[],
): Promise<{ links: PersonalLink[]; unknown: string[] }> {
  const { db, secrets, clock, meUrl } = needs;
  const link = await getLink(db, by.workspaceId, linkId);
  if (link.archivedAt) throw conflict(`The link ${link.name} was put away.`, 'Bring it back first.');
  const issuedAt = clock.now();
  const expiresAt = addMs(issuedAt, link.personalDays * DAY_MS);
  const wanted = [...new Set(customerIds)];
  const customers = await findCustomers(db, by.workspaceId, wanted);
  const profileIds = customers.map(({ profileId }) => profileId);
  const saved = await withTransaction(db, (tx) =>
    saveInvites(tx, { workspaceId: by.workspaceId, linkId }, { profileIds, issuedAt, expiresAt }),
  );
  const key = secrets.deriveKey(REF_KEY);
  const scope = { workspaceId: by.workspaceId, pageId: link.pageId };
  const customerOf = new Map(customers.map(({ profileId, customerId }) => [profileId, customerId]));
  const made = new Map(
    saved.map((invite) => {
      const customerId = customerOf.get(invite.profileId)!;
      const ref = formatPersonalRef(key, scope, invite.inviteId);
      // A personal ref is shorter than any text that is refused with a plain one, so it has an address.
      const url = entryUrl(meUrl, { pageId: link.pageId, ref, welcomeText: null })!;
      const expires_at = invite.expiresAt.toISOString();
      return [customerId, { customer_id: customerId, url, ref, expires_at }] as const;
    }),
  );
  return {
    links: wanted.flatMap((customerId) => made.get(customerId) ?? []),
    unknown: wanted.filter((customerId) => !made.has(customerId)),
  };
}

function getUrl(
  { meUrl }: EntryLinkNeeds,
  link: { pageId: string; refCode: string; welcomeText: string | null },
): string {
  const url = entryUrl(meUrl, { ...link, ref: link.refCode });
  if (url === null)
    throw invalid('welcome_text', 'The link would be longer than Messenger takes.', 'Shorten the text.');
  return url;
}

export function showLink(needs: EntryLinkNeeds, link: CountedLink): LinkView {
  const { opens, people, new_people, opt_ins, issued, tied, conflicts, refused } = link satisfies LinkCounts;
  return {
    id: formatId('lnk', link.linkId),
    page_id: link.pageId,
    page_name: link.pageName,
    name: link.name,
    ref_code: link.refCode,
    url: getUrl(needs, link),
    welcome_text: link.welcomeText,
    tag: link.tag,
    single_use: link.singleUse,
    personal_days: link.personalDays,
    counts: { opens, people, new_people, opt_ins, issued, tied, conflicts, refused },
    created_at: link.createdAt.toISOString(),
    archived_at: link.archivedAt?.toISOString() ?? null,
  };
}

/** Four modules of quiet around the code, as the standard asks; level M stands a seventh of it being dirty. */
const QR = { errorCorrectionLevel: 'M', margin: 4 } as const;

export const drawSvg = (url: string): Promise<string> => QRCode.toString(url, { ...QR, type: 'svg' });
export const drawPng = (url: string, widthPx: number): Promise<Buffer> =>
  QRCode.toBuffer(url, { ...QR, type: 'png', width: widthPx });
