// Utility message templates (messenger-platform §5.4): create, clone from the library, list, read, delete. Identity is
// (Page, name, language); there is no editing.
import type { Page } from '../../world/apps.ts';
import { TEMPLATE_STATUSES, type UtilityTemplate } from '../../world/item.contract.ts';
import type { PageCaller } from '../auth.ts';
import { findJson, findText, type GraphCall, getText, graphTime } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { type Field, fieldsOf, type NodeReader, parseFields, readNode } from '../fields.ts';
import { pageThrough } from '../paging.ts';
import { getOneOf } from '../send/checks.ts';
import { parseComponents } from './components.ts';
import { cloneComponents } from './library.ts';
import { beginReview } from './review.ts';

const TEMPLATE_LIMIT = 250;
const PAGE_SIZE_LIMIT = 250;
const LISTED = fieldsOf('name', 'parameter_format', 'components', 'language', 'status', 'category', 'id');

/** GET, POST and DELETE of /{page}/message_templates. */
export function utilityTemplates(call: GraphCall, { page }: PageCaller): unknown {
  // "Page must belong to the app's business (else #10)"
  if (!page.setup.in_app_business) throw new GraphError(10);
  if (call.method === 'POST') return create(call, page);
  if (call.method === 'DELETE') return remove(call, page);
  return list(call, page);
}

/** The template that a send names. */
export function findTemplate(
  { items }: GraphCall['world'],
  page: Page,
  { name, language }: { name: string; language: string },
): UtilityTemplate | undefined {
  return items
    .list('template', page.id)
    .find((template) => template.name === name && template.language === language);
}

function create(call: GraphCall, page: Page): unknown {
  const { world, params } = call;
  const name = getText(params, 'name');
  const language = getText(params, 'language');
  if (!/^[a-z0-9_]{1,512}$/.test(name)) throw invalidParameter('Param name must be snake_case.');
  if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language))
    throw invalidParameter('Param language must be a language code such as en or en_US.');
  getOneOf(params['category'], 'category', ['UTILITY']);
  const libraryName = findText(params, 'library_template_name') ?? null;
  const parameterFormat = getOneOf(
    findText(params, 'parameter_format')?.toUpperCase() ?? 'POSITIONAL',
    'parameter_format',
    ['POSITIONAL', 'NAMED'] as const,
  );
  const given = libraryName === null ? findJson(params, 'components') : cloneComponents(call, libraryName);
  const components = parseComponents(given, parameterFormat);
  if (findTemplate(world, page, { name, language }))
    throw invalidParameter('There is already content in this language for this template');
  if (world.items.count('template', page.id) >= TEMPLATE_LIMIT)
    throw invalidParameter(`A Page has at most ${TEMPLATE_LIMIT} templates here.`);
  const now = world.clock.now();
  const template: UtilityTemplate = {
    kind: 'template',
    id: world.ids.numeric('12'),
    pageId: page.id,
    name,
    language,
    components,
    parameterFormat,
    status: 'PENDING',
    rejectedReason: null,
    libraryName,
    createdAt: now,
    updatedAt: now,
    reviewAt: null,
  };
  beginReview(world, template);
  return { id: template.id, status: template.status, category: 'UTILITY' };
}

/** All languages of a `name`, or the one that `template_id` (as the specification has it) or `hsm_id` (as reported) names. */
function remove(call: GraphCall, page: Page): unknown {
  const { items } = call.world;
  const name = findText(call.params, 'name');
  const id = findText(call.params, 'template_id') ?? findText(call.params, 'hsm_id');
  if (name === undefined && id === undefined) throw invalidParameter('The parameter name is required.');
  const found = items
    .list('template', page.id)
    .filter((one) => (name === undefined || one.name === name) && (id === undefined || one.id === id));
  if (found.length === 0) throw invalidParameter('Message template not found');
  for (const template of found) items.remove(template);
  return { success: true };
}

function list(call: GraphCall, page: Page): unknown {
  const { params, world } = call;
  const matches = readFilter(params);
  const all = world.items.list('template', page.id).filter(matches);
  const path = `${page.id}/message_templates`;
  const { shown, paging } = pageThrough(call, all, { path, idOf: ({ id }) => id, max: PAGE_SIZE_LIMIT });
  const fields = parseFields(findText(params, 'fields')) ?? LISTED;
  const data = shown.map((template) => readTemplate(call.world, template, fields));
  return paging ? { data, paging } : { data };
}

function readFilter(params: GraphCall['params']): (template: UtilityTemplate) => boolean {
  const text = (name: string): string | undefined => findText(params, name);
  const wanted = text('status');
  const status = wanted === undefined ? undefined : getOneOf(wanted, 'status', TEMPLATE_STATUSES);
  const category = text('category');
  const contentOf = ({ components }: UtilityTemplate): string => JSON.stringify(components).toLowerCase();
  return (template) =>
    [undefined, template.name].includes(text('name')) &&
    (status === undefined || template.status === status) &&
    [undefined, template.language].includes(text('language')) &&
    (category === undefined || category === 'UTILITY') &&
    contentOf(template).includes((text('content') ?? '').toLowerCase()) &&
    `${template.name} ${contentOf(template)}`.includes((text('name_or_content') ?? '').toLowerCase());
}

/** A template as a node; also GET /{template}. */
export function readTemplate(
  { items }: GraphCall['world'],
  template: UtilityTemplate,
  fields: readonly Field[] = LISTED,
): unknown {
  const { rejectedReason } = template;
  const reader: NodeReader = {
    id: () => template.id,
    name: () => template.name,
    language: () => template.language,
    category: () => 'UTILITY',
    components: () => template.components,
    status: () => template.status,
    rejected_reason: () => rejectedReason ?? 'NONE',
    rejection_reasons: () => (rejectedReason === null ? null : [rejectedReason]),
    specific_rejection_reasons: () => (rejectedReason === null ? null : [rejectedReason]),
    parameter_format: () => template.parameterFormat,
    library_template_name: () => template.libraryName,
    language_count: () =>
      items.list('template', template.pageId).filter((one) => one.name === template.name).length,
    creation_time: () => graphTime(template.createdAt),
    last_updated_time: () => graphTime(template.updatedAt),
  };
  return readNode(reader, fields, 'MessageTemplate');
}
