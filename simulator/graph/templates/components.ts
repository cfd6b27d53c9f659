// The components of a utility template as they are created (messenger-platform §5.4): shapes, samples for every placeholder,
// buttons. What is well-formed but breaks the rules of placeholders is not refused here, it is rejected by the review.
import { GraphError, invalidParameter } from '../errors.ts';
import { getItems, getObject, getOneOf, getString, type Json } from '../send/checks.ts';

export const BODY_LIMIT = 1024;
const BUTTON_LIMIT = 3;
export type ParameterFormat = 'POSITIONAL' | 'NAMED';

/** The placeholders of a text in order of appearance: `{{1}}` gives `1`, `{{order_id}}` gives `order_id`. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((match) => match[1]!);
}

/** @throws GraphError 100 naming the component, 100/2018416 for a QUICK_REPLY button */
export function parseComponents(value: unknown, format: ParameterFormat): Json[] {
  const components = getItems(value, 'components', 1, 3).map((item, index) => {
    const path = `components[${index}]`;
    const component = getObject(item, path);
    const type = getOneOf(upper(component['type']), `${path}[type]`, ['HEADER', 'BODY', 'BUTTONS']);
    const checked = { ...component, type };
    if (type === 'HEADER') checkHeader(checked, path, format);
    if (type === 'BODY') checkText(checked, path, 'body', format);
    if (type === 'BUTTONS') checkButtons(checked, path);
    return checked;
  });
  for (const type of ['HEADER', 'BODY', 'BUTTONS']) {
    if (components.filter((component) => component.type === type).length > 1)
      throw invalidParameter(`Param components must have at most one ${type}.`);
  }
  if (!components.some((component) => component.type === 'BODY'))
    throw invalidParameter('Param components must have a BODY.');
  return components;
}

function upper(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value;
}

function checkHeader(header: Json, path: string, format: ParameterFormat): void {
  const kind = getOneOf(upper(header['format']), `${path}[format]`, ['TEXT', 'IMAGE']);
  if (kind === 'TEXT') {
    checkText(header, path, 'header', format);
    return;
  }
  // The handle comes from the Resumable Upload API.
  const example = getObject(header['example'] ?? {}, `${path}[example]`);
  if (!Array.isArray(example['header_handle']) || typeof example['header_handle'][0] !== 'string')
    throw missingSamples();
}

function checkText(component: Json, path: string, part: 'header' | 'body', format: ParameterFormat): void {
  const text = getString(component['text'], `${path}[text]`, BODY_LIMIT);
  const wanted = new Set(placeholdersOf(text));
  if (wanted.size === 0) return;
  const example = getObject(component['example'] ?? {}, `${path}[example]`);
  const named = example[`${part}_text_named_params`];
  if (format === 'NAMED' && Array.isArray(named)) {
    const given = new Set(named.filter(hasNamedSample).map((sample) => sample.param_name));
    if ([...wanted].every((name) => given.has(name))) return;
    throw missingSamples();
  }
  const samples = example[`${part}_text`];
  const row: unknown = part === 'body' && Array.isArray(samples) ? samples[0] : samples;
  const given = Array.isArray(row) ? row.filter((sample) => typeof sample === 'string' && sample !== '') : [];
  if (given.length < wanted.size) throw missingSamples();
}

function hasNamedSample(value: unknown): value is { param_name: string; example: string } {
  const sample = value as { param_name?: unknown; example?: unknown } | null;
  return (
    typeof sample?.param_name === 'string' && typeof sample.example === 'string' && sample.example !== ''
  );
}

/** "Sample values are compulsory for every placeholder." */
function missingSamples(): GraphError {
  return invalidParameter('TEMPLATE_VARIABLES_MISSING_SAMPLE_VALUES');
}

function checkButtons(component: Json, path: string): void {
  getItems(component['buttons'], `${path}[buttons]`, 1, BUTTON_LIMIT).forEach((item, index) => {
    const at = `${path}[buttons][${index}]`;
    const button = getObject(item, at);
    if (upper(button['type']) === 'QUICK_REPLY') throw new GraphError(100, 2018416, { message: 'Fatal' });
    const type = getOneOf(upper(button['type']), `${at}[type]`, ['POSTBACK', 'URL', 'PHONE_NUMBER']);
    getString(button['text'], `${at}[text]`, 200);
    if (type === 'PHONE_NUMBER') getString(button['phone_number'], `${at}[phone_number]`, 30);
    if (type !== 'URL') return;
    const url = getString(button['url'], `${at}[url]`, 2000);
    if (!/^https?:\/\//.test(url)) throw invalidParameter(`Param ${at}[url] should represent a valid URL`);
    if (placeholdersOf(url).length > 0 && button['example'] === undefined) throw missingSamples();
  });
}

/** The component of a type, if the template has it. */
export function findComponent(
  components: readonly Json[],
  type: 'HEADER' | 'BODY' | 'BUTTONS',
): Json | undefined {
  return components.find((component) => component['type'] === type);
}
