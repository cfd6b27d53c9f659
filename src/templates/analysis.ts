// Which attributes a template uses, and whether each has a fallback: found in the parsed template, without a person.
import { type Template, TypeGuards, Value } from 'liquidjs';
import { engine } from './engine.ts';
import { checkLocaleFilter, checkLocaleValue } from './locale-filters.ts';
import { ATTRIBUTES, isScope, type Scope } from './person-scope.ts';

export interface AttributeUse {
  attribute: string;
  /** Every use of it has a `default` or is a condition, so a person without it is not skipped for it. */
  hasFallback: boolean;
}

/** The same of what is not the person's: {{ EventAttribute.price }}. `name` null: all of it, or one made while rendering. */
export interface ScopeUse {
  scope: Scope;
  name: string | null;
  hasFallback: boolean;
}

/** Names through which JavaScript objects are pried open. Nobody has such an attribute, so their use is a probe or an error. */
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

/** Every attribute of the person named in the template, in order of appearance. Names made while rendering (`UserAttribute[x]`) are not. */
export function findAttributes(templates: Template[]): AttributeUse[] {
  const found = new Map<string, AttributeUse>();
  for (const { segments, hasFallback } of listUses(templates)) {
    const attribute = attributeOf(segments);
    if (attribute === null) continue;
    const use = found.get(attribute);
    if (use) use.hasFallback &&= hasFallback;
    else found.set(attribute, { attribute, hasFallback });
  }
  return [...found.values()];
}

/** What the template uses of the event, the campaign, fetched content and content blocks, in order of appearance. */
export function findScopeUses(templates: Template[]): ScopeUse[] {
  const found = new Map<string, ScopeUse>();
  for (const { segments, hasFallback } of listUses(templates)) {
    const [scope, second] = segments;
    if (!isScope(scope)) continue;
    const name = typeof second === 'string' ? second : null;
    const key = `${scope}.${name ?? ''}`;
    const use = found.get(key);
    if (use) use.hasFallback &&= hasFallback;
    else found.set(key, { scope, name, hasFallback });
  }
  return [...found.values()];
}

/** Whether it uses attributes whose names are made while rendering: UserAttribute[key], {% assign all = UserAttribute %}. */
export const hasUnnamedUses = (templates: Template[]): boolean =>
  listUses(templates).some(
    ({ segments: [root, second] }) => root === ATTRIBUTES && typeof second !== 'string',
  );

/** A number as other languages write it, which Liquid takes for a name: 1e308. */
export const findOddNumber = (templates: Template[]): string | undefined =>
  Object.keys(engine.analyzeSync(templates).globals).find((name) => /^\d+e\d+$/i.test(name));

/** An attribute of the person by its name; null: it is none, or its name is made while rendering. */
function attributeOf([root, second]: readonly unknown[]): string | null {
  const attribute = root === ATTRIBUTES ? second : root;
  return typeof attribute === 'string' && !isScope(root) ? attribute : null;
}

function listUses(templates: Template[]): { segments: readonly unknown[]; hasFallback: boolean }[] {
  const lenient = new Set(templates.flatMap(withDescendants).flatMap(lenientPlaces));
  return Object.values(engine.analyzeSync(templates).globals)
    .flat()
    .map(({ segments, location }) => ({
      segments,
      hasFallback: lenient.has(place(location.row, location.col)),
    }));
}

/** Where the template uses the attribute and a missing value is not forgiven, as `isPlace` knows it. */
export function listStrictPlaces(templates: Template[], attribute: string): ReadonlySet<string> {
  const lenient = new Set(templates.flatMap(withDescendants).flatMap(lenientPlaces));
  const places = Object.values(engine.analyzeSync(templates).globals)
    .flat()
    .filter(({ segments }) => nameOf(segments) === attribute)
    .map(({ location }) => place(location.row, location.col));
  return new Set(places.filter((one) => !lenient.has(one)));
}

/** As a missing value is named: first_name, EventAttribute.price. */
function nameOf(segments: readonly unknown[]): string | null {
  const [root, second] = segments;
  return isScope(root) ? `${root}.${second}` : attributeOf(segments);
}

