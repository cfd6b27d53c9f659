// Limits of message attachments: media by address or id, and the templates (Messenger: templates, edition of 2026).
import { isObject, type JsonObject } from './lossless-json.ts';
import { type Finder, LIMITS } from './send-limits.ts';

const MEDIA = ['image', 'audio', 'video', 'file'];

export function checkAttachment(value: unknown, at: Finder) {
  const attachment = at.object(value);
  if (!attachment) return;
  at.oneOf(attachment, 'type', [...MEDIA, 'template']);
  const payload = at.at('payload').object(attachment['payload']);
  if (!payload) return;
  if (attachment['type'] === 'template') checkTemplate(payload, at.at('payload'));
  else if (MEDIA.includes(attachment['type'] as string)) checkMedia(payload, at.at('payload'));
}

function checkMedia(payload: JsonObject, at: Finder) {
  const id = payload['attachment_id'];
  if (id !== undefined && payload['url'] !== undefined)
    at.say('must have either url or attachment_id, not both');
  if (id === undefined) return at.url(payload, 'url');
  if (typeof id !== 'string' || !/^\d+$/.test(id)) at.at('attachment_id').say('must be digits in a text');
}

const TEMPLATES: Record<string, (payload: JsonObject, at: Finder) => void> = {
  generic: (payload, at) => at.at('elements').list(payload['elements'], [1, LIMITS.elements], checkElement),
  button: (payload, at) => {
    at.text(payload, 'text', LIMITS.buttonText);
    at.at('buttons').list(payload['buttons'], [1, LIMITS.buttons], checkButton);
  },
  media: (payload, at) => at.at('elements').list(payload['elements'], [1, 1], checkMediaElement),
  receipt: checkReceipt,
  coupon: checkCoupon,
  product: (payload, at) =>
    at.at('elements').list(payload['elements'], [1, LIMITS.elements], (item, here) => {
      const element = here.object(item);
      if (element) here.text(element, 'id', 100);
    }),
  customer_feedback: checkFeedback,
  one_time_notif_req: (payload, at) => {
    at.text(payload, 'title', 65);
    at.text(payload, 'payload', LIMITS.payload);
  },
};

// Known to the platform, and their contents are left to it: they are no part of a campaign message yet.
const UNCHECKED = [
  'image_grid',
  'customer_information',
  'instant_form',
  'notification_messages',
  'utility_messages',
];
const GONE = ['list', 'open_graph'];

function checkTemplate(payload: JsonObject, at: Finder) {
  const type = payload['template_type'];
  const here = at.at('template_type');
  if (typeof type !== 'string') return here.say('is missing');
  const check = Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : undefined;
  if (check) return check(payload, at);
  if (UNCHECKED.includes(type)) return;
  if (GONE.includes(type) || type.startsWith('airline_')) return here.say(`"${type}" no longer exists`);
  here.say(`"${type}" is not a template; there are ${[...Object.keys(TEMPLATES), ...UNCHECKED].join(', ')}`);
}

function checkElement(item: unknown, at: Finder) {
  const element = at.object(item);
  if (!element) return;
  at.text(element, 'title', LIMITS.title);
  at.optionalText(element, 'subtitle', LIMITS.subtitle);
  if (element['image_url'] !== undefined) at.url(element, 'image_url');
  if (element['buttons'] !== undefined)
    at.at('buttons').list(element['buttons'], [1, LIMITS.buttons], checkButton);
  const action = element['default_action'];
  if (action !== undefined) checkDefaultAction(action, at.at('default_action'));
  const more = ['subtitle', 'image_url', 'default_action', 'buttons'].some(
    (key) => element[key] !== undefined,
  );
  if (!more) at.say('needs one more than the title: subtitle, image_url, default_action or buttons');
}

