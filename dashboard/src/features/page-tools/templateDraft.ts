// A utility template while it is written: from nothing or from another one, and as the service wants it. Pure.
import type { OwnTemplate, UtilityTemplate } from '../../api/page-tools.ts';

export interface ButtonDraft {
  type: 'POSTBACK' | 'URL' | 'PHONE_NUMBER';
  text: string;
  url: string;
  sample: string;
  phone_number: string;
}

export interface TemplateDraft {
  name: string;
  language: string;
  parameter_format: 'NAMED' | 'POSITIONAL';
  header: { text: string; sample: string };
  body: { text: string };
  /** By placeholder. */
  samples: Record<string, string>;
  buttons: ButtonDraft[];
}

export const MAX_BUTTONS = 3;
export const MAX_BODY = 1024;
export const NEW_BUTTON: ButtonDraft = { type: 'POSTBACK', text: '', url: '', sample: '', phone_number: '' };
export const EMPTY_TEMPLATE: TemplateDraft = {
  name: '',
  language: 'en',
  parameter_format: 'NAMED',
  header: { text: '', sample: '' },
  body: { text: '' },
  samples: {},
  buttons: [],
};

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_]{1,100})\s*\}\}/g;

/** Each once, in order of appearance. */
export const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]!)),
];

/** With its sample values in place; a placeholder without one stays. */
export const filled = (text: string, samples: Record<string, string>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => samples[name] || whole);

export function toOwnTemplate(draft: TemplateDraft): OwnTemplate {
  const { header, body, samples, buttons } = draft;
  return {
    kind: 'own',
    name: draft.name.trim(),
    language: draft.language.trim(),
    parameter_format: draft.parameter_format,
    header:
      header.text.trim() === '' ? null : { text: header.text.trim(), sample: header.sample.trim() || null },
    body: {
      text: body.text.trim(),
      samples: placeholdersOf(body.text).map((name) => ({ name, sample: samples[name]?.trim() ?? '' })),
    },
    buttons: buttons.map((button) => {
      const text = button.text.trim();
      if (button.type === 'POSTBACK') return { type: button.type, text };
      if (button.type === 'URL')
        return { type: button.type, text, url: button.url.trim(), sample: button.sample.trim() || null };
      return { type: button.type, text, phone_number: button.phone_number.replace(/[\s()-]/g, '') };
    }),
  };
}

/** The parts of a template that was read back; its samples where the platform returns them. */
export function draftFrom(template: UtilityTemplate): TemplateDraft {
  const { shape } = template;
  const header = partOf(template, 'HEADER');
  const names = shape.body.placeholders;
  return {
    name: `${template.name}_2`.slice(0, 512),
    language: template.language,
    parameter_format: template.parameter_format,
    header: {
      text: shape.header?.format === 'TEXT' ? shape.header.text : '',
      sample: textAt(header?.['example'], 'header_text', 0),
    },
    body: { text: shape.body.text },
    samples: samplesOf(partOf(template, 'BODY')?.['example'], names),
    buttons: readButtons(template),
  };
}

/** What is still empty, by field: the service looks at the rest only when nothing is. */
export function findGaps(draft: TemplateDraft): Record<string, string> {
  const { header, body, samples, buttons } = draft;
  const isBlank = (text: string | undefined) => (text ?? '').trim() === '';
  const gaps: [string, boolean, string][] = [
    ['name', isBlank(draft.name), 'Give it a name'],
    ['body.text', isBlank(body.text), 'Write what it says'],
    ['header.sample', placeholdersOf(header.text).length > 0 && isBlank(header.sample), SAMPLE],
    ['body.samples', placeholdersOf(body.text).some((name) => isBlank(samples[name])), SAMPLE],
    ...buttons.flatMap((button, index): [string, boolean, string][] => [
      [`buttons.${index}.text`, isBlank(button.text), 'Give it a title'],
      [`buttons.${index}.url`, button.type === 'URL' && isBlank(button.url), 'Enter an address'],
    ]),
  ];
  return Object.fromEntries(gaps.filter(([, isGap]) => isGap).map(([field, , words]) => [field, words]));
}
const SAMPLE = 'Needs a sample value';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const partOf = (template: UtilityTemplate, type: string): Json | undefined =>
  template.components.filter(isObject).find((part) => String(part['type']).toUpperCase() === type);

function textAt(parent: unknown, key: string, index: number): string {
  const list = isObject(parent) ? parent[key] : undefined;
  const value: unknown = Array.isArray(list) ? list[index] : undefined;
  return typeof value === 'string' ? value : '';
}

function samplesOf(example: unknown, names: string[]): Record<string, string> {
  const named = isObject(example) ? example['body_text_named_params'] : undefined;
  if (Array.isArray(named))
    return Object.fromEntries(
      named.filter(isObject).map((one) => [String(one['param_name'] ?? ''), String(one['example'] ?? '')]),
    );
  const rows = isObject(example) ? example['body_text'] : undefined;
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (!Array.isArray(row)) return {};
  return Object.fromEntries(names.map((name, index) => [name, String(row[index] ?? '')]));
}

function readButtons(template: UtilityTemplate): ButtonDraft[] {
  const listed = partOf(template, 'BUTTONS')?.['buttons'];
  return template.shape.buttons.slice(0, MAX_BUTTONS).map((button, index) => {
    const raw: unknown = Array.isArray(listed) ? listed[index] : undefined;
    const type = button.type === 'URL' || button.type === 'PHONE_NUMBER' ? button.type : 'POSTBACK';
    const full = textAt(raw, 'example', 0);
    const base = (button.url ?? '').replace('{{1}}', '');
    return {
      type,
      text: button.text,
      url: button.url ?? '',
      sample: full.startsWith(base) ? full.slice(base.length) : '',
      phone_number: isObject(raw) ? String(raw['phone_number'] ?? '') : '',
    };
  });
}