export const isPlace = (token: { getPosition(): number[] }, places: ReadonlySet<string>): boolean =>
  places.has(place(...position(token)));

/** The forbidden name a template uses, if it uses one. */
export function findForbiddenName(templates: Template[]): string | undefined {
  return Object.values(engine.analyzeSync(templates).variables)
    .flat()
    .flatMap((variable) => variable.toArray().flat(8))
    .map(String)
    .find((name) => FORBIDDEN.has(name));
}

/**
 * A word that stands where an operator or a filter should: LiquidJS reads {{ first name }} as {{ first }} and says nothing.
 */
export function findStrayWord(templates: Template[]): { word: string; line: number } | undefined {
  for (const template of templates.flatMap(withDescendants)) {
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value)) continue;
      const operands = argument.initial.postfix.filter((token) => !TypeGuards.isOperatorToken(token));
      const pairs = argument.initial.postfix.filter(
        (token) => TypeGuards.isOperatorToken(token) && token.getText() !== 'not',
      );
      const stray = operands[pairs.length + 1];
      if (stray) return { word: stray.getText(), line: position(stray)[0] };
    }
  }
  return undefined;
}

/** What a filter of dates and numbers would refuse whoever it is for: found where its values are written out. */
export function findFilterFault(templates: Template[]): { what: string; line: number } | undefined {
  for (const template of templates.flatMap(withDescendants))
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value)) continue;
      for (const [index, filter] of argument.filters.entries()) {
        const args = filter.args.map((arg) =>
          Array.isArray(arg) ? [arg[0], writtenOut(arg[1])] : writtenOut(arg),
        );
        if (args.flat().includes(UNKNOWN)) continue;
        const value = index === 0 ? writtenOut(argument.initial.postfix[0]) : UNKNOWN;
        const isSole = argument.initial.postfix.length === 1 && value !== UNKNOWN;
        const what =
          checkLocaleFilter(filter.name, args) ??
          (isSole ? checkLocaleValue(filter.name, value, args) : null);
        if (what !== null) return { what, line: lineOf(argument) };
      }
    }
  return undefined;
}

const UNKNOWN = Symbol('known while rendering only');

const writtenOut = (token: unknown): unknown =>
  TypeGuards.isQuotedToken(token) || TypeGuards.isNumberToken(token) || TypeGuards.isLiteralToken(token)
    ? token.content
    : UNKNOWN;

const lineOf = ({ initial }: Value): number => {
  const [token] = initial.postfix;
  return token === undefined ? 1 : position(token)[0];
};

/** Where in the text a missing value does no harm: conditions, and values whose first filter is `default`. */
function lenientPlaces(template: Template): string[] {
  const places: string[] = [];
  const name = (template as { name?: string }).name ?? '';
  const isCondition = ['if', 'unless', 'case', 'do_not_send'].includes(name);
  for (const argument of template.arguments?.() ?? []) {
    const tokens = argument instanceof Value ? argument.initial.postfix : [argument];
    const hasDefault = argument instanceof Value && argument.filters[0]?.name === 'default';
    if (!isCondition && !hasDefault) continue;
    for (const token of tokens)
      if (TypeGuards.isPropertyAccessToken(token)) places.push(place(...position(token)));
  }
  return places;
}

/** Whether tags are nested in one another more than so many levels. */
export const isDeeperThan = (templates: Template[], levels: number): boolean =>
  templates.some((one) => levels === 0 || isDeeperThan(childrenOf(one), levels - 1));

const withDescendants = (template: Template): Template[] => [
  template,
  ...childrenOf(template).flatMap(withDescendants),
];

const childrenOf = (template: Template): Template[] =>
  (template.children?.(false, true).next().value as Template[] | undefined) ?? [];

const position = (token: { getPosition(): number[] }): [row: number, column: number] => {
  const [row = 0, column = 0] = token.getPosition();
  return [row, column];
};
const place = (row: number, column: number): string => `${row}:${column}`;
