// The platform's side of utility templates: list, library, create, delete. Parses its answers liberally: fields come and go.
import { z } from 'zod';
import type { GraphAnswer, GraphAuth, GraphClient } from '../messenger/graph.ts';
import { listGraphPages } from './graph-list.ts';
import type { LibraryTemplate } from './utility-template.contract.ts';

/** As stored; `rejections` are codes and sentences. */
export interface ListedTemplate {
  id: string;
  name: string;
  language: string;
  status: string;
  parameterFormat: string | null;
  components: unknown[];
  rejections: string[];
  libraryName: string | null;
}

const id = z.union([z.string(), z.number()]).transform(String);
const node = z.object({
  id,
  name: z.string(),
  language: z.string(),
  status: z.string().default('PENDING'),
  parameter_format: z.string().nullish(),
  components: z.array(z.unknown()).default([]),
  rejected_reason: z.unknown().optional(),
  rejection_reasons: z.unknown().optional(),
  specific_rejection_reasons: z.unknown().optional(),
  library_template_name: z.string().nullish(),
});

const FIELDS = [
  'id',
  'name',
  'language',
  'category',
  'components',
  'status',
  'rejected_reason',
  'rejection_reasons',
  'specific_rejection_reasons',
  'parameter_format',
  'library_template_name',
].join(',');
/** A Page with more than 5,000 templates would be read in part; the platform's own limit is far below. */
const MAX_CALLS = 50;
const LIBRARY_LIMIT = 100;

/** Every template of the Page. */
export async function readTemplates(
  graph: GraphClient,
  auth: GraphAuth,
  pageId: string,
): Promise<GraphAnswer<ListedTemplate[]>> {
  const query = { path: `/${pageId}/message_templates`, fields: FIELDS, node, maxCalls: MAX_CALLS };
  const answer = await listGraphPages(graph, auth, query);
  return answer.kind === 'ok' ? { ...answer, data: answer.data.map(toListed) } : answer;
}

const toListed = (given: z.output<typeof node>): ListedTemplate => ({
  id: given.id,
  name: given.name,
  language: given.language,
  status: given.status,
  parameterFormat: given.parameter_format ?? null,
  components: given.components,
  rejections: [
    ...new Set([
      ...textsIn(given.rejected_reason),
      ...textsIn(given.rejection_reasons),
      ...textsIn(given.specific_rejection_reasons),
    ]),
  ].slice(0, 20),
  libraryName: given.library_template_name ?? null,
});

/** Reasons come as a text, a list, or objects around texts; NONE means there is none. */
function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value === '' || value === 'NONE' ? [] : [value.slice(0, 500)];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  return Object.values(value)
    .slice(0, 20)
    .flatMap((one) => textsIn(one, depth + 1));
}

const libraryReply = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      language: z.string(),
      topic: z.string().default(''),
      usecase: z.string().default(''),
      industry: z.array(z.string()).default([]),
      header: z.string().nullish(),
      body: z.string().default(''),
      body_params: z.array(z.string()).default([]),
      buttons: z
        .array(z.object({ type: z.string(), text: z.string().default(''), url: z.string().nullish() }))
        .default([]),
    }),
  ),
});

/** At most 100 templates of Facebook's library whose name or text has the words. */
export async function searchLibrary(
  graph: GraphClient,
  auth: GraphAuth,
  { search, language }: { search: string; language: string },
): Promise<GraphAnswer<LibraryTemplate[]>> {
  const query = { language, limit: LIBRARY_LIMIT, ...(search !== '' && { name_or_content: search }) };
  const answer = await graph.get('/message_template_library', query, auth, libraryReply);
  if (answer.kind !== 'ok') return answer;
  const data = answer.data.data.slice(0, LIBRARY_LIMIT).map((one) => ({
    ...one,
    header: one.header ?? null,
    buttons: one.buttons.map((button) => ({ ...button, url: button.url ?? null })),
  }));
  return { ...answer, data };
}

const createReply = z.object({ id, status: z.string().default('PENDING') });

/** Objects travel as JSON texts in form fields (Send API reference, encodings). */
export const createTemplate = (
  graph: GraphClient,
  auth: GraphAuth,
  pageId: string,
  fields: Record<string, unknown>,
) =>
  graph.post(
    `/${pageId}/message_templates`,
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    auth,
    createReply,
  );

const success = z.object({ success: z.union([z.literal(true), z.literal('true')]) });

/**
 * All languages of a name, or the one with `templateId`. The API spec calls that parameter template_id, an integrator
 * reports hsm_id; with only one of them known to the platform the other would be a deletion of all languages, so both go.
 */
export const deleteTemplate = (
  graph: GraphClient,
  auth: GraphAuth,
  pageId: string,
  { name, templateId }: { name: string; templateId: string | null },
) =>
  graph.delete(
    `/${pageId}/message_templates`,
    { name, ...(templateId !== null && { template_id: templateId, hsm_id: templateId }) },
    auth,
    success,
  );
