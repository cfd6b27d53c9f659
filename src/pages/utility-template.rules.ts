// What a utility template must be before it is handed in, and how it is written for the platform. Pure.
// Rules from the guide to utility messages (2026-03): samples compulsory, placeholders sequential, never first or last.
import type { FieldIssue } from '../kit/errors.ts';
import { findPlaceholders } from '../messenger/utility-shape.ts';
import type { LibraryClone, OwnTemplate } from './utility-template.contract.ts';

const PLACEHOLDER = /\{\{[^{}]*\}\}/g;
const NAMED = /^[a-z][a-z0-9_]*$/;

/** Everything that is wrong with it; an empty list: it may be handed in. */
export function checkOwnTemplate(template: OwnTemplate): FieldIssue[] {
  const { header, body, buttons } = template;
  return [
    ...(header ? checkHeader(header, template.parameter_format) : []),
    ...checkText('body.text', body.text),
    ...checkNames('body.text', body.text, template.parameter_format),
    ...findPlaceholders(body.text)
      .filter((name) => !body.samples.some((one) => one.name === name && one.sample !== ''))
      .map((name) => ({ field: 'body.samples', message: `{{${name}}} needs a sample value` })),
    ...buttons.flatMap((button, index) =>
      button.type === 'URL' ? checkUrl(`buttons.${index}`, button) : [],
    ),
  ];
}

type Format = OwnTemplate['parameter_format'];

function checkHeader({ text, sample }: NonNullable<OwnTemplate['header']>, format: Format): FieldIssue[] {
  const names = findPlaceholders(text);
  const issues = [...checkText('header.text', text, true), ...checkNames('header.text', text, format)];
  if (names.length > 1) issues.push({ field: 'header.text', message: 'must have one placeholder at most' });
  if (names.length === 1 && (sample ?? '') === '')
    issues.push({ field: 'header.sample', message: `{{${names[0]}}} needs a sample value` });
  return issues;
}

/** What a placeholder must not do in any text. A header may end with one: the guide's own sample does. */
function checkText(field: string, text: string, mayEnd = false): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const written = text.match(PLACEHOLDER) ?? [];
  const readable = [...text.matchAll(/\{\{\s*[A-Za-z0-9_]{1,100}\s*\}\}/g)];
  if (written.length !== readable.length || text.replace(PLACEHOLDER, '').includes('{{'))
    issues.push({
      field,
      message:
        'has a placeholder that cannot be read: write {{1}} or {{order_id}}, without #, $, % or spaces',
    });
  if (!mayEnd && /^\s*\{\{/.test(text))
    issues.push({ field, message: 'must not begin with a placeholder: put a word before it' });
  if (!mayEnd && /\}\}\s*$/.test(text))
    issues.push({ field, message: 'must not end with a placeholder: put a word or a full stop after it' });
  return issues;
}

function checkNames(field: string, text: string, format: Format): FieldIssue[] {
  const names = findPlaceholders(text);
  if (format === 'NAMED') {
    const wrong = names.filter((name) => !NAMED.test(name));
    return wrong.map((name) => ({
      field,
      message: `{{${name}}} must be named in small letters, digits and underscores, such as {{order_id}}`,
    }));
  }
  const numbers = names.map(Number).toSorted((a, b) => a - b);
  const isSequential = numbers.every((number, index) => number === index + 1);
  return isSequential ? [] : [{ field, message: 'must number its placeholders {{1}}, {{2}}… without gaps' }];
}

function checkUrl(field: string, { url, sample }: { url: string; sample: string | null }): FieldIssue[] {
  if (!url.includes('{{')) return [];
  if (!/^[^{}]+\{\{1\}\}$/.test(url))
    return [{ field: `${field}.url`, message: 'may have {{1}} at its very end only' }];
  return (sample ?? '') === '' ? [{ field: `${field}.sample`, message: '{{1}} needs a sample value' }] : [];
}

/** The fields of the call that creates it; call only with a template that has no problems. */
export function composeOwnTemplate(template: OwnTemplate) {
  const { name, language, parameter_format, header, body, buttons } = template;
  const sampleOf = (name: string): string => body.samples.find((one) => one.name === name)?.sample ?? '';
  const names = findPlaceholders(body.text);
  const numbered = names.toSorted((a, b) => Number(a) - Number(b));
  const example =
    parameter_format === 'NAMED'
      ? {
          body_text_named_params: names.map((name) => ({ param_name: name, example: sampleOf(name) })),
        }
      : { body_text: [numbered.map(sampleOf)] };
  const components = [
    ...(header
      ? [
          {
            type: 'HEADER',
            format: 'TEXT',
            text: header.text,
            ...(header.sample && headerSample(header.sample)),
          },
        ]
      : []),
    { type: 'BODY', text: body.text, ...(names.length > 0 && { example }) },
    ...(buttons.length > 0 ? [{ type: 'BUTTONS', buttons: buttons.map(composeButton) }] : []),
  ];
  return { name, language, category: 'UTILITY', parameter_format, components };
}

const headerSample = (sample: string) => ({ example: { header_text: [sample] } });

function composeButton(button: OwnTemplate['buttons'][number]) {
  if (button.type !== 'URL') return button;
  const { type, text, url, sample } = button;
  return { type, text, url, ...(sample && { example: [url.replace('{{1}}', sample)] }) };
}

/** A template of Facebook's library under a name of the Page. */
export function composeClone({ name, language, library_name, buttons }: LibraryClone) {
  return {
    name,
    language,
    category: 'UTILITY',
    library_template_name: library_name,
    ...(buttons.length > 0 && {
      library_template_button_inputs: buttons.map((button) =>
        button.type === 'URL'
          ? {
              type: button.type,
              url: {
                base_url: button.url,
                ...(button.sample && { url_suffix_example: button.url.replace('{{1}}', button.sample) }),
              },
            }
          : button,
      ),
    }),
  };
}
