// Limits of the templates that ask the person for something: feedback, shipping details, a form, an opt-in (Messenger:
// templates; edition of 2026).
import { isObject, type JsonObject } from './lossless-json.ts';
import { checkElement } from './send-elements.ts';
import { type Finder, LIMITS, textOf } from './send-limits.ts';

export function checkFeedback(payload: JsonObject, at: Finder) {
  at.text(payload, 'title', LIMITS.feedbackTitle);
  at.optionalText(payload, 'subtitle', LIMITS.subtitle);
  at.optionalText(payload, 'button_title', LIMITS.feedbackButton);
  checkPrivacy(payload, at);
  at.at('feedback_screens').list(payload['feedback_screens'], [1, 1], (item, here) => {
    const screen = here.object(item);
    if (screen) here.at('questions').list(screen['questions'], [1, 1], checkQuestion);
  });
}

function checkQuestion(item: unknown, at: Finder) {
  if (!isObject(item)) return at.say('must be an object');
  if (!/^[A-Za-z0-9_]{1,80}$/.test(textOf(item['id'])))
    at.at('id').say('must be 1 to 80 letters, digits or underscores');
  at.oneOf(item, 'type', ['csat', 'nps', 'ces', 'free_form']);
  at.optionalText(item, 'title', LIMITS.questionTitle);
  const title = item['title'];
  if (typeof title === 'string' && title.length > 0 && title.length < 5)
    at.at('title').say(`must have at least 5 characters, has ${title.length}`);
  if (item['follow_up'] === undefined) return;
  const followUp = at.at('follow_up').object(item['follow_up']);
  if (followUp) at.at('follow_up').oneOf(followUp, 'type', ['free_form']);
}

const DAYS = new RegExp(`^[1-${LIMITS.expiresInDays}]$`);

/** The form for a shipping address. */
export function checkCustomerInformation(payload: JsonObject, at: Finder) {
  if (payload['countries'] !== undefined)
    at.at('countries').list(payload['countries'], [1, 300], (country, here) => {
      if (typeof country !== 'string' || country === '') here.say('must be a country code such as US');
    });
  checkPrivacy(payload, at);
}

function checkPrivacy(payload: JsonObject, at: Finder) {
  const privacy = at.at('business_privacy').object(payload['business_privacy']);
  if (privacy) at.at('business_privacy').url(privacy, 'url');
  const days = payload['expires_in_days'];
  if (days !== undefined && !DAYS.test(typeof days === 'number' ? `${days}` : textOf(days)))
    at.at('expires_in_days').say(`must be 1 to ${LIMITS.expiresInDays}`);
}

/** The request to opt in to marketing messages. Its title has a default; elements make it a carousel. */
export function checkMarketingOptIn(payload: JsonObject, at: Finder) {
  at.optionalText(payload, 'title', LIMITS.feedbackTitle);
  at.optionalUrl(payload, 'image_url');
  at.text(payload, 'payload', LIMITS.payload);
  at.optionalText(payload, 'notification_messages_timezone', 100);
  at.optionalText(payload, 'notification_messages_cta_text', 100);
  at.optionalText(payload, 'image_aspect_ratio', 100);
  if (payload['elements'] !== undefined)
    at.at('elements').list(payload['elements'], [1, LIMITS.elements], checkElement);
}

/** The legacy request for one notification. */
export function checkOneTimeRequest(payload: JsonObject, at: Finder) {
  at.text(payload, 'title', LIMITS.feedbackTitle);
  at.text(payload, 'payload', LIMITS.payload);
}
