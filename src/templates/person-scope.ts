// What a template can see: the person's attributes, bare and as UserAttribute['…'], customer_id and ps_id; what happened, as
// EventAttribute['…']; the campaign, as Campaign; what was fetched for the person, as Content.

/** A person to render for. `psid` is that of the Page the message goes to; it wins over the attribute ps_id. */
export interface PersonScope {
  attributes: Record<string, unknown>;
  customerId: string | null;
  psid: string | null;
  event?: Record<string, unknown> | undefined;
  campaign?: Record<string, unknown> | undefined;
  /** By source. Without blanks already: it is used for many people. */
  content?: Readonly<Record<string, unknown>> | undefined;
  /** As their attributes say it (cs_CZ; Europe/Prague, or 2 hours): how filters write dates and numbers. */
  language?: unknown;
  zone?: unknown;
  /** Of whoever has no zone. */
  workspaceZone?: string | undefined;
  /** What 'now' and 'today' are to a filter; none: the machine's clock says. */
  now?: Date | undefined;
}

type Values = Record<string, unknown>;

/** One person as templates see them, made once and used for every template of a request. */
export interface Variables {
  /** By plain name. */
  attributes: Values;
  /** By the names of SCOPES: they win over a person's attribute of that name. */
  scopes: Values;
  language: unknown;
  zone: unknown;
  workspaceZone: string | undefined;
  now: Date | undefined;
}

/** Under this name templates find the same once more: {{ UserAttribute['city'] }} is {{ city }}. */
export const ATTRIBUTES = 'UserAttribute';

/** What is not of the person. */
export const SCOPES = ['EventAttribute', 'Campaign', 'Content', 'ContentBlock'] as const;
export type Scope = (typeof SCOPES)[number];

export const isScope = (name: unknown): name is Scope => SCOPES.some((scope) => scope === name);

/**
 * Blank attributes (null, empty, only white space) are left out, inside objects as well, so that to a template blank is missing.
 * The objects have no prototype: `constructor` and `__proto__` are names like any other, and nobody has them.
 */
export function personVariables(person: PersonScope): Variables {
  const attributes = withoutBlanks(person.attributes);
  if (!isBlank(person.psid)) attributes['ps_id'] = person.psid;
  if (!isBlank(person.customerId)) attributes['customer_id'] = person.customerId;
  const scopes: Values = Object.create(null);
  scopes[ATTRIBUTES] = attributes;
  scopes['EventAttribute'] = person.event ? withoutBlanks(person.event) : NONE;
  scopes['Campaign'] = person.campaign ?? NONE;
  scopes['Content'] = person.content ?? NONE;
  const { language, zone, workspaceZone, now } = person;
  return { attributes, scopes, language, zone, workspaceZone, now };
}

const NONE: Values = Object.freeze(Object.create(null));

/** As stored; what stands for a missing value (lacking.ts) is none. */
const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Attributes are objects two deep at most; whatever else is deeper than this stays as it is. */
const MAX_DEPTH = 16;

export function withoutBlanks(object: Values, depth = 0): Values {
  const kept: Values = Object.create(null);
  for (const [key, value] of Object.entries(object))
    if (!isBlank(value))
      kept[key] = isObject(value) && depth < MAX_DEPTH ? withoutBlanks(value, depth + 1) : value;
  return kept;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
