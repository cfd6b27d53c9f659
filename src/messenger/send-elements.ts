// One card of a carousel: of the generic template, and of a request to opt in (Messenger: generic template, edition of 2026).
import { checkButtons, checkDefaultAction } from './send-buttons.ts';
import { type Finder, LIMITS } from './send-limits.ts';

const BESIDE_TITLE = ['subtitle', 'image_url', 'default_action', 'buttons'];

export function checkElement(item: unknown, at: Finder) {
  const element = at.object(item);
  if (!element) return;
  at.text(element, 'title', LIMITS.title);
  at.optionalText(element, 'subtitle', LIMITS.subtitle);
  at.optionalUrl(element, 'image_url');
  if (element['buttons'] !== undefined) checkButtons(element['buttons'], at.at('buttons'));
  const action = element['default_action'];
  if (action !== undefined) checkDefaultAction(action, at.at('default_action'));
  if (BESIDE_TITLE.every((key) => element[key] === undefined))
    at.say('needs one more than the title: subtitle, image_url, default_action or buttons');
}
