// The smaller things a Page or app owns: utility templates, uploads, personas, labels, tokens, ad campaigns. One schema each,
// used for the types here and for the lines of the state file (state/line.contract.ts).
import { z } from 'zod';

const instant = z.number();
const owned = { id: z.string(), pageId: z.string() };

export const TEMPLATE_STATUSES = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'IN_APPEAL',
  'PENDING_DELETION',
  'DELETED',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
] as const;
export type TemplateStatus = (typeof TEMPLATE_STATUSES)[number];

const template = z.strictObject({
  kind: z.literal('template'),
  ...owned,
  name: z.string(),
  language: z.string(),
  components: z.array(z.record(z.string(), z.unknown())),
  parameterFormat: z.enum(['POSITIONAL', 'NAMED']),
  status: z.enum(TEMPLATE_STATUSES),
  rejectedReason: z.string().nullable(),
  libraryName: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  /** When the review decides, virtual ms; null when it has decided or a person must. */
  reviewAt: instant.nullable(),
});

const attachment = z.strictObject({
  kind: z.literal('attachment'),
  ...owned,
  type: z.enum(['image', 'audio', 'video', 'file']),
  /** Where it came from; null for an uploaded file. */
  url: z.string().nullable(),
  name: z.string().nullable(),
  mime: z.string().nullable(),
  bytes: z.number().nullable(),
  createdAt: instant,
});

const persona = z.strictObject({
  kind: z.literal('persona'),
  ...owned,
  name: z.string(),
  picture: z.string(),
  /** Deleting is soft: old messages keep their persona. */
  deleted: z.boolean(),
});

const label = z.strictObject({ kind: z.literal('label'), ...owned, name: z.string() });
const labelling = z.strictObject({
  kind: z.literal('labelling'),
  ...owned,
  labelId: z.string(),
  psid: z.string(),
});

/** The right to message a person about a topic: marketing opt-ins (also of the legacy kind) and one-time notifications. */
const optin = z.strictObject({
  kind: z.literal('optin'),
  ...owned,
  psid: z.string(),
  type: z.enum(['notification_messages', 'one_time']),
  topic: z.string(),
  payload: z.string(),
  timezone: z.string(),
  createdAt: instant,
  expiresAt: instant,
  refreshed: z.boolean(),
  stopped: z.boolean(),
  /** First and last send of the legacy kind, and the last paid one; null while there was none. */
  firstSentAt: instant.nullable(),
  lastSentAt: instant.nullable(),
  paidSentAt: instant.nullable(),
  /** Sends of the legacy kind within two minutes of the first. */
  followUps: z.number().optional(),
});

/** An opt-in request that the person has not answered. */
const optinRequest = z.strictObject({
  kind: z.literal('optin_request'),
  ...owned,
  psid: z.string(),
  topic: z.string(),
  at: instant,
});

/** The guest of a checkbox plugin: the id is the `user_ref`. */
const userRef = z.strictObject({ kind: z.literal('user_ref'), ...owned, psid: z.string() });

/** Which app may answer in a thread; the id is the PSID. No item: nobody took it. */
const control = z.strictObject({
  kind: z.literal('control'),
  ...owned,
  appId: z.string(),
  expiresAt: instant,
});

/** A menu of one person; the id is the PSID. */
const userSettings = z.strictObject({
  kind: z.literal('user_settings'),
  ...owned,
  values: z.record(z.string(), z.unknown()),
});

/** A user token that the login dialog gave out. */
const userToken = z.strictObject({
  kind: z.literal('user_token'),
  id: z.string(),
  appId: z.string(),
  scopes: z.array(z.string()),
  pageIds: z.array(z.string()),
  issuedAt: instant,
  expiresAt: instant,
});

/** A Page token made from such a user token; `expiresAt` 0 means never. */
const pageToken = z.strictObject({
  kind: z.literal('page_token'),
  ...owned,
  userTokenId: z.string(),
  scopes: z.array(z.string()),
  issuedAt: instant,
  expiresAt: instant,
});

const adCampaign = z.strictObject({
  kind: z.literal('ad_campaign'),
  ...owned,
  adAccountId: z.string(),
  name: z.string(),
  dailyBudget: z.number().nullable(),
  lifetimeBudget: z.number().nullable(),
  startsAt: instant,
  endsAt: instant.nullable(),
  createdAt: instant,
  sent: z.number(),
  spent: z.number(),
});

export const itemSchema = z.discriminatedUnion('kind', [
  template,
  attachment,
  persona,
  label,
  labelling,
  optin,
  optinRequest,
  control,
  userRef,
  userSettings,
  userToken,
  pageToken,
  adCampaign,
]);
export type Item = z.output<typeof itemSchema>;
export type ItemKind = Item['kind'];
export type ItemOf<K extends ItemKind> = Extract<Item, { kind: K }>;

export type UtilityTemplate = ItemOf<'template'>;
export type Attachment = ItemOf<'attachment'>;
export type Persona = ItemOf<'persona'>;
export type Label = ItemOf<'label'>;
export type Optin = ItemOf<'optin'>;
export type AdCampaign = ItemOf<'ad_campaign'>;
