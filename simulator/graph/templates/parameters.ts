// A utility send against its template: approved, and every placeholder filled, in the documented shape of components and in
// the one that integrators use (messenger-platform §5.4, shapes 1 and 3).
import type { Page } from '../../world/apps.ts';
import type { UtilityTemplate } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import { invalidParameter } from '../errors.ts';
import { getItems, getObject, getString, type Json } from '../send/checks.ts';
import { findComponent, placeholdersOf } from './components.ts';
import { findTemplate } from './templates.ts';

export interface UtilityReference {
  name: string;
  language: string;
  components: unknown[];
  /** Where it stands in the body, for the words of an error. */
  path: string;
}

/**
 * The code of a missing or unapproved template and of wrong parameters is not published; 100 is expected.
 * @throws GraphError 100 when the send does not fit an approved template of the Page
 */
export function checkUtilitySend(world: World, page: Page, reference: UtilityReference): void {
  const { name, language, path } = reference;
  const template = findTemplate(world, page, reference);
  if (!template) throw invalidParameter(`Template name (${name}) does not exist in ${language}`);
  if (template.status !== 'APPROVED')
    throw invalidParameter(
      `Template name (${name}) in ${language} is ${template.status} and cannot be sent.`,
    );
  const components = reference.components.map((item, index) =>
    getObject(item, `${path}[components][${index}]`),
  );
  for (const part of ['header', 'body'] as const) checkText(template, components, part, path);
  checkButtons(template, components, path);
}

function parametersOf(components: readonly Json[], type: string, path: string): Json[] {
  return components
    .filter((component) => String(component['type']).toLowerCase() === type)
    .flatMap((component) =>
      getItems(component['parameters'] ?? [], `${path}[components][${type}][parameters]`, 0, 100),
    )
    .map((item, index) => getObject(item, `${path}[components][${type}][parameters][${index}]`));
}

function checkText(
  template: UtilityTemplate,
  components: readonly Json[],
  part: 'header' | 'body',
  path: string,
): void {
  const origin = findComponent(template.components, part === 'header' ? 'HEADER' : 'BODY');
  const given = parametersOf(components, part, path);
  if (String(origin?.['format']).toUpperCase() === 'IMAGE') {
    checkImage(given, path);
    return;
  }
  const wanted = [...new Set(placeholdersOf(String(origin?.['text'] ?? '')))];
  if (given.length !== wanted.length)
    throw invalidParameter(
      `Number of ${part} parameters (${given.length}) does not match the expected number of parameters (${wanted.length})`,
    );
  for (const [index, parameter] of given.entries()) {
    const at = `${path}[components][${part}][parameters][${index}]`;
    getString(parameter['text'], `${at}[text]`, 1024);
    const named = parameter['parameter_name'];
    if (template.parameterFormat === 'POSITIONAL' && named !== undefined)
      throw invalidParameter(`Param ${at}[parameter_name] is only for templates with named parameters.`);
    if (
      template.parameterFormat === 'NAMED' &&
      !wanted.includes(getString(named, `${at}[parameter_name]`, 100))
    )
      throw invalidParameter(`Parameter name ${String(named)} is not in the template.`);
  }
  if (new Set(given.map((parameter) => parameter['parameter_name'] ?? parameter)).size < given.length)
    throw invalidParameter(`The ${part} names a parameter twice.`);
}

/** A picture of its own for this send is optional: the template has one. */
function checkImage(given: readonly Json[], path: string): void {
  if (given.length > 1)
    throw invalidParameter(`Param ${path}[components][header] must have at most one image.`);
  for (const parameter of given)
    getObject(parameter['image'], `${path}[components][header][parameters][0][image]`);
}

/** Parameters belong to the buttons that take one, in order: postbacks, and URLs with a placeholder. */
function checkButtons(template: UtilityTemplate, components: readonly Json[], path: string): void {
  const buttons = (findComponent(template.components, 'BUTTONS')?.['buttons'] ?? []) as Json[];
  const typeOf = (button: Json | undefined): string => String(button?.['type']).toUpperCase();
  const takesUrl = (button: Json): boolean =>
    typeOf(button) === 'URL' && placeholdersOf(String(button['url'])).length > 0;
  const given = [...parametersOf(components, 'buttons', path), ...numberedButtons(components, buttons, path)];
  for (const [index, parameter] of given.entries()) {
    const at = `${path}[components][buttons][parameters][${index}]`;
    const type = typeOf(parameter);
    if (type !== 'POSTBACK' && type !== 'URL')
      throw invalidParameter(`Param ${at}[type] must be one of {POSTBACK, URL}`);
    getString(
      parameter[type === 'URL' ? 'url' : 'payload'],
      `${at}[${type === 'URL' ? 'url' : 'payload'}]`,
      1000,
    );
  }
  const count = (type: string): number => given.filter((parameter) => typeOf(parameter) === type).length;
  const urls = buttons.filter(takesUrl).length;
  const postbacks = buttons.filter((button) => typeOf(button) === 'POSTBACK').length;
  if (count('URL') !== urls || count('POSTBACK') > postbacks)
    throw invalidParameter(
      `Button parameters do not match the template: it takes ${urls} URL and up to ${postbacks} POSTBACK.`,
    );
}

/** Shape 3: `{type:"button", sub_type, index, parameters:[{type:"text"|"payload", …}]}`, as if it were shape 1. */
function numberedButtons(components: readonly Json[], buttons: readonly Json[], path: string): Json[] {
  return components
    .filter((component) => String(component['type']).toLowerCase() === 'button')
    .map((component) => {
      const type = String(component['sub_type']).toUpperCase();
      const index = Number(component['index'] ?? 0);
      if (String(buttons[index]?.['type']).toUpperCase() !== type)
        throw invalidParameter(`Param ${path}[components][button] names no ${type} button ${index}.`);
      const [first] = getItems(component['parameters'], `${path}[components][button][parameters]`, 1, 1);
      const parameter = getObject(first, `${path}[components][button][parameters][0]`);
      const value = parameter['text'] ?? parameter['payload'] ?? parameter['url'];
      return type === 'URL' ? { type, url: value } : { type, payload: value };
    });
}
