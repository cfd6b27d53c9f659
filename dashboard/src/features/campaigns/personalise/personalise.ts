// The Liquid of an attribute, and where in a text it goes. Pure.

/** Ids have no sensible stand-in: whoever lacks one is skipped instead. */
const WITHOUT_FALLBACK = /(^|_)(ps_?id|id)$/i;

/** Whether a word may stand in for a missing attribute at all. */
export const takesFallback = (attribute: string): boolean => !WITHOUT_FALLBACK.test(attribute);

/** "first_name" → {{ UserAttribute['first_name'] | default: 'friend' }}; `fallback` '': a guess. */
export function personalise(attribute: string, fallback = ''): string {
  const place = `UserAttribute[${quote(attribute)}]`;
  if (!takesFallback(attribute)) return `{{ ${place} }}`;
  const word = fallback.trim() || (/name/i.test(attribute) ? 'friend' : '');
  return `{{ ${place} | default: ${quote(word)} }}`;
}

/** Liquid has no escapes in a text: it is put between the quotes it does not hold. */
const quote = (text: string): string => (text.includes("'") ? `"${text.replaceAll('"', '”')}"` : `'${text}'`);

const OUTPUT =
  /\{\{-?\s*(?:UserAttribute\[\s*(?:'([^']*)'|"([^"]*)")\s*\]|UserAttribute\.([\w]+)|([\w]+))[^}]*-?\}\}/g;

/** A text as it reads before it is rendered: each personalised place by its name. */
export const withPlaces = (text: string): string =>
  text
    .replace(OUTPUT, (_whole, one, two, three, four) => `‹${one ?? two ?? three ?? four}›`)
    .replace(/\{%[\s\S]*?%\}/g, '');
