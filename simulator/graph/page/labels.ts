// Custom labels (messenger-platform §8.1): made by a Page, put on and taken off people. The Page must have accepted the
// contact terms (2/2018344).
import type { Page } from '../../world/apps.ts';
import type { Label } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import { type Caller, type PageCaller, requireScope } from '../auth.ts';
import { findText, type GraphCall, type GraphReply, getText } from '../call.ts';
import { GraphError, invalidParameter, unknownObject } from '../errors.ts';
import { fieldsOf, parseFields, readNode } from '../fields.ts';
import { pageThrough } from '../paging.ts';

const NAME_LIMIT = 200;
const LABEL_LIMIT = 1000;

/** GET and POST of /{page}/custom_labels. */
export function customLabels(call: GraphCall, { page }: PageCaller): GraphReply {
  checkTerms(page);
  const { world, params } = call;
  if (call.method === 'GET')
    return { body: list(call, world.items.list('label', page.id), `${page.id}/custom_labels`) };
  // `name` is what the parameter was called before; older clients still send it.
  const name = findText(params, 'page_label_name') ?? getText(params, 'name');
  if (name.length > NAME_LIMIT)
    throw invalidParameter(`Length of param page_label_name must be less than or equal to ${NAME_LIMIT}`);
  const labels = world.items.list('label', page.id);
  if (labels.some((label) => label.name === name))
    throw invalidParameter(`Param page_label_name: there is already a label ${name}.`);
  if (labels.length >= LABEL_LIMIT) throw invalidParameter(`A Page has at most ${LABEL_LIMIT} labels here.`);
  const label: Label = { kind: 'label', id: world.ids.numeric('12'), pageId: page.id, name };
  world.items.put(label);
  return { body: { id: label.id } };
}

function checkTerms(page: Page): void {
  if (!page.setup.label_terms_accepted) throw new GraphError(2, 2018344);
}

function list(call: GraphCall, all: readonly Label[], path: string): unknown {
  const fields = parseFields(findText(call.params, 'fields')) ?? fieldsOf('page_label_name', 'id');
  const { shown, paging } = pageThrough(call, all, { path, idOf: ({ id }) => id, max: 100 });
  const data = shown.map(({ id, name }) =>
    readNode({ id: () => id, page_label_name: () => name }, fields, 'PageUserMessageThreadLabel'),
  );
  return paging ? { data, paging } : { data };
}

/** /{label}, /{label}/label and /{psid}/custom_labels; undefined when the path is none of these. */
export function labelEdges(call: GraphCall, caller: Caller, id: string, edge: string | undefined): unknown {
  const { items } = call.world;
  if (caller.kind !== 'page') return undefined;
  const label = items.find('label', id);
  if (label?.pageId === caller.page.id) {
    requireScope(caller, 'pages_manage_metadata');
    checkTerms(caller.page);
    return edge === 'label' ? putOn(call, caller.page, label) : labelNode(call, label, edge);
  }
  if (edge !== 'custom_labels' || !caller.page.people.find(id)) return undefined;
  requireScope(caller, 'pages_manage_metadata');
  const found = items.list('labelling', id).flatMap(({ labelId }) => items.find('label', labelId) ?? []);
  return list(call, found, `${id}/custom_labels`);
}

/** POST and DELETE of /{label}/label?user=PSID */
function putOn(call: GraphCall, page: Page, label: Label): unknown {
  const { world, method } = call;
  const person = page.people.find(getText(call.params, 'user'));
  if (!person) throw new GraphError(100, 2018001);
  const id = `${label.id}/${person.psid}`;
  const known = world.items.find('labelling', id);
  if (method === 'GET') throw unknownObject(label.id, method);
  if (method === 'POST' && !known)
    world.items.put({ kind: 'labelling', id, pageId: page.id, labelId: label.id, psid: person.psid });
  if (method === 'DELETE' && known) world.items.remove(known);
  return { success: true };
}

function labelNode(call: GraphCall, label: Label, edge: string | undefined): unknown {
  if (edge !== undefined) throw unknownObject(label.id, call.method);
  if (call.method === 'GET') return { page_label_name: label.name, id: label.id };
  if (call.method !== 'DELETE') throw unknownObject(label.id, call.method);
  removeLabel(call.world, label);
  return { success: true };
}

function removeLabel({ items }: World, label: Label): void {
  for (const labelling of items.list('labelling', label.id)) items.remove(labelling);
  items.remove(label);
}
