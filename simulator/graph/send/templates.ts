// Structured templates (messenger-platform §4.3). Generic and button are checked in full, customer_feedback as far as
// the message tag needs it; the other live types are accepted by name, the dead ones refused.
import { invalidParameter } from '../errors.ts';
import { checkButtons, checkDefaultAction } from './buttons.ts';
import {
  findString,
  getItems,
  getMediaUrl,
  getObject,
  getOneOf,
  getString,
  getUrl,
  type Json,
} from './checks.ts';

const PATH = 'message[attachment][payload]';

const TEMPLATE_TYPES = [
  'generic',
  'button',
  'media',
  'receipt',
  'coupon',
  'product',
  'image_grid',
  'customer_feedback',
  'customer_information',
  'instant_form',
  'notification_messages',
  'one_time_notif_req',
  'utility_messages',
] as const;
export type TemplateType = (typeof TEMPLATE_TYPES)[number];

/** Checks `message.attachment.payload` of a template and says which it is. */
export function checkTemplate(payload: Json): TemplateType {
  const type = getOneOf(payload['template_type'], `${PATH}[template_type]`, TEMPLATE_TYPES);
  if (type === 'generic') checkGeneric(payload);
  if (type === 'button') checkButtonTemplate(payload);
  if (type === 'customer_feedback') checkFeedback(payload);
  return type;
}

function checkButtonTemplate(payload: Json): void {
  getString(payload['text'], `${PATH}[text]`, 640);
  checkButtons(payload['buttons'], `${PATH}[buttons]`, 1);
}

function checkGeneric(payload: Json): void {
  if (payload['sharable'] !== undefined && typeof payload['sharable'] !== 'boolean') {
    throw invalidParameter(`Param ${PATH}[sharable] must be a boolean.`);
  }
  getItems(payload['elements'], `${PATH}[elements]`, 1, 10).forEach((item, index) => {
    checkElement(getObject(item, `${PATH}[elements][${index}]`), `${PATH}[elements][${index}]`);
  });
}

function checkElement(element: Json, path: string): void {
  getString(element['title'], `${path}[title]`, 80);
  findString(element['subtitle'], `${path}[subtitle]`, 80);
  if (element['image_url'] !== undefined) getMediaUrl(element['image_url'], `${path}[image_url]`);
  if (element['default_action'] !== undefined)
    checkDefaultAction(element['default_action'], `${path}[default_action]`);
  if (element['buttons'] !== undefined) checkButtons(element['buttons'], `${path}[buttons]`, 1);
  // "title plus at least one more"
  const more = ['subtitle', 'image_url', 'default_action', 'buttons'].some(
    (key) => element[key] !== undefined,
  );
  if (!more)
    throw invalidParameter(
      `Param ${path} must have a subtitle, image_url, default_action or buttons beside its title.`,
    );
}

function checkFeedback(payload: Json): void {
  getString(payload['title'], `${PATH}[title]`, 65);
  findString(payload['subtitle'], `${PATH}[subtitle]`, 80);
  findString(payload['button_title'], `${PATH}[button_title]`, 20);
  const [first] = getItems(payload['feedback_screens'], `${PATH}[feedback_screens]`, 1, 1);
  const screen = getObject(first, `${PATH}[feedback_screens][0]`);
  getItems(screen['questions'], `${PATH}[feedback_screens][0][questions]`, 1, 1);
  const privacy = getObject(payload['business_privacy'], `${PATH}[business_privacy]`);
  getUrl(privacy['url'], `${PATH}[business_privacy][url]`);
}
