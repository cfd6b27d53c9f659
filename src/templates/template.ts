// Liquid for messages: compile once, render for each person. Pure: no database, no network, no files.
import { Context, LiquidError, type Template, toValueSync, UndefinedVariableError } from 'liquidjs';
import { describeError, invalid } from '../kit/errors.ts';
import { type AttributeUse, findAttributes, findForbiddenName } from './analysis.ts';
import { engine, setWriter } from './engine.ts';
import type { Escape } from './escape.ts';
import { ATTRIBUTES, type PersonScope, personVariables, type Variables } from './person-scope.ts';
import { DoNotSend } from './tags.ts';
import { createWriter } from './writer.ts';

export type { AttributeUse } from './analysis.ts';
export type { Escape } from './escape.ts';
export { type PersonScope, personVariables, type Variables } from './person-scope.ts';

/** What an attribute does that a person lacks: the person is not sent to, or nothing stands there. */
export type Missing = 'skip' | 'blank';

export type Rendering =
  | { ok: true; text: string }
  /** The person lacks an attribute (or it is blank) and the template has no fallback for it. */
  | { ok: false; reason: 'missing_attribute'; attribute: string }
  /** The template met `{% do_not_send %}`. */
  | { ok: false; reason: 'do_not_send'; message: string }
  /** The template cannot be rendered for this person: too long, too slow, a filter that refused its input. */
  | { ok: false; reason: 'template_error'; message: string };

export interface CompiledTemplate {
  /** Names of all attributes used. */
  readonly attributes: string[];
  readonly uses: AttributeUse[];
  /** Nothing to fill in: the text is the same for everybody. */
  readonly isConstant: boolean;
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

function compile(text: string, escaping: Escape, field: string): CompiledTemplate {
  const templates = parse(text, field);
  const forbidden = findForbiddenName(templates);
  if (forbidden !== undefined)
    throw invalid(
      field,
      `The template uses "${forbidden}", which is not an attribute.`,
      'Name an attribute.',
    );
  const uses = findAttributes(templates);
  const isConstant = !/\{\{|\{%/.test(text);
  const constant: Rendering = { ok: true, text };
  const renderWith = (variables: Variables, missing: Missing = 'skip') =>
    isConstant ? constant : renderParsed(templates, escaping, variables, missing);
  return {
    attributes: uses.map((use) => use.attribute),
    uses,
    isConstant,
    render: (person, missing) => renderWith(personVariables(person), missing),
    renderWith,
  };
}

function parse(text: string, field: string): Template[] {
  try {
    return engine.parse(text);
  } catch (error) {
    throw invalid(
      field,
      `The template cannot be read: ${explain(error)}.`,
      'Check that every {{ has its }}, every {% its %}, and every if or for its end.',
    );
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
  const options = { sync: true, strictVariables, globals: { [ATTRIBUTES]: variables } };
  const context = new Context(variables, engine.options, options, { liquid: engine });
  setWriter(context, writer);
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
