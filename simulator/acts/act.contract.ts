// What a person can do: the body of POST /sandbox/people/{psid}/actions, one schema per type. README.md says what each
// does; perform.ts hands it to the file that carries it out.
import { z } from 'zod';
import { PLACES } from '../webhooks/place.ts';
import { BLOCK_VARIANTS } from '../world/people.ts';
import { attachment, free, mid, payload, referral, short, text, url } from './parts.contract.ts';

const words = z.string().max(200);

const writing = [
  z
    .strictObject({
      type: z.literal('message'),
      text: text.optional(),
      attachments: z.array(attachment).min(1).max(30).optional(),
      reply_to: mid.optional(),
      referral: referral.optional(),
      /** Names of the Page's commands that the text uses. */
      commands: z.array(z.string().max(32)).max(10).optional(),
    })
    .refine((value) => value.text !== undefined || value.attachments !== undefined, {
      message: 'give text or attachments',
      path: ['text'],
    }),
  z.strictObject({ type: z.literal('quick_reply'), payload, title: text.optional(), text: text.optional() }),
  z.strictObject({ type: z.literal('edit'), mid: mid.optional(), text }),
  z.strictObject({
    type: z.literal('reaction'),
    mid: mid.optional(),
    reaction: z.enum(['smile', 'angry', 'sad', 'wow', 'love', 'like', 'dislike', 'other']).default('love'),
    emoji: z.string().max(20).optional(),
    action: z.enum(['react', 'unreact']).default('react'),
  }),
  z.strictObject({ type: z.literal('read') }),
] as const;

const entering = [
  z.strictObject({
    type: z.literal('postback'),
    /** Without `payload`, the first item of that kind in the Page's Messenger Profile. */
    via: z.enum(['get_started', 'ice_breaker', 'menu']).default('get_started'),
    payload: payload.optional(),
    title: z.string().max(100).optional(),
    referral: referral.optional(),
    /** A guest of a plugin: stands in the event instead of the PSID. */
    user_ref: words.optional(),
  }),
  /** Opens `m.me/{page}?ref=…&text=…`, as it goes on for a new and for an old thread. */
  z.strictObject({ type: z.literal('m_me'), ref: short.optional(), text: text.optional() }),
  z.strictObject({
    ...referral.shape,
    type: z.literal('referral'),
    /** The `type` of the event; OPEN_THREAD by default. */
    referral_type: z.string().max(100).optional(),
  }),
  z.strictObject({
    type: z.literal('lead_ad'),
    ad_id: words.default('6302000000000'),
    complete: z.boolean().default(true),
    answers: z
      .array(z.strictObject({ question: words, answer: words }))
      .max(50)
      .default([{ question: 'City?', answer: 'Menlo Park' }]),
    /** Text of the summary message that follows. */
    summary: text.optional(),
  }),
  z.strictObject({
    type: z.literal('optin'),
    kind: z.enum(['plugin', 'checkbox', 'one_time', 'marketing', 'stop', 'resume']).optional(),
    ref: short.optional(),
    user_ref: words.optional(),
    payload: payload.optional(),
    title: z.string().max(100).optional(),
    timezone: z.string().max(100).default('UTC'),
    token: z.string().max(500).optional(),
    /** It came through `m.me/rn/{page}?topic=`. */
    topic: words.optional(),
  }),
  z.strictObject({
    type: z.literal('account_link'),
    status: z.enum(['linked', 'unlinked']).default('linked'),
    authorization_code: z.string().max(2000).optional(),
  }),
  z.strictObject({
    type: z.literal('comment'),
    text: text.default('How much is it?'),
    verb: z.enum(['add', 'edited', 'edit', 'remove', 'hide', 'unhide']).default('add'),
    /** An earlier comment: of which this is an answer, or which is changed. */
    comment_id: words.optional(),
    parent_id: words.optional(),
    post_id: words.optional(),
  }),
  z.strictObject({
    type: z.literal('post'),
    text: text.default('Hello from a visitor'),
    item: z.enum(['post', 'status', 'photo', 'video', 'share', 'reaction']).default('post'),
    verb: z.enum(['add', 'edited', 'edit', 'remove', 'hide', 'unhide']).default('add'),
    post_id: words.optional(),
  }),
] as const;

const answering = [
  /** Taps a link of a message: of the one named, or of the Page's newest that has one. */
  z.strictObject({ type: z.literal('click'), url: url.optional(), mid: mid.optional() }),
  z.strictObject({
    type: z.literal('feedback'),
    mid: mid.optional(),
    /** Answer to the question of the template. */
    answer: z.string().max(400).default('5'),
    follow_up: z.string().max(400).optional(),
  }),
  z.strictObject({
    type: z.literal('response_feedback'),
    mid: mid.optional(),
    feedback: words.default('Good response'),
  }),
  z.strictObject({
    type: z.literal('customer_information'),
    screens: z
      .array(
        z.strictObject({
          screen_id: words,
          responses: z.array(z.strictObject({ key: words, value: words })).max(50),
        }),
      )
      .max(20)
      .default([{ screen_id: 'Add address', responses: [{ key: 'country', value: 'US' }] }]),
  }),
  z.strictObject({ type: z.literal('lead_form'), form_id: words.optional() }),
  z.strictObject({
    type: z.literal('order'),
    products: z.array(free).min(1).max(100).optional(),
    note: z.string().max(1000).optional(),
  }),
  z.strictObject({ type: z.literal('coupon'), mid: mid.optional() }),
  z.strictObject({
    type: z.literal('handover'),
    kind: z.enum(['pass', 'take', 'request', 'app_roles']).default('pass'),
    /** Which app the thread goes to, or asks for it; null: nobody. */
    app_id: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
    metadata: z.string().max(1000).optional(),
    roles: z.array(words).max(10).default(['primary_receiver']),
  }),
] as const;

const refusing = [
  z.strictObject({ type: z.literal('block'), variant: z.enum(BLOCK_VARIANTS).optional() }),
  z.strictObject({ type: z.literal('report'), variant: z.enum(BLOCK_VARIANTS).optional() }),
  z.strictObject({ type: z.literal('unblock') }),
  /** Any event at all, for kinds that nobody has documented. */
  z.strictObject({
    type: z.literal('raw'),
    field: words.min(1),
    place: z.enum(PLACES).optional(),
    /** With `head` false the event is exactly `event`. */
    head: z.boolean().default(true),
    event: free,
  }),
] as const;

export const actSchema = z.discriminatedUnion('type', [...writing, ...entering, ...answering, ...refusing]);
export type Act = z.output<typeof actSchema>;
export type ActOf<T extends Act['type']> = Extract<Act, { type: T }>;
