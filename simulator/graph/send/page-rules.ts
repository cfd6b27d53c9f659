// What a send needs of its Page beyond the shape of the message: features, catalogue, personas, who owns the thread, one open
// opt-in request for each topic (messenger-platform §4.3, §5.2, §8.4, §8.5).
import { ownerOf } from '../../webhooks/owner.ts';
import type { Page } from '../../world/apps.ts';
import type { Person } from '../../world/people.ts';
import type { World } from '../../world/world.ts';
import { findJson, findText } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { isSticker } from '../stickers.ts';
import { getObject, getString, type Json } from './checks.ts';
import type { ParsedMessage } from './message.ts';
import type { Route } from './policy.ts';

interface Place {
  world: World;
  page: Page;
  person: Person;
}

/** @throws GraphError 10/2018300 when another app owns the thread */
export function checkOwner({ world, page, person }: Place): void {
  const owner = ownerOf(world.items, page, person.psid, world.clock.now());
  if (owner !== null && owner !== page.app.id) throw new GraphError(10, 2018300);
}

/** Options beside the message. @throws GraphError 100 */
export function checkReferences({ world, page, person }: Place, params: Readonly<Json>): void {
  const personaId = findText(params, 'persona_id');
  if (personaId !== undefined) {
    const persona = world.items.find('persona', personaId);
    if (persona?.pageId !== page.id || persona.deleted)
      throw invalidParameter(`Param persona_id: there is no persona ${personaId}.`);
  }
  const replyTo = findJson(params, 'reply_to');
  if (replyTo === undefined) return;
  const mid = getString(getObject(replyTo, 'reply_to')['mid'], 'reply_to[mid]', 500);
  if (!person.thread?.some((message) => message.mid === mid))
    throw invalidParameter('Param reply_to[mid]: there is no such message in this conversation.');
}

/** @throws GraphError by the kind of template, sticker or tag */
export function checkFeatures({ world, page, person }: Place, message: ParsedMessage, route: Route): void {
  const { setup } = page;
  if (route === 'HUMAN_AGENT' && !setup.human_agent) throw new GraphError(10);
  if (message.stickerId !== null && !isSticker(message.stickerId))
    throw invalidParameter(`Param message[sticker_id]: there is no sticker ${message.stickerId}.`);
  if (!message.template) return;
  const { type, payload } = message.template;
  switch (type) {
    case 'product':
      if (setup.commerce_disabled) throw new GraphError(2022);
      if ((payload['elements'] as Json[]).some(({ id }) => !isIn(setup.products, id)))
        throw invalidParameter('Invalid product id', 2018320);
      return;
    case 'instant_form':
      if (!isIn(setup.forms, payload['form_id'])) throw new GraphError(1, 2018382);
      return;
    case 'one_time_notif_req':
      if (!setup.one_time_notifications) throw new GraphError(10);
      return;
    case 'notification_messages':
      if (setup.optin_requests_barred) throw new GraphError(10, 1404170);
      if (world.items.list('optin_request', person.psid).some(({ topic }) => topic === topicOf(payload)))
        throw new GraphError(613, 1893016);
  }
}

/** `null` stands for "anything". */
function isIn(list: readonly string[] | null, id: unknown): boolean {
  return list === null || list.includes(String(id));
}

function topicOf(payload: Json): string {
  return findText(payload, 'title') ?? 'Updates and promotions';
}

/** An accepted opt-in request stays open until the person answers. */
export function noteRequest({ world, page, person }: Place, { template }: ParsedMessage): void {
  if (template?.type !== 'notification_messages') return;
  const topic = topicOf(template.payload);
  world.items.put({
    kind: 'optin_request',
    id: `${person.psid}/${topic}`,
    pageId: page.id,
    psid: person.psid,
    topic,
    at: world.clock.now(),
  });
}
