// Templates that ask the person for something: feedback, a shipping address, a form, an opt-in (messenger-platform §4.3).
import { invalidParameter } from '../errors.ts';
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
import { checkElement } from './elements.ts';

export function checkFeedback(payload: Json, path: string): void {
  getString(payload['title'], `${path}[title]`, 65);
  findString(payload['subtitle'], `${path}[subtitle]`, 80);
  findString(payload['button_title'], `${path}[button_title]`, 20);
  const at = `${path}[feedback_screens][0]`;
  const [first] = getItems(payload['feedback_screens'], `${path}[feedback_screens]`, 1, 1);
  const [question] = getItems(getObject(first, at)['questions'], `${at}[questions]`, 1, 1);
  checkQuestion(getObject(question, `${at}[questions][0]`), `${at}[questions][0]`);
  checkPrivacyAndExpiry(payload, path);
}

function checkQuestion(question: Json, path: string): void {
  if (!/^[A-Za-z0-9_]{1,80}$/.test(getString(question['id'], `${path}[id]`, 80)))
    throw invalidParameter(`Param ${path}[id] must be letters, digits and underscores.`);
  getOneOf(question['type'], `${path}[type]`, ['csat', 'nps', 'ces', 'free_form']);
  const title = findString(question['title'], `${path}[title]`, 85);
  if (title !== undefined && title.length < 5)
    throw invalidParameter(`Length of param ${path}[title] must be at least 5`);
  if (question['follow_up'] === undefined) return;
  const followUp = getObject(question['follow_up'], `${path}[follow_up]`);
  getOneOf(followUp['type'], `${path}[follow_up][type]`, ['free_form']);
}

export function checkInformation(payload: Json, path: string): void {
  if (payload['countries'] !== undefined) getItems(payload['countries'], `${path}[countries]`, 1, 300);
  checkPrivacyAndExpiry(payload, path);
}

function checkPrivacyAndExpiry(payload: Json, path: string): void {
  const privacy = getObject(payload['business_privacy'], `${path}[business_privacy]`);
  getUrl(privacy['url'], `${path}[business_privacy][url]`);
  const days = payload['expires_in_days'];
  if (days !== undefined && !(Number.isInteger(Number(days)) && Number(days) >= 1 && Number(days) <= 7))
    throw invalidParameter(`Param ${path}[expires_in_days] must be between 1 and 7.`);
}

export function checkInstantForm(payload: Json, path: string): void {
  getString(payload['form_id'], `${path}[form_id]`, 100);
}

/** The request for a marketing opt-in; `title` is by default "Updates and promotions". */
export function checkOptinRequest(payload: Json, path: string): void {
  findString(payload['title'], `${path}[title]`, 65);
  getString(payload['payload'], `${path}[payload]`, 1000);
  if (payload['image_url'] !== undefined) getMediaUrl(payload['image_url'], `${path}[image_url]`);
  for (const name of [
    'notification_messages_timezone',
    'notification_messages_cta_text',
    'image_aspect_ratio',
  ])
    findString(payload[name], `${path}[${name}]`, 100);
  if (payload['elements'] === undefined) return;
  getItems(payload['elements'], `${path}[elements]`, 1, 10).forEach((item, index) => {
    checkElement(getObject(item, `${path}[elements][${index}]`), `${path}[elements][${index}]`);
  });
}

export function checkOneTimeRequest(payload: Json, path: string): void {
  getString(payload['title'], `${path}[title]`, 65);
  getString(payload['payload'], `${path}[payload]`, 1000);
}
