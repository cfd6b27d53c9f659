// A utility template in use: what it asks for, filled with what the catalogue of attributes offers. Pure.
import type { UtilityTemplate } from '../../../api/page-tools.ts';
import type { UtilityTemplateUse } from '../../../api/types.ts';
import { personalise } from '../personalise/personalise.ts';

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_]{1,100})\s*\}\}/g;

/** A place for everything the template asks for; a parameter named like an attribute is filled with it. */
export function takeTemplate(template: UtilityTemplate, attributes: ReadonlySet<string>): UtilityTemplateUse {
  const { shape, parameter_format } = template;
  const guess = (name: string) => (attributes.has(name) ? personalise(name) : '');
  return {
    name: template.name,
    language: template.language,
    language_attribute: null,
    header: shape.header?.placeholders.length ? guess(shape.header.placeholders[0]!) : null,
    body: shape.body.placeholders.map((name) => ({
      name: parameter_format === 'NAMED' ? name : null,
      value: guess(name),
    })),
    buttons: shape.buttons.some((button) => button.takesValue)
      ? shape.buttons.map(({ type }) => ({
          type: type === 'URL' ? ('URL' as const) : ('POSTBACK' as const),
          value: '',
        }))
      : [],
  };
}

/** Another language of the same template: what was entered stays where it fits. */
export function inLanguage(use: UtilityTemplateUse, template: UtilityTemplate): UtilityTemplateUse {
  const next = takeTemplate(template, new Set());
  return {
    ...next,
    language_attribute: use.language_attribute,
    header: next.header === null ? null : (use.header ?? next.header),
    body: next.body.map((parameter, index) => {
      const same =
        parameter.name === null ? use.body[index] : use.body.find(({ name }) => name === parameter.name);
      return { ...parameter, value: same?.value ?? parameter.value };
    }),
    buttons: next.buttons.map((button, index) => {
      const same = use.buttons[index];
      return same?.type === button.type ? same : button;
    }),
  };
}

/** The text of a template with its values in it; a place without one stays as it is written. */
export function fillTemplate(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) || whole);
}

/** Values by placeholder, whether they go by name or by number. */
export const valuesOf = (body: readonly { name?: string | null; value: string }[]): Map<string, string> =>
  new Map(body.map(({ name, value }, index) => [name ?? `${index + 1}`, value]));
