// Sender actions: typing indicators, mark_seen and the Page's reactions. Nothing is recorded; the phone shows them.
import type { Page } from '../../world/apps.ts';
import type { Person } from '../../world/people.ts';
import type { World } from '../../world/world.ts';
import { invalidParameter } from '../errors.ts';
import { getObject, getOneOf, getString } from './checks.ts';

const SENDER_ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'] as const;
const OTHER_KEYS = ['message', 'messaging_type', 'tag', 'notification_type', 'reply_to'];

export type SenderAction = (typeof SENDER_ACTIONS)[number];

/** Checks the action and that the body holds only what goes with it. */
export function parseSenderAction(params: Readonly<Record<string, unknown>>): SenderAction {
  const action = getOneOf(params['sender_action'], 'sender_action', SENDER_ACTIONS);
  const other = OTHER_KEYS.find((key) => params[key] !== undefined && key !== 'messaging_type');
  if (other !== undefined) throw invalidParameter(`Param ${other} must not be used with sender_action.`);
  return action;
}

export function performSenderAction(
  world: World,
  { page, person }: { page: Page; person: Person },
  action: SenderAction,
  payload: unknown,
): void {
  if (action === 'react' || action === 'unreact') {
    const details = getObject(payload, 'payload');
    const mid = getString(details['message_id'], 'payload[message_id]', 500);
    const message = person.thread?.find((item) => item.mid === mid);
    if (!message) throw invalidParameter('The message to react to was not found.');
    message.reaction = action === 'react' ? getString(details['reaction'], 'payload[reaction]', 20) : null;
    world.changes.message(message);
  }
  if (action === 'mark_seen') {
    person.seenUpTo = world.clock.now();
    world.changes.person(person);
  }
  const kind = action === 'typing_on' || action === 'typing_off' ? action : 'thread';
  world.live.notify({ pageId: page.id, psid: person.psid, kind });
}
