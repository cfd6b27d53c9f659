// The Liquid of an attribute, and where in a text it goes. Pure.
import type { Attribute } from '../../../api/types.ts';

/** Ids have no sensible stand-in: whoever lacks one is skipped instead. */
const WITHOUT_FALLBACK = /(^|_)(ps_?id|id)$/i;

/** Whether a word may stand in for a missing attribute at all. */
export const takesFallback = (attribute: string): boolean => !WITHOUT_FALLBACK.test(attribute);

/** What a text can hold of a person: attributes, and of objects what is inside them, as `personalise` takes it. */
export const listPlaces = (attributes: readonly Pick<Attribute, 'name' | 'type' | 'paths'>[]): string[] =>
  attributes.flatMap(({ name, type, paths }) =>
    type === 'object' ? paths.map(({ path }) => `${name}.${path}`) : [name],
  );

/** "first_name" → {{ UserAttribute['first_name'] | default: 'friend' }}; inside an object "address.city"; `fallback` '': a guess. */
export function personalise(attribute: string, fallback = ''): string {
  const keys = attribute.split('.').map((key) => `[${quote(key)}]`);
  const place = `UserAttribute${keys.join('')}`;
  if (!takesFallback(attribute)) return `{{ ${place} }}`;
  const word = fallback.trim() || (/name/i.test(attribute) ? 'friend' : '');
  return `{{ ${place} | default: ${quote(word)} }}`;
}

/** Liquid has no escapes in a text: it is put between the quotes it does not hold. */
const quote = (text: string): string => (text.includes("'") ? `"${text.replaceAll('"', '”')}"` : `'${text}'`);

const OUTPUT = /\{\{-?\s*(?:UserAttribute((?:\[\s*(?:'[^']*'|"[^"]*")\s*\]|\.\w+)+)|(\w+))[^}]*-?\}\}/g;
const KEY = /\[\s*(?:'([^']*)'|"([^"]*)")\s*\]|\.(\w+)/g;

const nameOf = (keys: string): string =>
  [...keys.matchAll(KEY)].map(([, one, two, three]) => one ?? two ?? three).join('.');

/** A text as it reads before it is rendered: each personalised place by its name. */
export const withPlaces = (text: string): string =>
  text
    .replace(OUTPUT, (_whole, keys?: string, bare?: string) => `‹${keys ? nameOf(keys) : bare}›`)
    .replace(/\{%[\s\S]*?%\}/g, '');
