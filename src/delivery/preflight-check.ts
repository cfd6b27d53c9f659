// One person's message before anything is sent: prepared as the lane would, on each route, as if the person had just written,
// and checked against every limit of the platform. Pure.
import { LACKING } from '../templates/lacking.ts';
import { personVariables } from '../templates/person-scope.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { type LocaleRules, withLocale } from './locale.ts';
import { type Addressee, type Prepared, prepare, type SendContext } from './prepare.ts';
import { checkMessage } from './request-check.ts';
import { type CompiledRoute, chooseSaying, type Saying } from './saying.ts';

/** What is wrong with a message; for everybody of whom the same can be said, `reason` is the same. */
export interface MessageFinding {
  kind: 'missing_attribute' | 'limit' | 'do_not_send' | 'other';
  /** A key of the reasons with what it is about: missing_attribute:first_name; limit:message.text; content_failed:offer. */
  reason: string;
  /** Path in front of the content in question, as PlanContent has it. */
  at: string;
  /** The place in its routes of the message in question. */
  route: number;
  /** The person's, or of what is not: EventAttribute.price. */
  attribute: string | null;
  /** Path into the body of the call; null: it is not about one place. */
  place: string | null;
  /** Of a limit, or of content: what is wrong, in words that fit everybody. */
  problem: string | null;
  /** Of a text that is too long: how long it is. */
  length: number | null;
}

export type CheckPerson = (person: Addressee) => MessageFinding[];

interface Circumstances {
  /** null for a connector that is not the Send API: then only what rendering finds is found. */
  send: SendContext | null;
  now: Date;
  locale: LocaleRules;
  /** What is taken to have happened to everybody, and to have been fetched for everybody. */
  example: Pick<Addressee, 'event' | 'content'>;
  /** Sources of content that could not be fetched, by name: why. */
  failing: ReadonlyMap<string, string>;
}

/** Each variant is checked for everybody, in the language they would get it in: who gets which is not decided yet. */
export function createPreflightCheck(compiled: CompiledPlan, of: Circumstances): CheckPerson {
  const { send, now, locale, example, failing } = of;
  const known = new Map<Saying, Alone[]>();
  const routesOf = (saying: Saying): Alone[] => {
    const routes = known.get(saying) ?? listAlone(compiled, saying, send !== null);
    known.set(saying, routes);
    return routes;
  };
  return (person) => {
    const to = withLocale({ ...asIfJustWritten(person, now), ...example }, locale);
    const sayings = compiled.variants.flatMap(
      (_, variant) => chooseSaying(compiled.variants, variant, to.language) ?? [],
    );
    const found = sayings.flatMap((saying) =>
      routesOf(saying).flatMap((one) =>
        collect(one, to, (addressee) => readPrepared(prepare(one.compiled, addressee, { send, now }), one)),
      ),
    );
    return [...found, ...listFailing(sayings, failing)];
  };
}

/** What the person's texts need and a service does not give, of whichever variant. */
function listFailing(sayings: readonly Saying[], failing: ReadonlyMap<string, string>): MessageFinding[] {
  if (failing.size === 0) return [];
  const needed = new Set(sayings.flatMap(({ sources }) => sources.map(({ source }) => source.name)));
  return [...failing]
    .filter(([name]) => needed.has(name))
    .map(([name, problem]) => ({
      ...{ kind: 'other', reason: `content_failed:${name}`, at: '', route: 0, attribute: null },
      ...{ place: null, problem, length: null },
    }));
}

/** One route as if it were the only one. */
interface Alone extends Of {
  compiled: CompiledPlan;
  /** Attributes that everybody needs; null: a tag in the texts may decide that, or nobody is left out for lacking one. */
  needed: string[] | null;
}

const listAlone = (compiled: CompiledPlan, saying: Saying, isSend: boolean): Alone[] =>
  saying.routes.flatMap((route, index) => {
    if (route.kind === 'hold') return [];
    const own = { ...saying, routes: [route] };
    return [
      {
        ...{ at: saying.at, route: index, kind: route.kind, isSend, needed: listNeeded(saying, route) },
        compiled: { ...compiled, variants: [{ own, inLanguage: new Map() }] },
      },
    ];
  });

function listNeeded(
  { message, request }: Saying,
  route: Exclude<CompiledRoute, { kind: 'hold' }>,
): string[] | null {
  const isUtility = route.kind === 'utility';
  const texts = JSON.stringify(isUtility ? route.use : [message, request]);
  const { uses } = isUtility ? route.inLanguage(route.use.language) : route.request;
  const isSure = !texts.includes('{%') && (isUtility || route.missing === 'skip');
  return isSure ? uses.filter(({ hasFallback }) => !hasFallback).map(({ attribute }) => attribute) : null;
}

