// POST /{page}/messages: allowance, shape, recipient, policy, then the record and the receipts, in that order.
// (messenger-platform §4.1, §5, §6)

import { planReceipts, type SentMessage } from '../../webhooks/receipts.ts';
import type { Page } from '../../world/apps.ts';
import { DAY_MS } from '../../world/clock.ts';
import type { Person } from '../../world/people.ts';
import { addToThread } from '../../world/threads.ts';
import type { Comment, World } from '../../world/world.ts';
import type { PageCaller } from '../auth.ts';
import { findJson, findText, type GraphCall, type GraphReply } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { checkUtilitySend, type UtilityReference } from '../templates/parameters.ts';
import { takeSend } from '../usage.ts';
import { parseSenderAction, performSenderAction } from './actions.ts';
import { getObject, getOneOf, getString, type Json } from './checks.ts';
import { type ParsedMessage, parseMessage, parseUtility } from './message.ts';
import { checkReachable, checkWindow, routeOf } from './policy.ts';

const RECIPIENT_KINDS = ['id', 'comment_id'];
const OTHER_RECIPIENTS = [
  'user_ref',
  'post_id',
  'notification_messages_token',
  'one_time_notif_token',
  'phone_number',
  'login_id',
];
const PRIVATE_REPLY_MS = 7 * DAY_MS;

interface Recipient {
  person: Person;
  comment: Comment | null;
}

export async function sendMessage(call: GraphCall, own: PageCaller): Promise<GraphReply> {
  const { world, params } = call;
  const { page } = own;
  if (params['sender_action'] !== undefined) return sendAction(call, page);
  const message = readMessage(params);
  const headers = takeSend(world, page, message.heavyMedia ? 'media' : 'messages');
  const route = routeOf(findText(params, 'messaging_type'), findText(params, 'tag'), message);
  checkOptions(params);
  if (message.utility) checkUtility(world, own, message.utility);
  const recipient = getRecipient(world, page, findJson(params, 'recipient'));
  checkReachable(page, recipient.person);
  if (recipient.comment) checkPrivateReply(recipient.comment, world.clock.now());
  else checkWindow({ person: recipient.person, now: world.clock.now() }, route);
  const sent = accept(call, page, recipient, message);
  await planReceipts(world, sent);
  const body = {
    recipient_id: recipient.person.psid,
    message_id: sent.message.mid,
    ...(message.reusable ? { attachment_id: world.ids.numeric('12') } : {}),
  };
  return { body, headers, sentTo: { page, psid: recipient.person.psid } };
}

function sendAction(call: GraphCall, page: Page): GraphReply {
  const { world, params } = call;
  const headers = takeSend(world, page, 'messages');
  if (params['message'] !== undefined) throw new GraphError(100, 2018014);
  const action = parseSenderAction(params);
  const { person } = getRecipient(world, page, findJson(params, 'recipient'));
  checkReachable(page, person);
  if (world.clock.now() - person.lastActionAt > person.windowMs) throw new GraphError(10, 2018278);
  performSenderAction(world, { page, person }, action, findJson(params, 'payload'));
  return { body: { recipient_id: person.psid }, headers, sentTo: { page, psid: person.psid } };
}

/** The message, also in the second shape of a utility send, where `template` stands beside `recipient`. */
function readMessage(params: Readonly<Json>): ParsedMessage {
  const template = findJson(params, 'template');
  if (params['message'] === undefined && template !== undefined) {
    const utility = parseUtility(template, 'template');
    return {
      content: { template },
      metadata: null,
      template: null,
      utility,
      heavyMedia: false,
      reusable: false,
    };
  }
  if (params['message'] === undefined) throw invalidParameter('Param message or sender_action is required.');
  return parseMessage(findJson(params, 'message'));
}

function checkUtility(world: World, own: PageCaller, reference: UtilityReference): void {
  if (!own.scopes.has('page_utility_messaging') && !own.scopes.has('pages_utility_messaging'))
    throw new GraphError(10);
  checkUtilitySend(world, own.page, reference);
}

function checkOptions(params: Readonly<Json>): void {
  if (params['notification_type'] !== undefined) {
    getOneOf(params['notification_type'], 'notification_type', ['REGULAR', 'SILENT_PUSH', 'NO_PUSH']);
  }
  const replyTo = findJson(params, 'reply_to');
  if (replyTo !== undefined) getString(getObject(replyTo, 'reply_to')['mid'], 'reply_to[mid]', 500);
}

function getRecipient(world: World, page: Page, value: unknown): Recipient {
  const recipient = getObject(value, 'recipient');
  const unsupported = OTHER_RECIPIENTS.find((key) => recipient[key] !== undefined);
  if (unsupported !== undefined)
    throw invalidParameter(`recipient[${unsupported}] is not available on this Page.`);
  const given = RECIPIENT_KINDS.filter((key) => recipient[key] !== undefined);
  if (given.length !== 1)
    throw invalidParameter('Param recipient must have exactly one of {id, comment_id}.');
  if (recipient['comment_id'] !== undefined) {
    const comment = world.comments.get(String(recipient['comment_id']));
    const author = comment?.pageId === page.id ? page.people.find(comment.psid) : undefined;
    if (!comment || !author) throw invalidParameter('Invalid comment', 2534025);
    return { person: author, comment };
  }
  // A PSID sent as a JSON number has lost its last digits on the way and so matches nobody.
  const person = page.people.find(String(recipient['id']));
  if (!person) throw new GraphError(100, 2018001);
  return { person, comment: null };
}

/** One message per comment, within seven days. */
function checkPrivateReply(comment: Comment, now: number): void {
  if (comment.replied)
    throw new GraphError(10900, undefined, { message: '(#10900) Activity already replied to' });
  if (now - comment.at > PRIVATE_REPLY_MS)
    throw new GraphError(10903, undefined, { message: '(#10903) This activity cannot be replied to' });
}

function accept(call: GraphCall, page: Page, recipient: Recipient, parsed: ParsedMessage): SentMessage {
  const { world, params } = call;
  const { person, comment } = recipient;
  const message = world.record.add({
    mid: world.ids.mid(),
    pageId: page.id,
    psid: person.psid,
    at: world.clock.now(),
    body: recordedBody(params, parsed),
    metadata: parsed.metadata,
  });
  if (comment) {
    comment.replied = true;
    world.changes.comment(comment);
  }
  addToThread(world, page, person, message);
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return { page, person, message };
}

/** The request as understood: objects as objects whatever the encoding was, and no token. */
function recordedBody(params: Readonly<Json>, parsed: ParsedMessage): string {
  const { access_token: _token, appsecret_proof: _proof, ...rest } = params;
  return JSON.stringify({ ...rest, recipient: findJson(params, 'recipient'), message: parsed.content });
}
