// Gives an attribute a fallback wherever a template outputs it without one. Works on the parsed template's places, not on what
// the text looks like. Pure.
import { Output, type Template, TypeGuards } from 'liquidjs';
import { isPlace, listStrictPlaces } from './analysis.ts';
import { engine } from './engine.ts';

/**
 * `{{ first_name | upcase }}` becomes `{{ first_name | default: 'there' | upcase }}`. What stands inside a tag or in a
 * filter's argument is left as it is: `CompiledTemplate.uses` tells whether anything without a fallback remains.
 * @param text parses without an error
 */
export function addFallback(text: string, attribute: string, value: string): string {
  const templates = engine.parse(text);
  const places = listStrictPlaces(templates, attribute);
  const ends = templates.flatMap(outputsIn).flatMap((output) => {
    const [token, ...others] = output.value.initial.postfix;
    const isIt =
      token && others.length === 0 && TypeGuards.isPropertyAccessToken(token) && isPlace(token, places);
    return isIt ? [token.end] : [];
  });
  const filter = ` | default: ${toLiteral(value)}`;
  return ends
    .toSorted((a, b) => b - a)
    .reduce((changed, end) => changed.slice(0, end) + filter + changed.slice(end), text);
}

const outputsIn = (template: Template): Output[] => [
  ...(template instanceof Output ? [template] : []),
  ...((template.children?.(false, true).next().value as Template[] | undefined) ?? []).flatMap(outputsIn),
];

/** A number stays one, for the places where the platform wants numbers. Liquid reads escapes in texts as JavaScript does. */
function toLiteral(value: string): string {
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/.test(value)) return value;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
