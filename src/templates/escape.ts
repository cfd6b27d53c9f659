// What a value becomes where it lands: inside JSON, in a URL, in a form, in XML, or as it is. Pure; used by the writers.
import { Drop, toValue } from 'liquidjs';

/** The language around the template's outputs. `json` knows by itself whether an output stands inside quotes or not. */
export type Escape = 'json' | 'url' | 'form' | 'xml' | 'none';

/** Text that is JSON already: what the `json` filter returns. Other filters see its text. */
export class JsonText extends Drop {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  override valueOf(): string {
    return this.text;
  }
}

/** The inside of a JSON string. Half surrogate pairs become \u escapes, so that they survive UTF-8. */
export function escapeInJsonString(value: unknown): string {
  return quote(toText(value)).slice(1, -1);
}

/** A whole JSON value of the value's own type: a text gets quotes, a number and an array do not. Missing is an empty text. */
export function toJsonValue(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  const plain = toValue(value) as unknown;
  if (plain === undefined) return '""';
  if (typeof plain === 'string') return quote(plain);
  return protectLines(JSON.stringify(plain) ?? 'null');
}

/** The value as it reads: nothing for null, elements of an array with commas between, an object as JSON. */
export function toText(value: unknown): string {
  const plain = toValue(value) as unknown;
  if (typeof plain === 'string') return plain;
  if (plain === undefined || plain === null) return '';
  if (Array.isArray(plain)) return plain.map(toText).join(', ');
  return typeof plain === 'object' ? (JSON.stringify(plain) ?? '') : String(plain);
}

const XML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** For every context but JSON, which depends on the place as well. */
export const escapers: Record<Exclude<Escape, 'json'>, (text: string) => string> = {
  // encodeURIComponent throws on half a surrogate pair: U+FFFD instead
  url: (text) => encodeURIComponent(text.toWellFormed()),
  form: (text) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
  xml: (text) => text.replace(/[&<>"']/g, (char) => XML[char] ?? char),
  none: (text) => text,
};

const quote = (text: string): string => protectLines(JSON.stringify(text));

/** U+2028 and U+2029 are legal in JSON but end a line in old JavaScript readers. */
function protectLines(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
