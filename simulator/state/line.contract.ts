// The lines of the state file, one JSON object each. The first is the header, the file then goes on in batches that end
// with a commit; of several lines about the same thing the last one holds. Written by encode.ts, read by read.ts.
import { z } from 'zod';
import { scriptSchema } from '../script/script.contract.ts';
import { PLACES } from '../webhooks/place.ts';
import { TOKEN_STATES } from '../world/apps.ts';
import { itemSchema } from '../world/item.contract.ts';
import { pageSetupSchema } from '../world/page-setup.ts';
import { BLOCK_VARIANTS } from '../world/people.ts';
import { defaultSettings, mergeSettings, settingsSchema } from '../world/settings.ts';

/** Goes up when the lines change their meaning; a file of another version is set aside. */
export const STATE_VERSION = 1;

const count = z.number().int().min(0);
const instant = z.number();
const tokenStates = Object.keys(TOKEN_STATES) as (keyof typeof TOKEN_STATES)[];

const world = z.strictObject({
  t: z.literal('world'),
  clockOffsetMs: z.number(),
  idPosition: count,
  lastSequence: count,
  /** Settings that an older sandbox did not know have their default. */
  settings: z
    .record(z.string(), z.unknown())
    .transform((saved) => mergeSettings(defaultSettings(), saved))
    .pipe(settingsSchema),
});

const app = z.strictObject({
  t: z.literal('app'),
  id: z.string(),
  name: z.string(),
  secret: z.string(),
  verifyToken: z.string(),
  userId: z.string(),
  userToken: z.string(),
  mode: z.enum(['live', 'development']),
  requireAppSecret: z.boolean(),
  callback: z.strictObject({ url: z.string(), fields: z.array(z.string()) }).nullable(),
});

const olderTemplate = z.strictObject({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  components: z.array(z.record(z.string(), z.unknown())),
  parameterFormat: z.enum(['POSITIONAL', 'NAMED']).catch('POSITIONAL'),
});

const page = z.strictObject({
  t: z.literal('page'),
  id: z.string(),
  name: z.string(),
  category: z.string(),
  appId: z.string(),
  accessToken: z.string(),
  issuedAt: instant,
  tokenState: z.enum(tokenStates),
  scopes: z.array(z.string()),
  barred: z.boolean(),
  subscribedFields: z.array(z.string()).nullable(),
  /** Only the time while the sandbox ran counts towards the hour of failures. */
  health: z.strictObject({
    failingForMs: z.number().nullable(),
    alertedAt: instant.nullable(),
    disabledAt: instant.nullable(),
  }),
  messengerProfile: z.record(z.string(), z.unknown()),
  setup: pageSetupSchema.prefault({}),
  script: scriptSchema.nullable().default(null),
  /** Where an older sandbox kept its utility templates. */
  templates: z.array(olderTemplate).optional(),
});

const person = z.strictObject({
  t: z.literal('person'),
  psid: z.string(),
  pageId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  locale: z.string(),
  timezone: z.number(),
  lastActionAt: instant,
  lastActionType: z.string(),
  windowMs: z.number(),
  hasRole: z.boolean(),
  blocked: z.enum(BLOCK_VARIANTS).nullable(),
  blockedAt: instant.default(0),
  reportedAt: instant.default(0),
  deliveredUpTo: instant,
  readUpTo: instant,
  seenUpTo: instant,
  updatedAt: instant,
});

const message = z.strictObject({
  t: z.literal('message'),
  mid: z.string(),
  pageId: z.string(),
  psid: z.string(),
  from: z.enum(['page', 'person']),
  at: instant,
  body: z.string(),
  metadata: z.string().nullable(),
  reaction: z.string().nullable(),
  /** It belongs to the thread, and not only to the record. */
  inThread: z.boolean(),
  receipts: z
    .strictObject({
      sequence: count.nullable(),
      echoedAt: instant.nullable(),
      deliveredAt: instant.nullable(),
      readAt: instant.nullable(),
      echoDueAt: instant.nullable(),
      deliveryDueAt: instant.nullable(),
      readDelayMs: instant.nullable(),
    })
    .nullable(),
});

/** Receipts of a campaign; its sends are the sum of its tallies. */
const campaign = z.strictObject({
  t: z.literal('campaign'),
  pageId: z.string(),
  campaign: z.string(),
  delivered: count,
  read: count,
});

/** How many sends of a campaign one person got. */
const tally = z.strictObject({
  t: z.literal('tally'),
  pageId: z.string(),
  campaign: z.string(),
  psid: z.string(),
  sends: count,
});

const comment = z.strictObject({
  t: z.literal('comment'),
  id: z.string(),
  pageId: z.string(),
  psid: z.string(),
  at: instant,
  replied: z.boolean(),
});

/** A webhook event that was not delivered yet. The event is JSON text, because its ids are longer than a number holds. */
const parcel = z.strictObject({
  t: z.literal('parcel'),
  number: count,
  pageId: z.string(),
  field: z.string(),
  /** Missing in older files: then where the field belongs. */
  place: z.enum(PLACES).optional(),
  psid: z.string().nullable(),
  event: z.string(),
  badSignature: z.boolean(),
  failures: count,
  failingForMs: z.number(),
  dueAt: instant,
});

/** A template, upload, persona, label, token or ad campaign; null once it is gone. */
const item = z.strictObject({ t: z.literal('item'), key: z.string(), item: itemSchema.nullable() });

const settled = z.strictObject({ t: z.literal('settled'), number: count });
const commit = z.strictObject({ t: z.literal('commit') });

export const headerSchema = z.strictObject({
  t: z.literal('sandbox-state'),
  version: z.literal(STATE_VERSION),
});

export const lineSchema = z.discriminatedUnion('t', [
  world,
  app,
  page,
  person,
  message,
  campaign,
  tally,
  comment,
  parcel,
  item,
  settled,
  commit,
]);
export type Line = z.output<typeof lineSchema>;
export type LineOf<T extends Line['t']> = Extract<Line, { t: T }>;
