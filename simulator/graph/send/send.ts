// POST /{page}/messages: allowance, shape, recipient, policy, media, then the record and the receipts, in that order.
// (messenger-platform §4.1, §5, §6)
import { planReceipts, type SentMessage } from '../../webhooks/receipts.ts';
import type { Page } from '../../world/apps.ts';
import { addToThread } from '../../world/threads.ts';
import type { World } from '../../world/world.ts';
import type { PageCaller } from '../auth.ts';
import { findJson, findText, type GraphCall, type GraphReply } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { takeIn } from '../media/attachments.ts';
import { checkUtilitySend, type UtilityReference } from '../templates/parameters.ts';
import { checkControl, followControl } from '../thread-control.ts';
import { takePrivateReply, takeSend, takeThread } from '../usage.ts';
import { parseSenderAction, performSenderAction } from './actions.ts';
import { getOneOf, type Json } from './checks.ts';
import { emptyMessage, isHeavy, type ParsedMessage, parseMessage, parseUtility } from './message.ts';
import { checkFeatures, checkOwner, checkReferences, noteRequest } from './page-rules.ts';
import { checkReachable, checkWindow, type Route, routeOf } from './policy.ts';
import { checkPrivateReply, getRecipient, type Recipient } from './recipient.ts';
import { checkRight, noteSend } from './rights.ts';

export async function sendMessage(call: GraphCall, own: PageCaller): Promise<GraphReply> {
  const { world, params } = call;
  const { page } = own;
  if (params['sender_action'] !== undefined) return sendAction(call, page);
  const message = readMessage(params);
  const headers = takeSend(world, page, isHeavy(message) ? 'media' : 'messages');
  const route = routeOf(findText(params, 'messaging_type'), findText(params, 'tag'), message);
  checkOptions(params);
  if (message.utility) checkUtility(world, own, message.utility);
  const recipient = getRecipient(world, page, findJson(params, 'recipient'));
  checkRecipient(call, page, { recipient, message, route });
  const attachmentId = message.media.length === 0 ? null : await settleMedia(world, page, message);
  const sent = accept(call, page, recipient, message);
  if (!recipient.guest) await planReceipts(world, sent);
  const { psid } = recipient.person;
  const body = {
    ...(recipient.guest ? {} : { recipient_id: psid }),
    message_id: sent.message.mid,
    ...(attachmentId === null ? {} : { attachment_id: attachmentId }),
  };
  return { body, headers, sentTo: { page, psid } };
}

function sendAction(call: GraphCall, page: Page): GraphReply {
  const { world, params } = call;
  const headers = takeSend(world, page, 'messages');
  if (params['message'] !== undefined) throw new GraphError(100, 2018014);
  const action = parseSenderAction(params);
  const { person } = getRecipient(world, page, findJson(params, 'recipient'));
  checkReachable(page, person);
  checkOwner({ world, page, person });
  checkReferences({ world, page, person }, params);
  checkWindow({ person, now: world.clock.now() }, 'standard');
  performSenderAction(world, { page, person }, action, findJson(params, 'payload'));
  return { body: { recipient_id: person.psid }, headers, sentTo: { page, psid: person.psid } };
}

/** The message, also in the second shape of a utility send, where `template` stands beside `recipient`. */
function readMessage(params: Readonly<Json>): ParsedMessage {
  const template = findJson(params, 'template');
  if (params['message'] === undefined && template !== undefined)
    return { ...emptyMessage({ template }), utility: parseUtility(template, 'template') };
  if (params['message'] === undefined) throw invalidParameter('Param message or sender_action is required.');
  const file = params['filedata'];
  return parseMessage(findJson(params, 'message'), file instanceof File ? file : null);
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
  checkControl(findJson(params, 'thread_control'));
}

/** May this go to that person now? By the comment, the opt-in or the guest's consent that names them, else by the window. */
function checkRecipient(
  { world, params }: GraphCall,
  page: Page,
  { recipient, message, route }: { recipient: Recipient; message: ParsedMessage; route: Route },
): void {
  const { person, comment, right, guest } = recipient;
  const place = { world, page, person };
  takeThread(world, page, person);
  checkReachable(page, person);
  checkOwner(place);
  checkReferences(place, params);
  checkFeatures(place, message, route);
  const now = world.clock.now();
  if (comment) {
    takePrivateReply(world, page);
    checkPrivateReply(comment, now);
  } else if (right) checkRight(world, page, right);
  else if (!guest) checkWindow({ person, now }, route);
  // An open window is needed for both, whatever else gives the right to write.
  if (message.stickerId !== null || params['reply_to'] !== undefined)
    checkWindow({ person, now }, 'standard');
}

/** The id of the reusable upload, if the send asked for one. */
async function settleMedia(world: World, page: Page, { media }: ParsedMessage): Promise<string | null> {
  const ids = await Promise.all(media.map((use) => takeIn(world, page, use)));
  return ids[0] ?? null;
}

function accept(call: GraphCall, page: Page, recipient: Recipient, parsed: ParsedMessage): SentMessage {
  const { world, params } = call;
  const { person, comment, right } = recipient;
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
  if (right) noteSend(world, right);
  noteRequest({ world, page, person }, parsed);
  addToThread(world, page, person, message);
  followControl({ world, page, person }, findJson(params, 'thread_control'));
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return { page, person, message };
}

/** The request as understood: objects as objects whatever the encoding was; no token, no file. */
function recordedBody(params: Readonly<Json>, parsed: ParsedMessage): string {
  const { access_token: _token, appsecret_proof: _proof, filedata: _file, ...rest } = params;
  return JSON.stringify({ ...rest, recipient: findJson(params, 'recipient'), message: parsed.content });
}
