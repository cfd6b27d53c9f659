// A utility message out of a template and what it is filled with: the body of the send, in the shape that is configured,
// and what is wrong with the filling. Pure; the delivery plan composes here, wizard and preflight check here.
import type { JsonObject } from './lossless-json.ts';
import type { SendProblem } from './send-limits.ts';
import {
  type ParameterFormat,
  readUtilityShape,
  type UtilityButton,
  type UtilityShape,
} from './utility-shape.ts';

/** A template with its values; every value may hold Liquid. */
export interface UtilityFilling {
  name: string;
  /** For the one placeholder of a text header; null: the header has none. */
  header: string | null;
  /** In the order of the placeholders; `name` for named parameters, null for positional ones. */
  body: { name: string | null; value: string }[];
  /**
   * One for each button of the template, in its order: a postback's payload, or the end of an address. '' for a button
   * that takes nothing; those after the last that takes something may be left out.
   */
  buttons: { type: 'POSTBACK' | 'URL'; value: string }[];
}

/**
 * Three shapes are in circulation (messenger-platform, utility messages): 'message' is the documented main one,
 * 'top_level' stands once in the same guide, 'attachment' is what an integrator reports from production.
 */
export const UTILITY_SHAPES = ['message', 'top_level', 'attachment'] as const;
export type UtilitySendShape = (typeof UTILITY_SHAPES)[number];

/** The Send API body of a filled template, without its recipient. `language` is a code such as 'en' or 'en_US'. */
export function composeUtility(
  filling: UtilityFilling,
  language: string,
  shape: UtilitySendShape,
): JsonObject {
  const head = { name: filling.name, language: { code: language } };
  if (shape === 'attachment') {
    const payload = { template_type: 'utility_messages', ...head, components: attachmentComponents(filling) };
    return { messaging_type: 'UTILITY', message: { attachment: { type: 'template', payload } } };
  }
  const template = { ...head, components: templateComponents(filling) };
  return shape === 'message' ? { messaging_type: 'UTILITY', message: { template } } : { template };
}

function templateComponents(filling: UtilityFilling): JsonObject[] {
  const buttons = filling.buttons
    .filter(({ value }) => value !== '')
    .map(({ type, value }) => (type === 'URL' ? { type, url: value } : { type, payload: value }));
  return [
    ...textComponents(filling),
    ...(buttons.length > 0 ? [{ type: 'buttons', parameters: buttons }] : []),
  ];
}

/** Here each button is a component of its own, found by its place among the template's buttons. */
function attachmentComponents(filling: UtilityFilling): JsonObject[] {
  const buttons = filling.buttons.flatMap(({ type, value }, index) =>
    value === ''
      ? []
      : [
          {
            type: 'button',
            sub_type: type.toLowerCase(),
            index,
            parameters: [{ type: 'text', text: value }],
          },
        ],
  );
  return [...textComponents(filling), ...buttons];
}

function textComponents({ header, body }: UtilityFilling): JsonObject[] {
  const parameters = body.map(({ name, value }) => ({
    type: 'text',
    ...(name !== null && { parameter_name: name }),
    text: value,
  }));
  return [
    ...(header === null ? [] : [{ type: 'header', parameters: [{ type: 'text', text: header }] }]),
    ...(parameters.length > 0 ? [{ type: 'body', parameters }] : []),
  ];
}

/**
 * What a filling lacks or has too much, against the template's own components; `field` is a path into the filling.
 * The platform publishes no code for a wrong parameter count, so it is caught here.
 */
export function checkUtilityParameters(
  filling: UtilityFilling,
  components: readonly unknown[],
  format: ParameterFormat,
): SendProblem[] {
  const shape = readUtilityShape(components);
  return [
    ...checkHeader(filling, shape.header),
    ...(format === 'NAMED' ? checkNamed(filling, shape.body.placeholders) : []),
    ...(format === 'POSITIONAL' ? checkPositional(filling, shape.body.placeholders) : []),
    ...checkButtons(filling, shape.buttons),
  ];
}

function checkHeader({ header }: UtilityFilling, asked: UtilityShape['header']): SendProblem[] {
  const count = asked?.placeholders.length ?? 0;
  if (count > 1)
    return [
      { field: 'header', message: `has ${count} placeholders in the template; only one can be filled` },
    ];
  if (count === 1 && (header ?? '').trim() === '')
    return [{ field: 'header', message: `is missing: the header asks for {{${asked?.placeholders[0]}}}` }];
  if (count === 0 && header !== null)
    return [{ field: 'header', message: 'must be left out: the header of this template has no placeholder' }];
  return [];
}

function checkNamed({ body }: UtilityFilling, asked: string[]): SendProblem[] {
  const given = new Set(body.map(({ name }) => name));
  const problems = body.flatMap(({ name, value }, index): SendProblem[] => {
    const field = `body.${index}`;
    if (name === null)
      return [{ field: `${field}.name`, message: 'is missing: this template has named parameters' }];
    if (!asked.includes(name))
      return [{ field: `${field}.name`, message: `{{${name}}} is not in the template${listed(asked)}` }];
    if (body.findIndex((other) => other.name === name) < index)
      return [{ field: `${field}.name`, message: `{{${name}}} is given twice` }];
    return checkValue(value, `${field}.value`, name);
  });
  const missing = asked.filter((name) => !given.has(name));
  return [
    ...problems,
    ...missing.map((name) => ({ field: 'body', message: `has no value for {{${name}}}` })),
  ];
}

function checkPositional({ body }: UtilityFilling, asked: string[]): SendProblem[] {
  const problems = body.flatMap(({ name, value }, index): SendProblem[] => {
    const field = `body.${index}`;
    if (index >= asked.length) return [];
    if (name !== null)
      return [{ field: `${field}.name`, message: 'must be left out: this template numbers its parameters' }];
    return checkValue(value, `${field}.value`, asked[index]!);
  });
  if (body.length === asked.length) return problems;
  const message = `must have ${asked.length} ${asked.length === 1 ? 'value' : 'values'}, has ${body.length}${listed(asked)}`;
  return [...problems, { field: 'body', message }];
}

const checkValue = (value: string, field: string, name: string): SendProblem[] =>
  value.trim() === '' ? [{ field, message: `is empty: {{${name}}} needs a value` }] : [];

const listed = (asked: string[]): string =>
  asked.length === 0
    ? ': it has no placeholders'
    : `: it asks for ${asked.map((name) => `{{${name}}}`).join(', ')}`;

function checkButtons({ buttons }: UtilityFilling, asked: UtilityButton[]): SendProblem[] {
  const problems = asked.flatMap((button, index): SendProblem[] => {
    const given = buttons[index];
    const field = `buttons.${index}`;
    const value = given?.value ?? '';
    if (!button.takesValue)
      return value === ''
        ? []
        : [{ field: `${field}.value`, message: `must be empty: the button “${button.text}” takes no value` }];
    const what = button.type === 'URL' ? 'the end of its address' : 'a payload';
    if (value.trim() === '')
      return [{ field: `${field}.value`, message: `is missing: the button “${button.text}” needs ${what}` }];
    if (given?.type !== button.type)
      return [{ field: `${field}.type`, message: `must be ${button.type}, as in the template` }];
    return [];
  });
  const extra = buttons.slice(asked.length).findIndex(({ value }) => value !== '');
  if (extra >= 0)
    problems.push({
      field: `buttons.${asked.length + extra}`,
      message: `must be left out: the template has ${asked.length} ${asked.length === 1 ? 'button' : 'buttons'}`,
    });
  return problems;
}
