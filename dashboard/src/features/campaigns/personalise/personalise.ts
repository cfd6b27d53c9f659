// The Liquid of an attribute as one most often wants it, and how a text reads before it is rendered. Pure.
import type { Place } from './places.ts';
import { newWay, writePlace } from './write.ts';

/** "first_name" → {{ UserAttribute['first_name'] | default: 'friend' }}; whoever lacks an id is skipped. */
export function personalise(attribute: string): string {
  const place: Place = { root: 'UserAttribute', keys: [attribute], type: 'string', values: [] };
  return writePlace(place, newWay(place));
}

const OUTPUT =
  /\{\{-?\s*(?:(?:UserAttribute|EventAttribute|ContentBlock|Content|Campaign)((?:\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\]|\.\w+)+)|('now')|(\w+))([^}]*)-?\}\}/g;
const KEY = /\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|\.(\w+)/g;
/** The last of the words for how many there are. */
const PLURAL = /\|\s*plural:[\s\S]*?(?:'([^']*)'|"([^"]*)")\s*(?:,\s*locale:[\s\S]*)?$/;

const nameOf = (keys: string): string =>
  [...keys.matchAll(KEY)].map(([, one, two, three, four]) => one ?? two ?? three ?? four).join('.');

/** A text as it reads before it is rendered: each personalised place by its name, of a choice its first way. */
export const withPlaces = (text: string): string =>
  text
    .replace(OUTPUT, (_whole, keys?: string, now?: string, bare?: string, filters = '') => {
      const [, one, two] = PLURAL.exec(filters.trim()) ?? [];
      return one ?? two ?? `‹${keys ? nameOf(keys) : now ? 'date' : bare}›`;
    })
    .replace(/\{%-?\s*else\b[\s\S]*?(?=\{%-?\s*endif)/g, '')
    .replace(/\{%[\s\S]*?%\}/g, '');
