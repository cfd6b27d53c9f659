// What is wrong with a connector request before anybody is sent anything: each problem with its field and its remedy.
import { AppError } from '../kit/errors.ts';
import { compileTemplate, type PersonScope } from '../templates/template.ts';
import { escapeOf, findJsonFault } from './body-text.ts';
import { compileRequest } from './compile-request.ts';
import type { ConnectorRequest } from './connector.contract.ts';
import { inspectRules } from './inspect-rules.ts';

export interface RequestProblem {
  /** Path into the request, e.g. body.text. */
  field: string;
  message: string;
  remedy: string | null;
}

/** Every problem found; an empty list: the request can be rendered. Nothing is thrown. */
export function inspectRequest(request: ConnectorRequest): RequestProblem[] {
  const problems = [
    ...inspectTemplates(request),
    ...inspectNames(request),
    ...inspectBody(request),
    ...inspectRules(request),
  ];
  return problems.length > 0 ? problems : inspectSample(request);
}

/** Each text by itself, so that all wrong templates are reported at once. */
function inspectTemplates(request: ConnectorRequest): RequestProblem[] {
  const texts: [field: string, text: string][] = [
    ['url', request.url],
    ...request.params.map((row, at): [string, string] => [`params.${at}.value`, row.value]),
    ...request.headers.map((row, at): [string, string] => [`headers.${at}.value`, row.value]),
  ];
  const { body } = request;
  if (body.kind === 'raw') texts.push(['body.text', body.text]);
  if (body.kind === 'form' || body.kind === 'json_rows')
    for (const [at, row] of body.rows.entries()) texts.push([`body.rows.${at}.value`, row.value]);
  return texts.flatMap(([field, text]) => problemsOf(() => compileTemplate(text, 'none', field)));
}

function inspectNames(request: ConnectorRequest): RequestProblem[] {
  const problems: RequestProblem[] = [];
  const seen = new Set<string>();
  for (const [at, { name }] of request.headers.entries()) {
    if (seen.has(name.toLowerCase()))
      problems.push({
        field: `headers.${at}.name`,
        message: `${name} is set twice.`,
        remedy: 'Keep one of them.',
      });
    seen.add(name.toLowerCase());
  }
  const rows = 'rows' in request.body ? request.body.rows : [];
  for (const [list, names] of [
    ['params', request.params],
    ['body.rows', rows],
  ] as const)
    for (const [at, { name }] of names.entries())
      if (/\{\{|\{%/.test(name))
        problems.push({
          field: `${list}.${at}.name`,
          message: 'A name cannot hold Liquid.',
          remedy: 'Move it into the value.',
        });
  return problems;
}

function inspectBody({ method, body }: ConnectorRequest): RequestProblem[] {
  if (method === 'GET' && body.kind !== 'none') {
    return [
      {
        field: 'body',
        message: 'A GET request has no body.',
        remedy: 'Choose POST, or remove the body.',
      },
    ];
  }
  return [];
}

/** Renders for somebody who has every attribute and for somebody who has none: whatever is sent lies between. */
function inspectSample(request: ConnectorRequest): RequestProblem[] {
  return problemsOf(() => {
    const compiled = compileRequest(request);
    const attributes = Object.fromEntries(compiled.attributes.map((name) => [name, 'Sample']));
    const people: PersonScope[] = [
      { attributes, customerId: 'sample', psid: '1234567890' },
      { attributes: {}, customerId: null, psid: null },
    ];
    for (const person of people) {
      const rendered = compiled.render(person, request.missing_attribute);
      if (rendered.ok) continue;
      if (rendered.reason === 'invalid_url') throw wrong('url', `The URL ${rendered.detail}.`);
      if (rendered.reason === 'invalid_json') throw wrong(...explainJson(request, person, rendered.detail));
    }
  });
}

const wrong = (
  field: string,
  message: string,
  remedy = 'Correct it and preview the request for a person.',
): AppError => new AppError('invalid', message, { field, remedy });

function explainJson(
  request: ConnectorRequest,
  person: PersonScope,
  detail: string | null,
): [string, string, string] {
  if (request.body.kind !== 'raw')
    return ['body.rows', `A value is not JSON: ${detail}.`, 'A value that begins with { or [ must be JSON.'];
  const { text, content_type } = request.body;
  const rendering = compileTemplate(text, escapeOf(content_type)).render(person, request.missing_attribute);
  const place = rendering.ok ? findJsonFault(rendering.text) : null;
  const near = place && place.near !== '' ? `near ${place.near}` : 'at the end';
  return [
    'body.text',
    `The body is not JSON when it is filled in: ${detail}, ${near}.`,
    'Check quotes, commas and brackets there. Values are escaped for you; put texts between quotes.',
  ];
}

function problemsOf(work: () => unknown): RequestProblem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ field: error.field ?? 'url', message: error.message, remedy: error.remedy ?? null }];
  }
}
