// Gives an attribute a fallback wherever a template outputs it without one. Works on the parsed template's places, not on what
// the text looks like. Pure.
import { Output, type Template, Tokenizer, TypeGuards } from 'liquidjs';
import { isPlace, listStrictPlaces } from './analysis.ts';
import { engine } from './engine.ts';
import { takesValue } from './locale-filters.ts';

/**
 * What a text is, which decides whether a fallback in it is written url-encoded. `address_end`: it is put after an address;
 * `encoded`: its values are encoded on their way.
 */
export type TextKind = 'text' | 'address' | 'address_end' | 'encoded';

/**
 * `{{ first_name | upcase }}` becomes `{{ first_name | default: 'there' | upcase }}`, and `{{ price | number }}`
 * `{{ price | default: '' | number | default: 'nothing' }}`. What stands inside a tag or in a
 * filter's argument is left as it is: `CompiledTemplate.uses` tells whether anything without a fallback remains. Inside an
 * address the fallback itself is written encoded: a filter would change what those get who have the attribute.
 * @param text parses without an error
 */
export function addFallback(text: string, attribute: string, value: string, kind: TextKind = 'text'): string {
  const templates = engine.parse(text);
  const places = listStrictPlaces(templates, attribute);
  return templates
    .flatMap(outputsIn)
    .flatMap((output) => insertionsFor(output, { text, places, value, kind }))
    .toSorted((a, b) => b.at - a.at)
    .reduce(
      (changed, { at, literal }) => `${changed.slice(0, at)} | default: ${literal}${changed.slice(at)}`,
      text,
    );
}

interface Insertion {
  at: number;
  literal: string;
}

interface Wanted {
  text: string;
  places: ReadonlySet<string>;
  value: string;
  kind: TextKind;
}

function insertionsFor(
  { value: output, token: whole }: Output,
  { text, places, value, kind }: Wanted,
): Insertion[] {
  const [token, ...others] = output.initial.postfix;
  const isIt =
    token && others.length === 0 && TypeGuards.isPropertyAccessToken(token) && isPlace(token, places);
  if (!isIt) return [];
  const names = output.filters.map(({ name }) => name);
  if (names.some((name) => !takesValue(name, value))) {
    // A filter of numbers or dates takes no word in the place of one: the word stands behind it, and behind a plural nothing does.
    const none = { at: token.end, literal: "''" };
    const behind = { at: whole.contentRange[1], literal: toLiteral(value) };
    return names.includes('plural') ? [none] : [none, behind];
  }
  const isEncodedLater = names.some((name) => ENCODING.has(name));
  const isPart = !isEncodedLater && isInAddress(kind, () => fixedBefore(text, token.begin));
  return [{ at: token.end, literal: toLiteral(isPart ? encodeURIComponent(value.toWellFormed()) : value) }];
}

const ENCODING = new Set(['url_encode', 'cgi_escape', 'uri_escape']);

/** At its begin an address is the value's own; in any other text one may be written out. */
function isInAddress(kind: TextKind, before: () => string): boolean {
  if (kind === 'encoded' || kind === 'address_end') return kind === 'address_end';
  if (kind === 'address') return before().trim() !== '';
  const word =
    before()
      .split(/[\s"'<>]/)
      .at(-1) ?? '';
  return /https?:\\?\/\\?\//i.test(word);
}

/** What of the text everybody gets, up to a place in it. */
const fixedBefore = (text: string, end: number): string =>
  new Tokenizer(text)
    .readTopLevelTokens()
    .filter((token) => TypeGuards.isHTMLToken(token) && token.end <= end)
    .map((token) => token.getText())
    .join('');

const outputsIn = (template: Template): Output[] => [
  ...(template instanceof Output ? [template] : []),
  ...((template.children?.(false, true).next().value as Template[] | undefined) ?? []).flatMap(outputsIn),
];

/** A number stays one, for the places where the platform wants numbers. Liquid reads escapes in texts as JavaScript does. */
function toLiteral(value: string): string {
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/.test(value)) return value;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