/** What a person lacks beyond that is counted once these are mended. */
const MAX_LACKS = 50;

/**
 * Everything found on one route. Rendering ends at the first attribute that is missing, so it begins again without asking
 * for that one, until nothing is missing: what stands in a branch that is not taken for the person is no lack. Each such
 * end takes 70 µs, so where everybody needs the same attributes those are looked up.
 */
function collect(
  one: Alone,
  person: Addressee,
  check: (to: Addressee) => MessageFinding[],
): MessageFinding[] {
  const lacks = one.needed === null ? [] : listLacks(one.needed, person).map((name) => lackOf(name, one));
  let to = lacks.reduce(without, person);
  while (lacks.length < MAX_LACKS) {
    const found = check(to);
    const lack = found.find(isLack);
    if (!lack) return lacks.length === 0 ? found : [...lacks, ...found.filter(isSoWithAnyFallback)];
    // A part of a value, as in {{ city.name }}: no attribute takes its place.
    if (lacks.some(({ attribute }) => attribute === lack.attribute)) return lacks;
    lacks.push(lack);
    to = without(to, lack);
  }
  return lacks;
}

const OF_EVENT = 'EventAttribute.';

/** With what is lacking given up, so that rendering goes on. */
const without = (to: Addressee, { attribute }: Lack): Addressee =>
  attribute.startsWith(OF_EVENT)
    ? { ...to, event: { ...to.event, [attribute.slice(OF_EVENT.length)]: LACKING } }
    : { ...to, attributes: { ...to.attributes, [attribute]: LACKING } };

type Lack = MessageFinding & { attribute: string };

const isLack = (found: MessageFinding): found is Lack =>
  found.kind === 'missing_attribute' && found.attribute !== null;

const lackOf = (attribute: string, { at, route }: Pick<Of, 'at' | 'route'>): Lack => ({
  ...{ kind: 'missing_attribute', reason: `missing_attribute:${attribute}`, at, route, attribute },
  ...{ place: null, problem: null, length: null },
});

function listLacks(needed: readonly string[], { attributes, customerId, psid }: Addressee): string[] {
  if (needed.length === 0) return [];
  const { attributes: has } = personVariables({ attributes, customerId, psid });
  return needed.filter((name) => !(name in has)).slice(0, MAX_LACKS);
}

/** With nothing in the place of what is missing, a text may be empty or no address; but too long it is with anything. */
const isSoWithAnyFallback = ({ kind, problem }: MessageFinding): boolean =>
  kind === 'do_not_send' || (kind === 'limit' && (problem?.includes(' at most ') ?? false));

/** The message is in question, not the person. */
const asIfJustWritten = (person: Addressee, now: Date): Addressee => ({
  ...person,
  lastUserActionAt: now,
  adWindowUntil: null,
  windowClosedAt: null,
  blockedAt: null,
  optedOutAt: null,
});

interface Of {
  at: string;
  route: number;
  kind: CompiledRoute['kind'];
  isSend: boolean;
}

function readPrepared(prepared: Prepared, { at, route, kind, isSend }: Of): MessageFinding[] {
  const found = { at, route, attribute: null, place: null, problem: null, length: null };
  if (prepared.kind === 'call') {
    if (!isSend) return [];
    return checkMessage(prepared.request).map(({ field, message }) => {
      const { problem, length } = withoutLength(message);
      return { ...found, kind: 'limit', reason: `limit:${field}:${problem}`, place: field, problem, length };
    });
  }
  const [key, ...about] = prepared.reason.split(':');
  const detail = about.join(':');
  // A template without approval is passed over for the next route: no fault of this person's message.
  if (kind === 'utility' && key?.startsWith('utility_')) return [];
  if (key === 'missing_attribute') return [lackOf(detail, { at, route })];
  // What an author says of why, and where in a text it failed, may differ from person to person: once for all.
  if (key === 'do_not_send') return [{ ...found, kind: key, reason: key }];
  return [{ ...found, kind: 'other', reason: key === 'invalid_json' ? key : prepared.reason }];
}

const HAS_LENGTH = /, has (\d+)\.?$/;

/** "must have at most 20 characters, has 31": the length is one person's, the rest is everybody's. */
function withoutLength(message: string): { problem: string; length: number | null } {
  const match = HAS_LENGTH.exec(message);
  if (match === null) return { problem: message, length: null };
  return { problem: `${message.slice(0, match.index)}.`, length: Number(match[1]) };
}
