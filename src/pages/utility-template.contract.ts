// Utility templates over HTTP: the Page's own, Facebook's library, creating from either, deleting.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { facebookId } from './page.contract.ts';

/** "snake_case" per the guide to utility messages. */
export const templateName = z
  .string()
  .regex(/^[a-z0-9_]{1,512}$/, 'must be small letters, digits and underscores, such as order_update');
export const languageCode = z
  .string()
  .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be a language such as en or en_US');

const shape = z
  .object({
    header: z.object({ format: z.string(), text: z.string(), placeholders: z.array(z.string()) }).nullable(),
    body: z.object({ text: z.string(), placeholders: z.array(z.string()) }),
    buttons: z.array(
      z.object({
        type: z.string(),
        text: z.string(),
        url: z.string().nullable(),
        takesValue: z.boolean().describe('A payload or the end of its address is given with each send'),
      }),
    ),
  })
  .meta({ id: 'TemplateShape' });

export const template = z
  .object({
    name: z.string(),
    language: z.string(),
    id: z.string(),
    status: z.string().describe("The platform's word, e.g. APPROVED"),
    title: z.string(),
    meaning: z.string(),
    remedy: z.string().nullable(),
    tone: z.enum(['good', 'busy', 'bad', 'quiet']),
    sendable: z.boolean(),
    parameter_format: z.enum(['NAMED', 'POSITIONAL']),
    components: z.array(z.unknown()).describe('As the platform stores them'),
    shape,
    rejections: z.array(z.object({ code: z.string(), title: z.string(), remedy: z.string() })),
    library_name: z.string().nullable(),
    synced_at: z.iso.datetime(),
  })
  .meta({ id: 'UtilityTemplate' });
export type TemplateView = z.input<typeof template>;

const list = z
  .object({
    templates: z.array(template),
    synced_at: z.iso.datetime().nullable().describe('When Facebook was asked last; null: not yet'),
    error: z.string().nullable().describe('Why the last reading failed'),
  })
  .meta({ id: 'UtilityTemplates' });

const libraryTemplate = z
  .object({
    name: z.string(),
    language: z.string(),
    topic: z.string(),
    usecase: z.string(),
    industry: z.array(z.string()),
    header: z.string().nullable(),
    body: z.string(),
    body_params: z.array(z.string()).describe('Sample values, in order'),
    buttons: z.array(z.object({ type: z.string(), text: z.string(), url: z.string().nullable() })),
  })
  .meta({ id: 'LibraryTemplate' });
export type LibraryTemplate = z.output<typeof libraryTemplate>;

const text = (max: number) => z.string().trim().min(1, 'is missing').max(max);
const sample = z.string().trim().max(500);
const url = z
  .string()
  .trim()
  .max(2000)
  .regex(/^https?:\/\/\S+$/, 'must be an http(s) address');
const phone = z.string().regex(/^\+\d{4,20}$/, 'must be a phone number such as +15105551234');

export const ownTemplate = z.object({
  kind: z.literal('own'),
  name: templateName,
  language: languageCode,
  parameter_format: z.enum(['NAMED', 'POSITIONAL']),
  header: z.object({ text: text(1024), sample: sample.nullable() }).nullable(),
  body: z.object({
    text: text(1024),
    samples: z.array(z.object({ name: z.string().max(100), sample })).max(100),
  }),
  buttons: z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('POSTBACK'), text: text(100) }),
        z.object({ type: z.literal('URL'), text: text(100), url, sample: sample.nullable() }),
        z.object({ type: z.literal('PHONE_NUMBER'), text: text(100), phone_number: phone }),
      ]),
    )
    .max(3, 'must have at most 3'),
});
export type OwnTemplate = z.output<typeof ownTemplate>;

export const libraryClone = z.object({
  kind: z.literal('library'),
  name: templateName,
  language: languageCode,
  library_name: z.string().min(1).max(512),
  buttons: z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('URL'), url, sample: sample.nullable() }),
        z.object({ type: z.literal('PHONE_NUMBER'), phone_number: phone }),
      ]),
    )
    .max(3)
    .describe("Your addresses and numbers for the library template's buttons, in their order"),
});
export type LibraryClone = z.output<typeof libraryClone>;

const params = z.object({ id: facebookId });
const tag = 'Utility templates';

export const templateRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/pages/:id/templates',
    tag,
    permission: 'view',
    summary: "The Page's utility templates with their states, as last read from Facebook",
    params,
    reply: list,
  }),
  sync: contract({
    method: 'POST',
    path: '/api/pages/:id/templates/sync',
    tag,
    permission: 'edit',
    summary: 'Read the templates from Facebook now',
    params,
    reply: list,
  }),
  library: contract({
    method: 'GET',
    path: '/api/pages/:id/template-library',
    tag,
    permission: 'view',
    summary: "Search Facebook's library of utility templates",
    params,
    query: z.object({
      search: z.string().max(200).default(''),
      language: languageCode.default('en'),
    }),
    reply: z.object({ templates: z.array(libraryTemplate) }),
  }),
  create: contract({
    method: 'POST',
    path: '/api/pages/:id/templates',
    tag,
    permission: 'edit',
    summary: 'Create a template of your own, or from the library, and hand it in for review',
    params,
    body: z.discriminatedUnion('kind', [ownTemplate, libraryClone]),
    reply: template,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/pages/:id/templates/:name',
    tag,
    permission: 'edit',
    summary: 'Delete a template at Facebook: in one language, or in all when none is named',
    params: z.object({ id: facebookId, name: templateName }),
    query: z.object({ language: languageCode.optional() }),
    reply: z.object({ deleted: z.number().int() }),
  }),
};
