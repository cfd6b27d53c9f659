// Liquid for messages: compile once, render for each person. Pure: no database, no network, no files.
import { Context, LiquidError, type Template, toValueSync, UndefinedVariableError } from 'liquidjs';
import { describeError, invalid } from '../kit/errors.ts';
import {
  type AttributeUse,
  findAttributes,
  findFilterFault,
  findForbiddenName,
  findOddNumber,
  findScopeUses,
  findStrayWord,
  hasUnnamedUses,
  isDeeperThan,
  type ScopeUse,
} from './analysis.ts';
import { engine, setWriter } from './engine.ts';
import type { Escape } from './escape.ts';
import { setPerson } from './locale-filters.ts';
import { ATTRIBUTES, type PersonScope, personVariables, type Variables } from './person-scope.ts';
import { DoNotSend } from './tags.ts';
import { createWriter } from './writer.ts';

export type { AttributeUse, ScopeUse } from './analysis.ts';
export type { Escape } from './escape.ts';
export { type PersonScope, personVariables, type Variables } from './person-scope.ts';

/** What an attribute does that a person lacks: the person is not sent to, or nothing stands there. */
export type Missing = 'skip' | 'blank';

export type Rendering =
  | { ok: true; text: string }
  /** The person lacks an attribute (or it is blank), or the event does (EventAttribute.price), and the template has no fallback for it. */
  | { ok: false; reason: 'missing_attribute'; attribute: string }
  /** The template met `{% do_not_send %}`. */
  | { ok: false; reason: 'do_not_send'; message: string }
  /** The template cannot be rendered for this person: too long, too slow, a filter that refused its input. */
  | { ok: false; reason: 'template_error'; message: string };

export interface CompiledTemplate {
  /** Names of all attributes used. */
  readonly attributes: string[];
  readonly uses: AttributeUse[];
  /** It uses more attributes, whose names are made while rendering. */
  readonly hasUnnamedUses: boolean;
  /** What it uses beside the person's attributes. */
  readonly scopeUses: ScopeUse[];
  render(person: PersonScope, missing?: Missing): Rendering;
  /** The same, for callers that render several templates for one person. */
  renderWith(variables: Variables, missing?: Missing): Rendering;
}

const MAX_CACHED = 500;
const cache = new Map<string, CompiledTemplate>();

/**
 * Parses a template. Outputs are escaped for where they stand, see `Escape`. The same text is parsed once.
 * Throws `invalid` for `field`, with the line and what to do, when the template is wrong.
 */
export function compileTemplate(text: string, escaping: Escape, field = 'template'): CompiledTemplate {
  const key = `${escaping}:${text}`;
  const known = cache.get(key);
  if (known) return known;
  const compiled = compile(text, escaping, field);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? '');
  cache.set(key, compiled);
  return compiled;
}

const MAX_NESTING = 30;

function compile(text: string, escaping: Escape, field: string): CompiledTemplate {
  const templates = parse(text, field);
  checkParsed(templates, field);
  const uses = findAttributes(templates);
  const isConstant = !/\{\{|\{%/.test(text); // most parameters and headers: nothing to fill in
  const constant: Rendering = { ok: true, text };
  const renderWith = (variables: Variables, missing: Missing = 'skip') =>
    isConstant ? constant : renderParsed(templates, escaping, variables, missing);
  return {
    attributes: uses.map((use) => use.attribute),
    uses,
    hasUnnamedUses: hasUnnamedUses(templates),
    scopeUses: findScopeUses(templates),
    render: (person, missing) => renderWith(personVariables(person), missing),
    renderWith,
  };
}

/** What LiquidJS lets through and we do not. */
function checkParsed(templates: Template[], field: string): void {
  if (isDeeperThan(templates, MAX_NESTING))
    throw invalid(field, `The template cannot be read: it is nested more than ${MAX_NESTING} deep.`);
  const forbidden = findForbiddenName(templates);
  if (forbidden !== undefined)
    throw invalid(
      field,
      `The template uses "${forbidden}", which is not an attribute.`,
      'Name an attribute.',
    );
  const number = findOddNumber(templates);
  if (number !== undefined)
    throw invalid(
      field,
      `The template cannot be read: "${number}" is neither a name nor a number of Liquid.`,
      'Write the number out: 1500, 0.25.',
    );
  const stray = findStrayWord(templates);
  if (stray)
    throw invalid(
      field,
      `The template cannot be read: line ${stray.line}: "${stray.word}" stands where a filter or an operator should.`,
      "Write a name with spaces as {{ UserAttribute['first name'] }}.",
    );
  const filter = findFilterFault(templates);
  if (filter)
    throw invalid(field, `The template cannot be read: line ${filter.line}: ${filter.what}.`, FILTER_REMEDY);
}

const FILTER_REMEDY =
  "They are written {{ ordered_at | localdate: 'long' }}, {{ price | currency: 'EUR' }}, {{ points | plural: 'point', 'points' }}; in another language with locale: 'cs' behind.";

// What people write who come from other template languages
const REMEDIES: [fault: RegExp, remedy: string][] = [
  [
    /expected ":" after filter name/,
    "Write what a filter takes after a colon: {{ city | default: 'your city' }}.",
  ],
  [
    /undefined filter/,
    'Check the name of the filter; default, upcase, date and truncate are among the known ones.',
  ],
  [
    /tag ".*" not found/,
    'Known tags are if, unless, case, for, assign, capture, comment, raw and do_not_send.',
  ],
];
const GENERAL_REMEDY = 'Check that every {{ has its }}, every {% its %}, and every if or for its end.';

function parse(text: string, field: string): Template[] {
  try {
    return engine.parse(text);
  } catch (error) {
    const fault = explain(error);
    const remedy = REMEDIES.find(([pattern]) => pattern.test(fault))?.[1] ?? GENERAL_REMEDY;
    throw invalid(field, `The template cannot be read: ${fault}.`, remedy);
  }
}

function renderParsed(
  templates: Template[],
  escaping: Escape,
  variables: Variables,
  missing: Missing,
): Rendering {
  const strictVariables = missing === 'skip';
  const writer = createWriter(escaping);
  const options = { sync: true, strictVariables, globals: variables.attributes };
  const context = new Context(variables.scopes, engine.options, options, { liquid: engine });
  setWriter(context, writer);
  setPerson(context, variables);
  try {
    toValueSync(engine.renderer.renderTemplates(templates, context, writer));
    return { ok: true, text: writer.buffer };
  } catch (error) {
    return explainFailure(error);
  }
}

function explainFailure(error: unknown): Rendering {
  const origin = LiquidError.is(error) ? error.originalError : error;
  if (origin instanceof DoNotSend) return { ok: false, reason: 'do_not_send', message: origin.message };
  if (error instanceof UndefinedVariableError) {
    const name = (origin as { variableName?: string } | undefined)?.variableName ?? '';
    const attribute = name.startsWith(`${ATTRIBUTES}.`) ? name.slice(ATTRIBUTES.length + 1) : name;
    return { ok: false, reason: 'missing_attribute', attribute };
  }
  return { ok: false, reason: 'template_error', message: explain(error) };
}

/** LiquidJS ends its messages in ", line:2, col:5"; we begin with the line. */
function explain(error: unknown): string {
  const origin = LiquidError.is(error) ? error.originalError : error;
  if (origin instanceof RangeError) return 'it is nested too deeply';
  const message = error instanceof Error ? error.message : describeError(error);
  const match = /^(?<what>[\s\S]*), line:(?<line>\d+), col:\d+$/.exec(message);
  return match?.groups ? `line ${match.groups['line']}: ${match.groups['what']}` : message;
}
