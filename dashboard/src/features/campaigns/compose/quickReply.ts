// What a quick reply brings back when it is tapped: made from its words, until somebody writes something else. Pure.
import { asText, type Json, setAt } from './json.ts';
import { LIMITS } from './limits.ts';

/** "Yes, please!" → "YES_PLEASE"; '' when there are no letters or digits in it. Personalised parts are left out. */
export const payloadFor = (title: string): string =>
  title
    .replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, ' ')
    .toUpperCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LIMITS.payload);

/** The quick reply under other words. A payload that nobody touched goes along; beside a picture an empty title is left out. */
export function withTitle(reply: Json, title: string): Json {
  const payload = asText(reply['payload']) ?? '';
  const isUntouched = payload === payloadFor(asText(reply['title']) ?? '');
  const changed = { ...reply, title, ...(isUntouched && { payload: payloadFor(title) }) };
  return title === '' && asText(reply['image_url']) ? setAt(changed, 'title', undefined) : changed;
}
