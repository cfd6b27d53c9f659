// Whom a send is for (messenger-platform §4.1): a PSID, a guest of the checkbox plugin, the author of a comment or post, or
// the holder of an opt-in token.
import type { Page } from '../../world/apps.ts';
import { DAY_MS } from '../../world/clock.ts';
import type { Optin } from '../../world/item.contract.ts';
import type { Person } from '../../world/people.ts';
import type { Comment, World } from '../../world/world.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { getObject, type Json } from './checks.ts';

export interface Recipient {
  person: Person;
  /** A private reply: by which comment or visitor post. */
  comment: Comment | null;
  /** By which opt-in, marketing or one-time. */
  right: Optin | null;
  /** Named by `user_ref`: the answer names no PSID, and no receipts follow. */
  guest: boolean;
}

const KINDS = [
  'id',
  'user_ref',
  'comment_id',
  'post_id',
  'notification_messages_token',
  'one_time_notif_token',
  'phone_number',
  'login_id',
] as const;
type Kind = (typeof KINDS)[number];
const PRIVATE_REPLY_MS = 7 * DAY_MS;

/** @throws GraphError 100/2018001 for a PSID nobody has, 100/2534025 for a comment, 100 for a token */
export function getRecipient(world: World, page: Page, value: unknown): Recipient {
  const recipient = getObject(value, 'recipient', [...KINDS, 'name']);
  const given = KINDS.filter((key) => recipient[key] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1)
    throw invalidParameter(`Param recipient must have exactly one of {${KINDS.join(', ')}}.`);
  return { comment: null, right: null, guest: false, ...find(world, page, kind, recipient) };
}

function find(
  world: World,
  page: Page,
  kind: Kind,
  recipient: Json,
): Pick<Recipient, 'person'> & Partial<Recipient> {
  const id = String(recipient[kind]);
  switch (kind) {
    case 'id':
      // A PSID sent as a JSON number has lost its last digits on the way and so matches nobody.
      return { person: getPerson(page, id) };
    case 'user_ref': {
      const guest = world.items.find('user_ref', id);
      if (guest?.pageId !== page.id) throw new GraphError(100, 2018001);
      return { person: getPerson(page, guest.psid), guest: true };
    }
    case 'comment_id':
    case 'post_id': {
      const comment = world.comments.get(id);
      const author = comment?.pageId === page.id ? page.people.find(comment.psid) : undefined;
      if (!comment || !author) throw invalidParameter('Invalid comment', 2534025);
      return { person: author, comment };
    }
    case 'notification_messages_token':
    case 'one_time_notif_token': {
      const right = getRight(world, page, kind, id);
      return { person: getPerson(page, right.psid), right };
    }
    case 'phone_number':
      throw new GraphError(200, 2018027, {
        message: '(#200) Customer matching was not reviewed for this app.',
      });
    case 'login_id':
      throw invalidParameter('This login_id gives no right to a message.');
  }
}

function getPerson(page: Page, psid: string): Person {
  const person = page.people.find(psid);
  if (!person) throw new GraphError(100, 2018001);
  return person;
}

/** "100: token invalid / expired" */
function getRight(world: World, page: Page, kind: Kind, id: string): Optin {
  const right = world.items.find('optin', id);
  const type = kind === 'one_time_notif_token' ? 'one_time' : 'notification_messages';
  if (!right || right.pageId !== page.id || right.type !== type)
    throw invalidParameter(`The ${kind} is not valid.`);
  if (right.expiresAt <= world.clock.now()) throw invalidParameter(`The ${kind} has expired.`);
  return right;
}

/** One message per comment, within seven days. */
export function checkPrivateReply(comment: Comment, now: number): void {
  if (comment.replied)
    throw new GraphError(10900, undefined, { message: '(#10900) Activity already replied to' });
  if (now - comment.at > PRIVATE_REPLY_MS)
    throw new GraphError(10903, undefined, { message: '(#10903) This activity cannot be replied to' });
}
