// {{ ContentBlock.footer }} becomes the block's text, which may hold Liquid and other blocks. Done once, when a plan is made, so
// that what was published stays what it was. Pure.
import { Tokenizer, TypeGuards } from 'liquidjs';

/** Texts by name in lower case: names differ by more than that. */
export type Blocks = ReadonlyMap<string, string>;

/** Where a text lands: `json` is written between the quotes of a JSON body. */
export type BlockPlace = 'text' | 'json';

export type Expanded =
  | { ok: true; text: string }
  /** `unknown`: nobody wrote that block; `circle`: it holds itself; `deep`, `long`: a limit. */
  | { ok: false; fault: 'unknown' | 'circle' | 'deep' | 'long'; name: string };

export const MAX_BLOCK_DEPTH = 3;
/** Below what a template may have, with room for the text around. */
export const MAX_EXPANDED = 65_536;

const ALONE =
  /^\{\{(?<left>-?)\s*ContentBlock(?:\.(?<dot>[A-Za-z0-9_-]+)|\[\s*(?:'(?<single>[^']+)'|"(?<double>[^"]+)")\s*\])\s*(?<right>-?)\}\}$/;

interface Place {
  name: string;
  begin: number;
  end: number;
  trimsLeft: boolean;
  trimsRight: boolean;
}

export function expandBlocks(text: string, blocks: Blocks, place: BlockPlace = 'text'): Expanded {
  return expand(text, { blocks, place, within: [] });
}

/** Names of the blocks that stand in a text, each once. A text that cannot be read has none. */
export const listBlockNames = (text: string): string[] => [
  ...new Set(findPlaces(text).map(({ name }) => name)),
];

interface Around {
  blocks: Blocks;
  place: BlockPlace;
  /** Names of the blocks this text stands in. */
  within: readonly string[];
}

function expand(text: string, { blocks, place, within }: Around): Expanded {
  let done = '';
  let at = 0;
  for (const found of findPlaces(text)) {
    const { name, begin, end, trimsLeft, trimsRight } = found;
    const fault = (kind: Exclude<Expanded, { ok: true }>['fault']): Expanded => ({
      ok: false,
      fault: kind,
      name,
    });
    const body = blocks.get(name.toLowerCase());
    if (body === undefined) return fault('unknown');
    if (within.includes(name.toLowerCase())) return fault('circle');
    if (within.length >= MAX_BLOCK_DEPTH) return fault('deep');
    const inner = expand(body, { blocks, place: 'text', within: [...within, name.toLowerCase()] });
    if (!inner.ok) return inner;
    const written = place === 'json' ? escapeAround(inner.text) : inner.text;
    done += `${text.slice(at, begin)}${trimsLeft ? TRIM_LEFT : ''}${written}${trimsRight ? TRIM_RIGHT : ''}`;
    if (done.length > MAX_EXPANDED) return fault('long');
    at = end;
  }
  return { ok: true, text: done + text.slice(at) };
}

const TRIM_LEFT = "{{- '' }}";
const TRIM_RIGHT = "{{ '' -}}";

/** Inside tags there are none: there a name is found by `scopeUses`, and refused. */
function findPlaces(text: string): Place[] {
  if (!text.includes('ContentBlock')) return [];
  return tokensOf(text).flatMap((token) => {
    if (!TypeGuards.isOutputToken(token)) return [];
    const groups = ALONE.exec(token.getText())?.groups;
    const name = groups?.['dot'] ?? groups?.['single'] ?? groups?.['double'];
    if (groups === undefined || name === undefined) return [];
    const { begin, end } = token;
    return [{ name, begin, end, trimsLeft: groups['left'] !== '', trimsRight: groups['right'] !== '' }];
  });
}

/** The block's own text as it stands between quotes; its Liquid is left alone, because its values are escaped where they are written. */
const escapeAround = (text: string): string =>
  tokensOf(text)
    .map((token) => {
      const own = token.input.slice(token.begin, token.end);
      return TypeGuards.isHTMLToken(token) ? JSON.stringify(own).slice(1, -1) : own;
    })
    .join('');

function tokensOf(text: string) {
  try {
    return new Tokenizer(text).readTopLevelTokens();
  } catch {
    return []; // a tag that is not closed, which compiling says in words
  }
}
