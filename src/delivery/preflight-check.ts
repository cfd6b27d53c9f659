// One person's message before anything is sent: prepared as the lane would, on each route, as if the person had just written,
// and checked against every limit of the platform. Pure.
import { LACKING } from '../templates/lacking.ts';
import { personVariables } from '../templates/person-scope.ts';
import type { CompiledPlan, CompiledRoute } from './compile-plan.ts';
import { type Addressee, type Prepared, prepare, type SendContext } from './prepare.ts';
import { checkMessage } from './request-check.ts';

/** What is wrong with a message; for everybody of whom the same can be said, `reason` is the same. */
export interface MessageFinding {
  kind: 'missing_attribute' | 'limit' | 'do_not_send' | 'other';
  /** A key of the reasons with what it is about: missing_attribute:first_name; limit:message.text. */
  reason: string;
  /** The place in the plan's routes of the message in question. */
  route: number;
  attribute: string | null;
  /** Path into the body of the call; null: it is not about one place. */
  place: string | null;
  /** Of a limit: what is wrong, in words that fit everybody. */
  problem: string | null;
  /** Of a text that is too long: how long it is. */
  length: number | null;
}

export type CheckPerson = (person: Addressee) => MessageFinding[];

/** @param send null for a connector that is not the Send API: then only what rendering finds is found */
export function createPreflightCheck(
  compiled: CompiledPlan,
  send: SendContext | null,
  now: Date,
): CheckPerson {
  const alone = compiled.routes.flatMap((route, index) =>
    route.kind === 'hold' ? [] : [aloneOf(compiled, route, { index, isSend: send !== null })],
  );
  return (person) => {
    const to = asIfJustWritten(person, now);
    return alone.flatMap((one) =>
      collect(one, to, (addressee) => readPrepared(prepare(one.compiled, addressee, { send, now }), one)),
    );
  };
}

/** One route as if it were the only one. */
interface Alone extends Of {
  compiled: CompiledPlan;
  /** Attributes that everybody needs; null: a tag in the texts may decide that, or nobody is left out for lacking one. */
  needed: string[] | null;
}

function aloneOf(
  compiled: CompiledPlan,
  route: Exclude<CompiledRoute, { kind: 'hold' }>,
  { index, isSend }: { index: number; isSend: boolean },
): Alone {
  const { message, request } = compiled.plan;
  const isUtility = route.kind === 'utility';
  const texts = JSON.stringify(isUtility ? route.use : [message, request]);
  const { uses } = isUtility ? route.inLanguage(route.use.language) : route.request;
  const needed = uses.filter(({ hasFallback }) => !hasFallback).map(({ attribute }) => attribute);
  const isSure = !texts.includes('{%') && (isUtility || route.missing === 'skip');
  return {
    ...{ route: index, kind: route.kind, isSend, needed: isSure ? needed : null },
    compiled: { ...compiled, routes: [route] },
  };
}

/** What a person lacks beyond that is counted once these are mended. */
const MAX_LACKS = 50;

/**
 * Everything found on one route. Rendering ends at the first attribute that is missing, so it begins again without asking
 * for that one, until nothing is missing: what stands in a branch that is not taken for the person is no lack. Each such
 * end takes 70 µs, so where everybody needs the same attributes those are looked up.
 */
function collect(
  { needed, route }: Alone,
  person: Addressee,
  check: (to: Addressee) => MessageFinding[],
): MessageFinding[] {
  const lacks = needed === null ? [] : listLacks(needed, person).map((name) => lackOf(name, route));
  const attributes = { ...person.attributes };
  for (const { attribute } of lacks) attributes[attribute] = LACKING;
  while (lacks.length < MAX_LACKS) {
    const found = check(lacks.length === 0 ? person : { ...person, attributes });
    const lack = found.find(isLack);
    if (!lack) return lacks.length === 0 ? found : [...lacks, ...found.filter(isSoWithAnyFallback)];
    // A part of a value, as in {{ city.name }}: no attribute takes its place.
    if (lacks.some(({ attribute }) => attribute === lack.attribute)) return lacks;
    lacks.push(lack);
    attributes[lack.attribute] = LACKING;
  }
  return lacks;
}

type Lack = MessageFinding & { attribute: string };

const isLack = (found: MessageFinding): found is Lack =>
  found.kind === 'missing_attribute' && found.attribute !== null;

const lackOf = (attribute: string, route: number): Lack => ({
  ...{ kind: 'missing_attribute', reason: `missing_attribute:${attribute}`, route, attribute },
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
  route: number;
  kind: CompiledRoute['kind'];
  isSend: boolean;
}

function readPrepared(prepared: Prepared, { route, kind, isSend }: Of): MessageFinding[] {
  const found = { route, attribute: null, place: null, problem: null, length: null };
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
  if (key === 'missing_attribute') return [lackOf(detail, route)];
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
