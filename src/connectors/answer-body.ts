// Whether the JSON of an answer says what its campaign expects. Pure.
import type { BodyCondition } from './call-rules.contract.ts';

export type BodyVerdict = 'met' | 'not_met' | 'not_json';

export function checkBody(condition: BodyCondition, text: string): BodyVerdict {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not_json';
  }
  return isMet(condition, findAt(json, condition.path)) ? 'met' : 'not_met';
}

function isMet(condition: BodyCondition, found: unknown): boolean {
  const isThere = found !== undefined && found !== null;
  switch (condition.op) {
    case 'exists':
      return isThere;
    case 'not_exists':
      return !isThere;
    case 'equals':
      return textOf(found) === condition.value;
    case 'not_equals':
      return textOf(found) !== condition.value;
    case 'one_of':
      return condition.values.some((value) => textOf(found) === value);
  }
}

/** Own members only: a path such as `constructor.name` must not find what no answer said. */
function findAt(json: unknown, path: string): unknown {
  let at = json;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

/** How a value is compared; undefined: with nothing. A list or an object is no value. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
