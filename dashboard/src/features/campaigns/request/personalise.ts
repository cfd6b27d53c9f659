// The Liquid of an attribute. Pure.

/** Ids have no sensible stand-in: whoever lacks one is skipped instead. */
const WITHOUT_FALLBACK = /(^|_)(ps_?id|id)$/i;

/** "first_name" → {{ UserAttribute['first_name'] | default: 'friend' }} */
export function personalise(attribute: string): string {
  const quote = attribute.includes("'") ? '"' : "'";
  const place = `UserAttribute[${quote}${attribute}${quote}]`;
  if (WITHOUT_FALLBACK.test(attribute)) return `{{ ${place} }}`;
  return `{{ ${place} | default: '${/name/i.test(attribute) ? 'friend' : ''}' }}`;
}
