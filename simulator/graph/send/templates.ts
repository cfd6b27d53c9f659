// Structured templates (messenger-platform §4.3): which there are, and the checks of generic, button, media and product. The
// others stand in templates-shop.ts and templates-ask.ts. Types that are gone are refused by name.
import type { Attachment } from '../../world/item.contract.ts';
import { invalidParameter } from '../errors.ts';
import type { MediaUse } from '../media/attachments.ts';
import { checkButtons } from './buttons.ts';
import { getItems, getObject, getOneOf, getString, getUrl, type Json } from './checks.ts';
import { checkElement } from './elements.ts';
import {
  checkFeedback,
  checkInformation,
  checkInstantForm,
  checkOneTimeRequest,
  checkOptinRequest,
} from './templates-ask.ts';
import { checkCoupon, checkImageGrid, checkReceipt } from './templates-shop.ts';

const PATH = 'message[attachment][payload]';

/** One check for each live type; null: checked against the approved template instead. */
const CHECKS = {
  generic: checkGeneric,
  button: checkButtonTemplate,
  media: checkMediaTemplate,
  receipt: checkReceipt,
  coupon: checkCoupon,
  product: checkProduct,
  image_grid: checkImageGrid,
  customer_feedback: checkFeedback,
  customer_information: checkInformation,
  instant_form: checkInstantForm,
  notification_messages: checkOptinRequest,
  one_time_notif_req: checkOneTimeRequest,
  utility_messages: null,
} as const;
export type TemplateType = keyof typeof CHECKS;
const TYPES = Object.keys(CHECKS) as TemplateType[];

/** Checks `message.attachment.payload` of a template and says which it is. */
export function checkTemplate(payload: Json): TemplateType {
  const type = getOneOf(payload['template_type'], `${PATH}[template_type]`, TYPES);
  CHECKS[type]?.(payload, PATH);
  return type;
}

/** The upload that a media template names. */
export function mediaOfTemplate(payload: Json): MediaUse[] {
  const [element] = (payload['elements'] ?? []) as Json[];
  if (payload['template_type'] !== 'media' || element?.['attachment_id'] === undefined) return [];
  const type = element['media_type'] as Attachment['type'];
  return [
    { type, payload: { attachment_id: element['attachment_id'] }, path: `${PATH}[elements][0]`, file: null },
  ];
}

function checkButtonTemplate(payload: Json, path: string): void {
  getString(payload['text'], `${path}[text]`, 640);
  checkButtons(payload['buttons'], `${path}[buttons]`, 1);
}

function checkGeneric(payload: Json, path: string): void {
  checkSharable(payload, path);
  getItems(payload['elements'], `${path}[elements]`, 1, 10).forEach((item, index) => {
    checkElement(getObject(item, `${path}[elements][${index}]`), `${path}[elements][${index}]`);
  });
}

function checkSharable(payload: Json, path: string): void {
  if (payload['sharable'] !== undefined && typeof payload['sharable'] !== 'boolean')
    throw invalidParameter(`Param ${path}[sharable] must be a boolean.`);
}

/** "Exactly 1 element, media_type image|video, attachment_id or Facebook url (external URLs refused, 2018185/2018188)." */
function checkMediaTemplate(payload: Json, path: string): void {
  checkSharable(payload, path);
  const at = `${path}[elements][0]`;
  const [first] = getItems(payload['elements'], `${path}[elements]`, 1, 1);
  const element = getObject(first, at);
  const type = getOneOf(element['media_type'], `${at}[media_type]`, ['image', 'video']);
  const { url, attachment_id: id } = element;
  if ((url === undefined) === (id === undefined))
    throw invalidParameter(`Param ${at} must have either an attachment_id or a url.`);
  if (url !== undefined && !isFacebookUrl(getUrl(url, `${at}[url]`)))
    throw invalidParameter(`Param ${at}[url] must be a Facebook URL.`, type === 'image' ? 2018185 : 2018188);
  if (element['buttons'] !== undefined) checkButtons(element['buttons'], `${at}[buttons]`, 1);
}

function isFacebookUrl(url: string): boolean {
  return /(^|\.)(facebook\.com|fb\.watch)$/.test(new URL(url).hostname);
}

function checkProduct(payload: Json, path: string): void {
  getItems(payload['elements'], `${path}[elements]`, 1, 10).forEach((item, index) => {
    getString(getObject(item, `${path}[elements][${index}]`)['id'], `${path}[elements][${index}][id]`, 100);
  });
}
