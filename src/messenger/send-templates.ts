// Limits of message attachments: media by address or id, and the templates (Messenger: templates, edition of 2026).
import type { JsonObject } from './lossless-json.ts';
import { checkButtons } from './send-buttons.ts';
import { checkElement } from './send-elements.ts';
import {
  checkCustomerInformation,
  checkFeedback,
  checkMarketingOptIn,
  checkOneTimeRequest,
} from './send-forms.ts';
import { type Finder, LIMITS, textOf } from './send-limits.ts';

const MEDIA = ['image', 'audio', 'video', 'file'];

export function checkAttachment(value: unknown, at: Finder) {
  const attachment = at.object(value);
  if (!attachment) return;
  at.only(attachment, ['type', 'payload']);
  at.oneOf(attachment, 'type', [...MEDIA, 'template']);
  const payload = at.at('payload').object(attachment['payload']);
  if (!payload) return;
  if (attachment['type'] === 'template') checkTemplate(payload, at.at('payload'));
  else if (MEDIA.includes(attachment['type'] as string)) checkMedia(payload, at.at('payload'));
}

/** 1 to 30 attachments in one message: images only (Messenger changelog, 2025-03-19). */
export function checkImages(value: unknown, at: Finder) {
  at.list(value, [1, LIMITS.images], (item, here) => {
    const image = here.object(item);
    if (!image) return;
    if (image['type'] !== 'image') return here.at('type').say('must be image: only images go in a list');
    checkAttachment(image, here);
  });
}

function checkMedia(payload: JsonObject, at: Finder) {
  at.optionalBoolean(payload, 'is_reusable');
  if (payload['attachment_id'] === undefined) return at.url(payload, 'url');
  if (payload['url'] !== undefined) at.say('must have either url or attachment_id, not both');
  checkAttachmentId(payload, at);
}

/** An id the platform gave for an upload, or one of our media library, which is exchanged for it when the message leaves. */
function checkAttachmentId(parent: JsonObject, at: Finder) {
  const id = parent['attachment_id'];
  if (typeof id !== 'string' || !/^(?:\d{1,32}|med_\w{1,64})$/.test(id))
    at.at('attachment_id').say('must be digits in a text, or a file of the media library (med_…)');
}

/** For texts whose length the reference leaves open. */
const LONG_TEXT = 1000;

type Check = (payload: JsonObject, at: Finder) => void;

const TEMPLATES: Readonly<Record<string, Check>> = {
  generic: (payload, at) => {
    at.optionalBoolean(payload, 'sharable');
    at.at('elements').list(payload['elements'], [1, LIMITS.elements], checkElement);
  },
  button: (payload, at) => {
    at.text(payload, 'text', LIMITS.buttonText);
    checkButtons(payload['buttons'], at.at('buttons'));
  },
  media: (payload, at) => {
    at.optionalBoolean(payload, 'sharable');
    at.at('elements').list(payload['elements'], [1, 1], checkMediaElement);
  },
  receipt: checkReceipt,
  coupon: checkCoupon,
  product: (payload, at) =>
    at.at('elements').list(payload['elements'], [1, LIMITS.elements], (item, here) => {
      const element = here.object(item);
      if (element) here.text(element, 'id', 100);
    }),
  image_grid: (payload, at) => at.at('elements').list(payload['elements'], [1, 1], checkGrid),
  customer_feedback: checkFeedback,
  customer_information: checkCustomerInformation,
  instant_form: (payload, at) => at.id(payload, 'form_id'),
  notification_messages: checkMarketingOptIn,
  one_time_notif_req: checkOneTimeRequest,
  utility_messages: checkUtilityTemplate,
};

const GONE = ['list', 'open_graph'];

function checkTemplate(payload: JsonObject, at: Finder) {
  const type = payload['template_type'];
  if (typeof type !== 'string') return at.at('template_type').say('is missing');
  const check = Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : undefined;
  if (check) return check(payload, at);
  const isGone = GONE.includes(type) || type.startsWith('airline_');
  at.at('template_type').say(
    isGone
      ? `"${type}" no longer exists`
      : `"${type}" is not a template; there are ${Object.keys(TEMPLATES).join(', ')}`,
  );
}

