// What a person can do: the body of POST /sandbox/people/{psid}/actions, one schema per type.
import { z } from 'zod';
import { BLOCK_VARIANTS } from '../world/people.ts';

const text = z.string().min(1).max(20_000);
const payload = z.string().min(1).max(1000);
const url = z.url({ protocol: /^https?$/ }).max(2083);

/** `ref` alone is an m.me link; with `ad_id` it is a Click-to-Messenger ad. */
const referral = z.strictObject({
  ref: z.string().max(2083).optional(),
  source: z.string().max(100).optional(),
  type: z.string().max(100).optional(),
  ad_id: z.string().max(100).optional(),
});

const attachment = z
  .strictObject({
    type: z.enum([
      'image',
      'audio',
      'video',
      'file',
      'sticker',
      'reel',
      'ig_reel',
      'post',
      'ig_post',
      'appointment_booking',
      'fallback',
      'template',
    ]),
    url: url.optional(),
    payload: z.record(z.string(), z.unknown()).optional(),
  })
  .refine((value) => value.url === undefined || value.payload === undefined, {
    message: 'give url or payload, not both',
    path: ['url'],
  });

export const actionSchema = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('message'),
      text: text.optional(),
      attachments: z.array(attachment).min(1).max(30).optional(),
      reply_to: z.string().max(500).optional(),
      referral: referral.optional(),
    })
    .refine((value) => value.text !== undefined || value.attachments !== undefined, {
      message: 'give text or attachments',
      path: ['text'],
    }),
  z.strictObject({
    type: z.literal('postback'),
    payload: payload.optional(),
    title: z.string().max(100).default('Get Started'),
    referral: referral.optional(),
  }),
  z.strictObject({ type: z.literal('quick_reply'), payload, title: text.optional(), text: text.optional() }),
  z.strictObject({
    type: z.literal('referral'),
    ref: z.string().max(2083).optional(),
    source: z.string().max(100).optional(),
    ad_id: z.string().max(100).optional(),
  }),
  z.strictObject({
    type: z.literal('optin'),
    ref: z.string().max(2083).optional(),
    payload: payload.optional(),
    title: z.string().max(100).optional(),
  }),
  z.strictObject({
    type: z.literal('reaction'),
    mid: z.string().max(500).optional(),
    reaction: z.enum(['smile', 'angry', 'sad', 'wow', 'love', 'like', 'dislike', 'other']).default('love'),
    emoji: z.string().max(20).optional(),
    action: z.enum(['react', 'unreact']).default('react'),
  }),
  z.strictObject({ type: z.literal('read') }),
  z.strictObject({ type: z.literal('block'), variant: z.enum(BLOCK_VARIANTS).default('551/1545041') }),
  z.strictObject({ type: z.literal('unblock') }),
  z.strictObject({ type: z.literal('comment'), text: text.default('How much is it?') }),
]);
export type Action = z.output<typeof actionSchema>;