function checkDefaultAction(value: unknown, at: Finder) {
  const action = at.object(value);
  if (!action) return;
  at.oneOf(action, 'type', ['web_url']);
  at.url(action, 'url');
  if (action['title'] !== undefined) at.at('title').say('must be left out: a default action has no title');
}

export function checkButton(item: unknown, at: Finder) {
  const button = at.object(item);
  if (!button) return;
  const titled = ['web_url', 'postback', 'phone_number', 'audio_call'];
  at.oneOf(button, 'type', [...titled, 'account_link', 'account_unlink', 'game_play']);
  if (titled.includes(button['type'] as string)) at.text(button, 'title', LIMITS.buttonTitle);
  switch (button['type']) {
    case 'web_url':
    case 'account_link':
      return at.url(button, 'url');
    case 'postback':
      return at.text(button, 'payload', LIMITS.payload);
    case 'phone_number':
      if (!/^\+\d{4,20}$/.test(String(button['payload'] ?? '')))
        at.at('payload').say('must be a phone number such as +15105551234');
  }
}

function checkMediaElement(item: unknown, at: Finder) {
  const element = at.object(item);
  if (!element) return;
  at.oneOf(element, 'media_type', ['image', 'video']);
  if (element['buttons'] !== undefined)
    at.at('buttons').list(element['buttons'], [1, LIMITS.buttons], checkButton);
  const url = element['url'];
  if ((url === undefined) === (element['attachment_id'] === undefined))
    return at.say('must have either attachment_id or url');
  // Subcodes 2018185 and 2018188: only media that already lies at Facebook.
  if (url !== undefined && !/^https:\/\/([a-z0-9-]+\.)*facebook\.com\//i.test(String(url)))
    at.at('url').say('must be a facebook.com address; upload other media and use its attachment_id');
}

function checkReceipt(payload: JsonObject, at: Finder) {
  for (const key of ['recipient_name', 'order_number', 'currency', 'payment_method'])
    at.text(payload, key, 500);
  const summary = at.at('summary').object(payload['summary']);
  if (summary && summary['total_cost'] === undefined) at.at('summary').at('total_cost').say('is missing');
  if (payload['elements'] !== undefined)
    at.at('elements').list(payload['elements'], [0, LIMITS.receiptElements], (item, here) =>
      here.object(item),
    );
}

function checkCoupon(payload: JsonObject, at: Finder) {
  at.text(payload, 'title', LIMITS.title);
  at.optionalText(payload, 'subtitle', LIMITS.subtitle);
  if (payload['coupon_code'] === undefined && payload['coupon_url'] === undefined)
    at.say('needs coupon_code or coupon_url');
  if (/\s/.test(String(payload['coupon_code'] ?? ''))) at.at('coupon_code').say('must not contain spaces');
}

function checkFeedback(payload: JsonObject, at: Finder) {
  at.text(payload, 'title', 65);
  at.optionalText(payload, 'subtitle', LIMITS.subtitle);
  at.optionalText(payload, 'button_title', 20);
  const privacy = at.at('business_privacy').object(payload['business_privacy']);
  if (privacy) at.at('business_privacy').url(privacy, 'url');
  const days = payload['expires_in_days'];
  if (days !== undefined && !(Number(days) >= 1 && Number(days) <= 7))
    at.at('expires_in_days').say('must be 1 to 7');
  at.at('feedback_screens').list(payload['feedback_screens'], [1, 1], (item, here) => {
    const screen = here.object(item);
    if (screen) here.at('questions').list(screen['questions'], [1, 1], checkQuestion);
  });
}

function checkQuestion(item: unknown, at: Finder) {
  if (!isObject(item)) return at.say('must be an object');
  if (!/^[A-Za-z0-9_]{1,80}$/.test(String(item['id'] ?? '')))
    at.at('id').say('must be 1 to 80 letters, digits or underscores');
  at.oneOf(item, 'type', ['csat', 'nps', 'ces', 'free_form']);
  at.optionalText(item, 'title', 85);
}
