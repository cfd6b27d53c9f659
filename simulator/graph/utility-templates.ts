// Utility message templates (messenger-platform §5.4), in small: create, list, delete; approved at once. Identity is
// (Page, name, language).
import type { Page } from '../world/apps.ts';
import { requireScope } from './auth.ts';
import { findJson, findText, type GraphCall, getText } from './call.ts';
import { invalidParameter } from './errors.ts';
import { getItems, getObject } from './send/checks.ts';

const TEMPLATE_LIMIT = 250;
const PERMISSIONS = ['pages_utility_messaging', 'page_utility_messaging'];

/** GET, POST and DELETE of /{page}/message_templates. */
export function utilityTemplates(call: GraphCall, page: Page): unknown {
  requireScope(page, ...PERMISSIONS);
  if (call.method === 'POST') return create(call, page);
  if (call.method === 'DELETE') {
    const name = getText(call.params, 'name');
    const kept = page.templates.filter((template) => template.name !== name);
    if (kept.length === page.templates.length) throw invalidParameter('Message template not found');
    page.templates = kept;
    return { success: true };
  }
  const name = findText(call.params, 'name');
  const found = page.templates.filter((template) => name === undefined || template.name === name);
  return {
    data: found.map(({ id, name, language, components, parameterFormat }) => ({
      id,
      name,
      language,
      category: 'UTILITY',
      status: 'APPROVED',
      parameter_format: parameterFormat,
      components,
    })),
  };
}

function create(call: GraphCall, page: Page): unknown {
  const name = getText(call.params, 'name');
  const language = getText(call.params, 'language');
  if (!/^[a-z0-9_]{1,512}$/.test(name)) throw invalidParameter('Param name must be snake_case.');
  if (findText(call.params, 'category') !== 'UTILITY')
    throw invalidParameter('Param category must be one of {UTILITY}');
  if (page.templates.some((template) => template.name === name && template.language === language)) {
    throw invalidParameter('There is already content in this language for this template');
  }
  if (page.templates.length >= TEMPLATE_LIMIT)
    throw invalidParameter(`A Page has at most ${TEMPLATE_LIMIT} templates here.`);
  const components = getItems(findJson(call.params, 'components'), 'components', 1, 10);
  components.forEach(checkComponent);
  const parameterFormat = findText(call.params, 'parameter_format') ?? 'POSITIONAL';
  const template = { id: call.world.ids.numeric('12'), name, language, components, parameterFormat };
  page.templates.push(template);
  return { id: template.id, status: 'APPROVED', category: 'UTILITY' };
}

/** Every placeholder of a body needs a sample value. */
function checkComponent(value: unknown, index: number): void {
  const component = getObject(value, `components[${index}]`);
  const text = component['text'];
  if (component['type'] !== 'BODY') return;
  if (typeof text !== 'string' || text.length > 1024)
    throw invalidParameter(`Param components[${index}][text] must be at most 1024 characters.`);
  if (/\{\{[^}]+\}\}/.test(text) && component['example'] === undefined)
    throw invalidParameter('TEMPLATE_VARIABLES_MISSING_SAMPLE_VALUES');
}
