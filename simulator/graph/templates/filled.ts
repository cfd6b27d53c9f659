// A utility message as others see it once its template is filled: plain text when there is only a body, else a card with
// header and buttons (messenger-platform §5.4). For echoes and for the Conversations API.
import type { Page } from '../../world/apps.ts';
import type { World } from '../../world/world.ts';
import type { Json } from '../send/checks.ts';
import { utilityPreview } from './preview.ts';

interface Card {
  title: string;
  subtitle?: string;
  buttons?: unknown[];
}

export type Filled = { text: string } | { card: Card };

/** @param body of the send; null when it is no utility message, or its template is gone */
export function fillUtility(world: World, page: Page, body: Json): Filled | null {
  const shown = utilityPreview(world, page, body);
  if (!shown) return null;
  if (shown.header === null && shown.buttons.length === 0) return { text: shown.body };
  const buttons = shown.buttons.length === 0 ? {} : { buttons: shown.buttons };
  return shown.header === null
    ? { card: { title: shown.body, ...buttons } }
    : { card: { title: shown.header, subtitle: shown.body, ...buttons } };
}

/** The `message` of a send as its echo shows it. */
export function echoContent(world: World, page: Page, body: Json): Json {
  const content = (body['message'] ?? {}) as Json;
  const filled = fillUtility(world, page, body);
  if (!filled) return content;
  const { template: _template, attachment: _attachment, ...rest } = content;
  if ('text' in filled) return { ...rest, text: filled.text };
  const payload = { template_type: 'generic', elements: [filled.card] };
  return { ...rest, attachment: { type: 'template', payload } };
}
