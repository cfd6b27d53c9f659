// Whom a preview or a test of a campaign is for: somebody named, or anybody of the segment; and as much of them as the one who
// asks may see.
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import type { Addressee } from '../delivery/prepare.ts';
import { notFound } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import { findPeople, findPersonBy, type Person, reachOf } from '../profiles/person.ts';
import type { CheckedDefinition } from './campaign.check.ts';
import type { Recipient } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { findExamplePerson } from './example.queries.ts';

type Attributes = Record<string, unknown>;

/** Refuses (`not_found`) who is not known; a PSID nobody has seen is somebody of whom nothing else is known. */
export async function findRecipient(
  needs: CampaignNeeds,
  workspaceId: string,
  checked: { plan: Pick<DeliveryPlan, 'page_id'>; segment: CheckedDefinition['segment'] },
  recipient: Recipient,
): Promise<Addressee> {
  const { db } = needs;
  const pageId = checked.plan.page_id;
  if (recipient.by === 'any') {
    const filter = checked.segment?.filter ?? { kind: 'group', match: 'all', filters: [] };
    const now = needs.clock.now();
    const profileId = await findExamplePerson(db, { workspaceId, filter, pageId, now });
    const [person] = profileId === null ? [] : await findPeople(db, workspaceId, [profileId], pageId);
    if (!person) throw notFound('person in this segment yet');
    return addressee(person);
  }
  const person = await findPersonBy(db, workspaceId, keyOf(recipient, pageId), pageId);
  if (person) return recipient.by === 'psid' ? ofAccount(person, recipient.psid) : addressee(person);
  if (recipient.by === 'psid') return rawPsid(recipient.psid);
  throw notFound(
    `person with this ${recipient.by === 'attribute' ? recipient.name : recipient.by.replace('_', ' ')}`,
  );
}

function keyOf(recipient: Exclude<Recipient, { by: 'any' }>, pageId: string | null) {
  switch (recipient.by) {
    case 'person':
      return { profileId: parseId('prf', recipient.person_id) };
    case 'customer_id':
      return { customerId: recipient.customer_id };
    case 'attribute':
      return { attribute: recipient.name, value: recipient.value };
    case 'psid':
      return { psid: recipient.psid, pageId };
  }
}

const addressee = (person: Person): Addressee => ({
  profileId: person.profileId,
  customerId: person.customerId,
  attributes: person.attributes,
  psid: person.psid,
  ...reachOf(person.identity),
});

/** The person by this of their PSIDs: the window is that of the account, as it is when the lane sends. */
function ofAccount(person: Person, psid: string): Addressee {
  const identity = person.identity?.psid === psid ? person.identity : null;
  return { ...addressee({ ...person, identity }), psid };
}

/** Somebody nobody has seen here: only the PSID is known. */
const rawPsid = (psid: string): Addressee => ({
  profileId: null,
  customerId: null,
  attributes: { ps_id: psid },
  psid,
  ...reachOf(null),
});

/** The person, and what happened to them, as whoever asks may see it: dots in the place of what is hidden. */
export function mask<P extends { attributes: Attributes; event?: Attributes | undefined }>(
  person: P,
  hidden: ReadonlySet<string>,
): P {
  const attributes = withDots(person.attributes, hidden);
  const event = person.event && withDots(person.event, hidden);
  if (attributes === person.attributes && event === person.event) return person;
  return { ...person, attributes, ...(event && { event }) };
}

function withDots(attributes: Attributes, hidden: ReadonlySet<string>): Attributes {
  const names = Object.keys(attributes).filter((name) => hidden.has(name));
  if (names.length === 0) return attributes;
  return { ...attributes, ...Object.fromEntries(names.map((name) => [name, '•••'])) };
}

/** By their attributes; null: they say none. */
export function nameOf(attributes: Attributes): string | null {
  const parts = [attributes['first_name'], attributes['last_name']].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  const name = typeof attributes['name'] === 'string' ? attributes['name'] : parts.join(' ');
  return name === '' ? null : name;
}
