// What a template can see: the person's attributes, bare and as UserAttribute['…'], customer_id and ps_id; what happened, as
// EventAttribute['…']; and the campaign, as Campaign.

/** A person to render for. `psid` is that of the Page the message goes to; it wins over the attribute ps_id. */
export interface PersonScope {
  attributes: Record<string, unknown>;
  customerId: string | null;
  psid: string | null;
  event?: Record<string, unknown> | undefined;
  campaign?: Record<string, unknown> | undefined;
}

/** The attributes of one person as templates see them, made once and used for every template of a request. */
export type Variables = Record<string, unknown>;

/** Under this name templates find the same once more: {{ UserAttribute['city'] }} is {{ city }}. */
export const ATTRIBUTES = 'UserAttribute';

/**
 * Blank attributes (null, empty, only white space) are left out, inside objects as well, so that to a template blank is missing.
 * The object has no prototype: `constructor` and `__proto__` are names like any other, and nobody has them.
 */
export function personVariables(person: PersonScope): Variables {
  const attributes: Variables = Object.create(null);
  for (const [name, value] of Object.entries(person.attributes))
    if (!isBlank(value)) attributes[name] = isObject(value) ? withoutBlanks(value) : value;
  if (!isBlank(person.psid)) attributes['ps_id'] = person.psid;
  if (!isBlank(person.customerId)) attributes['customer_id'] = person.customerId;
  return attributes;
}

/** As stored; what stands for a missing value (lacking.ts) is none. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Attributes are objects two deep at most. */
function withoutBlanks(object: Record<string, unknown>): Variables {
  const kept: Variables = Object.create(null);
  for (const [key, value] of Object.entries(object))
    if (!isBlank(value)) kept[key] = isObject(value) ? withoutBlanks(value) : value;
  return kept;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
