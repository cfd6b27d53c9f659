// Parts that several acts have in common: referrals, attachments, texts and addresses with their limits.
import { z } from 'zod';

export const text = z.string().min(1).max(20_000);
export const payload = z.string().min(1).max(1000);
export const short = z.string().max(2083);
export const url = z.url({ protocol: /^https?$/ }).max(2083);
export const mid = z.string().min(1).max(500);
/** Free content; how large it may be is limited by the request. */
export const free = z.record(z.string(), z.unknown());

/**
 * `ref` alone is an m.me link; with `ad_id` it is a Click-to-Messenger ad, with `product` a shop.
 * What is missing is filled in as the platform would.
 */
export const referral = z.strictObject({
  ref: short.optional(),
  source: z.string().max(100).optional(),
  type: z.string().max(100).optional(),
  ad_id: z.string().max(100).optional(),
  ads_context_data: free.optional(),
  product: z.strictObject({ id: z.string().max(100) }).optional(),
});
export type Referral = z.output<typeof referral>;

export const ATTACHMENT_TYPES = [
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
] as const;

/** Without `url` and `payload`, an example of its type; `payload` null is an attachment without one. */
export const attachment = z
  .strictObject({
    type: z.enum(ATTACHMENT_TYPES),
    url: url.optional(),
    payload: free.nullable().optional(),
  })
  .refine((value) => value.url === undefined || value.payload === undefined, {
    message: 'give url or payload, not both',
    path: ['url'],
  });
export type Attachment = z.output<typeof attachment>;
