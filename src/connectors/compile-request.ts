// A connector request for one person: compiled once for a campaign, rendered for each recipient. Pure.
import { invalid } from '../kit/errors.ts';
import { rememberLast } from '../kit/remember-last.ts';
import {
  type AttributeUse,
  type CompiledTemplate,
  compileTemplate,
  type Missing,
  type PersonScope,
  personVariables,
  type ScopeUse,
} from '../templates/template.ts';
import { CONTENT_TYPES, encodeComponent, encodeFormComponent, escapeOf, findJsonFault } from './body-text.ts';
import { addParams, findUrlFault } from './check-url.ts';
import { compileJson } from './compile-json.ts';
import type { ConnectorBody, ConnectorRequest, RenderedRequest } from './connector.contract.ts';
import { compileRows, writeRows } from './json-rows.ts';
import { DOTS } from './mask-request.ts';

/** Why a person gets no request. `detail`: the attribute, the author's reason, the place of the fault. */
export interface NotRendered {
  ok: false;
  reason: 'missing_attribute' | 'do_not_send' | 'template_error' | 'invalid_url' | 'invalid_json';
  detail: string | null;
}
export type RenderedOrNot = { ok: true; request: RenderedRequest } | NotRendered;

export interface CompiledRequest {
  /** Names of all attributes used anywhere in it. */
  readonly attributes: string[];
  /** The same with whether each use has a fallback. */
  readonly uses: AttributeUse[];
  /** What it uses beside the person's attributes. */
  readonly scopeUses: ScopeUse[];
  /** Header names in `request.headers` are in lower case; a value's control characters have become spaces. */
  render(person: PersonScope, missing: Missing): RenderedOrNot;
}

/** Fills one template; throws `Stop` when it cannot be filled for this person. */
export type Fill = (template: CompiledTemplate) => string;

/**
 * How a person's rendering ends early; caught where it began. No Error: the trace of one takes longer than the rendering, and a
 * check of everybody throws one for each thing somebody lacks.
 */
class Stop {
  readonly result: NotRendered;
  constructor(result: NotRendered) {
    this.result = result;
  }
}
const stop = (reason: NotRendered['reason'], detail: string | null): Stop =>
  new Stop({ ok: false, reason, detail });

/** For all texts of one request together. A usual request takes 0.2 ms; the longest may have 151 texts, 500 ms each. */
const RENDER_LIMIT_MS = 500;

/** Throws `invalid` with the field, the line and a remedy when a template in it is wrong. */
export function compileRequest(request: ConnectorRequest): CompiledRequest {
  const { templates, compile } = createCompiler();
  const url = compileUrl(request, compile);
  const headers = compileHeaders(request, compile);
  const body = compileBody(request.body, headers.constantType, compile);
  return {
    ...namedIn(templates),
    render: (person, missing) =>
      renderFor(person, missing, (fill) => {
        const parts = { url: url(fill), headers: headers.render(fill), body: body.render(fill) };
        return assemble(request.method, parts, body.contentType);
      }),
  };
}

/** A POST of JSON to an address without Liquid; every text in the JSON is a template. `field`: where the JSON stands. */
export function compileJsonCall(url: string, json: unknown, field: string): CompiledRequest {
  const { templates, compile } = createCompiler();
  const body = compileJson(json, field, compile);
  const headers = { 'content-type': CONTENT_TYPES.json };
  return {
    ...namedIn(templates),
    render: (person, missing) =>
      renderFor(person, missing, (fill) => ({ method: 'POST', url, headers, body: body.render(fill) })),
  };
}

const namedIn = (templates: readonly CompiledTemplate[]) => ({
  attributes: [...new Set(templates.flatMap((one) => one.attributes))],
  uses: joinUses(templates.flatMap((one) => one.uses)),
  scopeUses: joinScopeUses(templates.flatMap((one) => one.scopeUses)),
});

/** An attribute has a fallback when every one of its uses has. */
export const joinUses = (uses: readonly AttributeUse[]): AttributeUse[] =>
  [...Map.groupBy(uses, (use) => use.attribute)].map(([attribute, of]) => ({
    attribute,
    hasFallback: of.every((use) => use.hasFallback),
  }));

export const joinScopeUses = (uses: readonly ScopeUse[]): ScopeUse[] =>
  [...Map.groupBy(uses, ({ scope, name }) => `${scope}.${name ?? ''}`).values()].flatMap((of) => {
    const [first] = of;
    return first ? [{ ...first, hasFallback: of.every((use) => use.hasFallback) }] : [];
  });

function createCompiler() {
  const templates: CompiledTemplate[] = [];
  const compile: Compile = (text, escaping, field) => {
    const template = compileTemplate(text, escaping, field);
    templates.push(template);
    return template;
  };
  return { templates, compile };
}

