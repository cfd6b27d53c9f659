// What a body is made of: its content type, the escape that type needs, and where a text stops being JSON.
import type { Escape } from '../templates/template.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
export const CONTENT_TYPES = { form: FORM, json: JSON_TYPE } as const;

/** How values are escaped in a body of this content type. A type we do not know gets them as they are. */
export function escapeOf(contentType: string): Escape {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === JSON_TYPE || type.endsWith('+json')) return 'json';
  if (type === FORM) return 'form';
  if (type === 'application/xml' || type === 'text/xml' || type.endsWith('+xml')) return 'xml';
  return 'none';
}

/** A name or value in a query or a form. Half a surrogate pair becomes U+FFFD instead of an exception. */
export const encodeComponent = (text: string): string => encodeURIComponent(text.toWellFormed());
export const encodeFormComponent = (text: string): string => encodeComponent(text).replaceAll('%20', '+');

export interface Place {
  line: number;
  column: number;
  /** The text there, for a person to recognise. */
  near: string;
}

/** Where a text stops being JSON; null when it is JSON throughout. */
export function findJsonFault(text: string): Place | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return placeAt(text, findFaultOffset(text));
  }
}

const TOKEN =
  /[ \t\n\r]*(?:(?<mark>[{}[\],:])|(?<string>"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

type Expected = 'value' | 'first_value' | 'key' | 'first_key' | 'colon' | 'next' | 'end';

/** JSON.parse names the offset in some of its messages only, so the text is walked token by token. */
function findFaultOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) break;
    const mark = match.groups?.['mark'] ?? (match.groups?.['string'] === undefined ? 'scalar' : 'string');
    const next = step(expected, mark, open);
    if (next === null) break;
    expected = next;
    at = TOKEN.lastIndex;
  }
  return at + (/^[ \t\n\r]*/.exec(text.slice(at))?.[0].length ?? 0);
}

/** What may follow a token; null when the token itself may not stand here. `open` are the brackets not yet closed. */
function step(expected: Expected, token: string, open: string[]): Expected | null {
  const close = (): Expected => {
    open.pop();
    return open.length === 0 ? 'end' : 'next';
  };
  const isClosing = token === (open.at(-1) === '{' ? '}' : ']') && open.length > 0;
  switch (expected) {
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'next':
      if (isClosing) return close();
      if (token !== ',') return null;
      return open.at(-1) === '{' ? 'key' : 'value';
    case 'first_key':
    case 'key':
      if (token === 'string') return 'colon';
      return isClosing && expected === 'first_key' ? close() : null;
    case 'first_value':
    case 'value':
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'first_key' : 'first_value';
      }
      if (isClosing) return expected === 'first_value' ? close() : null;
      if (token !== 'string' && token !== 'scalar') return null;
      return open.length === 0 ? 'end' : 'next';
    case 'end':
      return null;
  }
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  const near = text.slice(offset, offset + 20).split('\n', 1)[0] ?? '';
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, near };
}
