// May this message go to this person now? Development mode, blocks, the standard window and the two tags that are left
// (messenger-platform §2, §5). Pure, apart from the clock it is given.
import type { Page } from '../../world/apps.ts';
import { DAY_MS } from '../../world/clock.ts';
import type { Person } from '../../world/people.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import type { ParsedMessage } from './message.ts';

const MESSAGING_TYPES = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'];
const DEAD_TAGS = ['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'];
const TAG_WINDOW_MS = 7 * DAY_MS;

export type Route =
  | 'standard'
  | 'utility'
  | 'HUMAN_AGENT'
  | 'CUSTOMER_FEEDBACK'
  | 'NON_PROMOTIONAL_SUBSCRIPTION';

/** By which route the message goes. @throws GraphError 100 for unknown types, dead tags and a tag without its type */
export function routeOf(
  messagingType: string | undefined,
  tag: string | undefined,
  message: ParsedMessage,
): Route {
  if (messagingType !== undefined && !MESSAGING_TYPES.includes(messagingType)) {
    throw invalidParameter(`Param messaging_type must be one of {${MESSAGING_TYPES.join(', ')}}`);
  }
  if (tag !== undefined) return routeOfTag(messagingType, tag, message);
  if (messagingType === 'MESSAGE_TAG')
    throw invalidParameter('Param tag is required when messaging_type is MESSAGE_TAG.');
  if (message.utility) return 'utility';
  if (messagingType === 'UTILITY')
    throw invalidParameter('Param message[template] is required when messaging_type is UTILITY.');
  return 'standard';
}

function routeOfTag(messagingType: string | undefined, tag: string, message: ParsedMessage): Route {
  // Error 100 for every request since 2026-04-27, in all versions.
  if (DEAD_TAGS.includes(tag)) throw invalidParameter('Invalid parameter');
  if (tag !== 'HUMAN_AGENT' && tag !== 'CUSTOMER_FEEDBACK' && tag !== 'NON_PROMOTIONAL_SUBSCRIPTION') {
    throw invalidParameter('Param tag must be one of {HUMAN_AGENT, CUSTOMER_FEEDBACK}');
  }
  if (messagingType !== 'MESSAGE_TAG')
    throw invalidParameter('Param tag may only be used with messaging_type MESSAGE_TAG.');
  if (tag === 'CUSTOMER_FEEDBACK' && message.template?.type !== 'customer_feedback') {
    throw invalidParameter('The CUSTOMER_FEEDBACK tag may only be used with the customer_feedback template.');
  }
  return tag;
}

/** Whether the person may be reached at all. @throws GraphError 10/1893063, 200/2018028, 551 and its variants */
export function checkReachable(page: Page, person: Person): void {
  if (page.barred) throw new GraphError(10, 1893063);
  if (page.app.mode === 'development' && !person.hasRole) throw new GraphError(200, 2018028);
  if (person.blocked === null) return;
  const [code, subcode] = person.blocked.split('/').map(Number);
  throw new GraphError(code!, subcode);
}

/** A message about to be sent; `now` in virtual ms. */
export interface Intent {
  person: Person;
  now: number;
}

/** Whether the route is open to the person now. @throws GraphError 10/2018278, 10/2018065, 100 */
export function checkWindow({ person, now }: Intent, route: Route): void {
  const sinceAction = now - person.lastActionAt;
  switch (route) {
    case 'standard':
      if (sinceAction > person.windowMs) throw new GraphError(10, 2018278);
      return;
    case 'HUMAN_AGENT':
    case 'CUSTOMER_FEEDBACK':
      if (sinceAction > TAG_WINDOW_MS) throw new GraphError(10, 2018278);
      return;
    case 'NON_PROMOTIONAL_SUBSCRIPTION':
      // News publishers in the News Page Index only; no sandbox Page is one.
      throw new GraphError(10, 2018065);
    case 'utility':
      // No window; the template was checked when the send was read.
      return;
  }
}
