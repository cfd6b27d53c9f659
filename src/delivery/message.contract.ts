// What a campaign says and by which ways: a message as the Send API has it, and the routes to try in order. Frozen in the
// plan of a run; texts are Liquid.
import { z } from 'zod';
import { isObject } from '../messenger/lossless-json.ts';

const MAX_MESSAGE_BYTES = 65_536;
const MAX_DEPTH = 16;

const isFlat = (value: unknown, depth = 0): boolean =>
  depth <= MAX_DEPTH &&
  (Array.isArray(value)
    ? value.every((item) => isFlat(item, depth + 1))
    : !isObject(value) || Object.values(value).every((item) => isFlat(item, depth + 1)));

/** `message` of the Send API: one model for the composer, the API and whoever writes it by hand. */
const sendMessage = z
  .record(z.string(), z.unknown())
  .refine((message) => isFlat(message), `must not be nested more than ${MAX_DEPTH} deep`)
  .refine((message) => JSON.stringify(message).length <= MAX_MESSAGE_BYTES, 'must have at most 64 KB')
  .describe('As in the Send API: text, attachment, quick_replies, …; every text may hold Liquid');

export const composedMessage = z
  .object({
    message: sendMessage,
    persona_id: z
      .string()
      .regex(/^\d{1,32}$/, 'must be digits')
      .nullable()
      .default(null),
    notification_type: z.enum(['REGULAR', 'SILENT_PUSH', 'NO_PUSH']).default('REGULAR'),
    typing_seconds: z
      .number()
      .int()
      .min(0)
      .max(3)
      .default(0)
      .describe('How long the person sees somebody typing first; costs a second call'),
    track_links: z
      .boolean()
      .default(true)
      .describe('Whether the links of buttons and cards lead through us, so that clicks are counted'),
    missing_attribute: z
      .enum(['skip', 'blank'])
      .default('skip')
      .describe('What an attribute does that a person lacks and that has no fallback'),
  })
  .meta({ id: 'ComposedMessage' });
export type ComposedMessage = z.output<typeof composedMessage>;

export const MAX_LANGUAGES = 50;

/** The same message in other languages; whoever speaks none of them gets the message itself. */
export const translations = z
  .array(
    z.object({
      language: z
        .string()
        .regex(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/, 'must look like cs or cs_CZ')
        .describe('cs is for cs_CZ too, where that is not there itself'),
      message: composedMessage,
    }),
  )
  .max(MAX_LANGUAGES)
  .default([]);
export type Translation = z.output<typeof translations>[number];

const parameter = z.string().max(1024);

/** A utility template with its parameters. Each language of a template is approved apart, so the language is chosen for each person. */
export const utilityTemplate = z
  .object({
    name: z.string().trim().min(1, 'choose a template').max(512),
    language: z.string().trim().min(2).max(20).describe('Of whoever has no other that is approved'),
    language_attribute: z
      .string()
      .max(100)
      .nullable()
      .default(null)
      .describe('The attribute that holds a person’s language, such as locale'),
    header: parameter
      .nullable()
      .default(null)
      .describe('The text, or the address of the image, in the header'),
    body: z
      .array(z.object({ name: z.string().max(100).nullable().default(null), value: parameter }))
      .max(50)
      .default([])
      .describe('In order; with names for a template with named parameters'),
    buttons: z
      .array(z.object({ type: z.enum(['POSTBACK', 'URL']), value: parameter }))
      .max(3)
      .default([])
      .describe('The payload, or what is added to the address'),
  })
  .meta({ id: 'UtilityTemplateUse' });
export type UtilityTemplateUse = z.output<typeof utilityTemplate>;

const routeStep = z.discriminatedUnion('kind', [
  /** The campaign's message, when the policy allows it now. */
  z.object({ kind: z.literal('message') }),
  /** An approved utility template: no window needed, nothing promotional. */
  z.object({ kind: z.literal('utility'), template: utilityTemplate }),
  /** Waits until the person writes; then it begins anew. What comes after is for whoever did not write in time. */
  z.object({
    kind: z.literal('hold'),
    hours: z.number().int().min(1).max(168).describe('How long the message stays useful'),
  }),
]);
export type RouteStep = z.output<typeof routeStep>;

const MAX_ROUTES = 6;

/** Tried in order for each person; whoever is left at the end is skipped. */
export const routes = z
  .array(routeStep)
  .min(1, 'needs at least one step')
  .max(MAX_ROUTES)
  .default([{ kind: 'message' }]);