/** Fills all texts of one call for one person. */
function renderFor(
  person: PersonScope,
  missing: Missing,
  write: (fill: Fill) => RenderedRequest,
): RenderedOrNot {
  const variables = personVariables(person);
  const startedAt = performance.now();
  const fill: Fill = (template) => {
    if (performance.now() - startedAt > RENDER_LIMIT_MS)
      throw stop('template_error', 'the request takes too long to fill in');
    const rendering = template.renderWith(variables, missing);
    if (rendering.ok) return rendering.text;
    if (rendering.reason === 'missing_attribute') throw stop(rendering.reason, rendering.attribute);
    throw stop(rendering.reason, rendering.message);
  };
  try {
    return { ok: true, request: write(fill) };
  } catch (error) {
    if (error instanceof Stop) return error.result;
    throw error;
  }
}

type Compile = typeof compileTemplate;

function assemble(
  method: RenderedRequest['method'],
  parts: Omit<RenderedRequest, 'method'>,
  contentType: string | null,
): RenderedRequest {
  const { url, headers, body } = parts;
  const typed = contentType === null ? headers : { 'content-type': contentType, ...headers };
  return { method, url, headers: typed, body };
}

/** The host and what ends it, before any Liquid: it decides lane, rules and who gets the secret headers. */
const FIXED_ORIGIN = /^https?:\/\/[^/?#\\]+[/?#\\]/i;

function compileUrl(request: ConnectorRequest, compile: Compile): (fill: Fill) => string {
  const [beforeLiquid = '', ...liquid] = request.url.split(/\{\{|\{%/, 2);
  if (liquid.length > 0 && !FIXED_ORIGIN.test(beforeLiquid))
    throw invalid(
      'url',
      'The host of the URL cannot be personalised.',
      'Write the address up to the first slash after the host as it is: https://api.example.com/…',
    );
  const url = compile(request.url, 'url', 'url');
  const params = request.params.map((row, index) => ({
    name: encodeComponent(row.name),
    value: compile(row.value, 'none', `params.${index}.value`),
  }));
  // An address without Liquid is the same for everybody.
  const check = rememberLast((text: string) => ({ fault: findUrlFault(text) }));
  const finish = rememberLast((text: string, query: string) => addParams(text, query === '' ? [] : [query]));
  return (fill) => {
    const text = fill(url).trim();
    const { fault } = check(text);
    if (fault !== null) throw stop('invalid_url', fault);
    return finish(text, params.map(({ name, value }) => `${name}=${encodeComponent(fill(value))}`).join('&'));
  };
}

interface CompiledHeaders {
  /** A content type the operator set, the same for everybody. */
  constantType: string | null;
  render(fill: Fill): Record<string, string>;
}

function compileHeaders(request: ConnectorRequest, compile: Compile): CompiledHeaders {
  const headers = request.headers.map((header, index) => ({
    name: header.name.toLowerCase(),
    value: compile(header.value, 'none', `headers.${index}.value`),
  }));
  const typed = request.headers.find((header) => header.name.toLowerCase() === 'content-type');
  return {
    constantType: typed && !typed.value.includes('{') ? typed.value : null,
    render: (fill) => ({
      ...Object.fromEntries(headers.map(({ name, value }) => [name, oneLine(fill(value))])),
      // Stands where the access token will: the call fetches it, and nobody else sees it.
      ...(request.auth && { authorization: `Bearer ${DOTS}` }),
    }),
  };
}

/** A line break in a value would end the header and begin another. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

interface CompiledBody {
  contentType: string | null;
  render(fill: Fill): string | null;
}

/** The Graph API takes objects as JSON texts in form fields: there too a quote in a name must not end the text. */
const JSON_VALUE = /^\s*(?:\{(?![{%])|\[)/;

function compileBody(body: ConnectorBody, headerType: string | null, compile: Compile): CompiledBody {
  switch (body.kind) {
    case 'none':
      return { contentType: null, render: () => null };
    case 'form': {
      const rows = body.rows.map((row, index) => ({
        name: encodeFormComponent(row.name),
        value: compile(row.value, JSON_VALUE.test(row.value) ? 'json' : 'none', `body.rows.${index}.value`),
      }));
      const render = (fill: Fill) =>
        rows.map(({ name, value }) => `${name}=${encodeFormComponent(fill(value))}`).join('&');
      return { contentType: CONTENT_TYPES.form, render };
    }
    case 'json_rows': {
      const tree = compileRows(body.rows, 'body.rows', compile);
      return { contentType: CONTENT_TYPES.json, render: (fill) => asJson(writeRows(tree, fill)) };
    }
    case 'raw': {
      const escaping = escapeOf(headerType ?? body.content_type);
      const text = compile(body.text, escaping, 'body.text');
      const render = (fill: Fill) => (escaping === 'json' ? asJson(fill(text)) : fill(text));
      return { contentType: body.content_type, render };
    }
  }
}

function asJson(text: string): string {
  const fault = findJsonFault(text);
  if (fault !== null) throw stop('invalid_json', `line ${fault.line}, column ${fault.column}`);
  return text;
}