function checkMediaElement(item: unknown, at: Finder) {
  const element = at.object(item);
  if (!element) return;
  at.oneOf(element, 'media_type', ['image', 'video']);
  if (element['buttons'] !== undefined) checkButtons(element['buttons'], at.at('buttons'));
  const url = element['url'];
  if ((url === undefined) === (element['attachment_id'] === undefined))
    return at.say('must have either attachment_id or url');
  if (url === undefined) return checkAttachmentId(element, at);
  // Subcodes 2018185 and 2018188: only media that already lies at Facebook.
  if (!/^https:\/\/([a-z0-9-]+\.)*(facebook\.com|fb\.watch)\//i.test(textOf(url)))
    at.at('url').say('must be a facebook.com address; upload other media and use its attachment_id');
}

function checkReceipt(payload: JsonObject, at: Finder) {
  for (const key of ['recipient_name', 'order_number', 'payment_method']) at.text(payload, key, LONG_TEXT);
  if (!/^[A-Z]{3}$/.test(textOf(payload['currency'])))
    at.at('currency').say('must be a currency code such as EUR');
  const summary = at.at('summary').object(payload['summary']);
  if (summary) at.at('summary').amount(summary, 'total_cost');
  at.optionalUrl(payload, 'order_url');
  if (payload['elements'] === undefined) return;
  at.at('elements').list(payload['elements'], [0, LIMITS.receiptElements], (item, here) => {
    const element = here.object(item);
    if (!element) return;
    here.text(element, 'title', LONG_TEXT);
    here.amount(element, 'price');
    here.optionalUrl(element, 'image_url');
  });
}

function checkCoupon(payload: JsonObject, at: Finder) {
  at.text(payload, 'title', LIMITS.title);
  at.optionalText(payload, 'subtitle', LIMITS.subtitle);
  at.optionalText(payload, 'coupon_pre_message', LONG_TEXT);
  at.optionalText(payload, 'coupon_url_button_title', LONG_TEXT);
  at.optionalText(payload, 'payload', LIMITS.payload);
  at.optionalUrl(payload, 'coupon_url');
  at.optionalUrl(payload, 'image_url');
  if (payload['coupon_code'] === undefined) {
    if (payload['coupon_url'] === undefined) at.say('needs coupon_code or coupon_url');
    return;
  }
  at.text(payload, 'coupon_code', LONG_TEXT);
  if (/\s/.test(textOf(payload['coupon_code']))) at.at('coupon_code').say('must not contain spaces');
}

/** Images side by side, since 2026-06-30. */
function checkGrid(item: unknown, at: Finder) {
  const element = at.object(item);
  if (!element) return;
  at.optionalText(element, 'title', LIMITS.gridTitle);
  at.optionalText(element, 'subtitle', LIMITS.subtitle);
  if (element['buttons'] !== undefined)
    checkButtons(element['buttons'], at.at('buttons'), ['web_url', 'postback']);
  let heroes = 0;
  at.at('images').list(element['images'], [2, LIMITS.gridImages], (value, here) => {
    const image = here.object(value);
    if (!image) return;
    here.url(image, 'url');
    here.optionalBoolean(image, 'is_hero_image');
    if (image['is_hero_image'] === true) heroes += 1;
    if (image['action'] !== undefined) checkGridAction(image['action'], here.at('action'));
  });
  if (heroes > 1) at.at('images').say(`must have at most one hero image, has ${heroes}`);
}

function checkGridAction(value: unknown, at: Finder) {
  const action = at.object(value);
  if (!action) return;
  at.oneOf(action, 'type', ['web_url', 'postback']);
  if (action['type'] === 'web_url') return at.url(action, 'url');
  if (action['type'] !== 'postback') return;
  at.text(action, 'payload', LIMITS.payload);
  at.text(action, 'text', LIMITS.payload);
}

/** Name, language and filling of a utility template; whether they fit it is asked of the template itself. */
export function checkUtilityTemplate(template: JsonObject, at: Finder) {
  at.text(template, 'name', LIMITS.templateName);
  const language = at.at('language').object(template['language']);
  if (language) at.at('language').text(language, 'code', 20);
  const components = template['components'];
  if (components === undefined) return;
  at.at('components').list(components, [0, 10], (item, here) => {
    const component = here.object(item);
    if (!component) return;
    here.oneOf(component, 'type', ['header', 'body', 'buttons', 'button']);
    if (component['parameters'] !== undefined)
      here.at('parameters').list(component['parameters'], [0, 100], (value, place) => {
        const parameter = place.object(value);
        if (!parameter) return;
        place.optionalText(parameter, 'text', LIMITS.utilityValue);
        place.optionalText(parameter, 'payload', LIMITS.payload);
      });
  });
}
