// How a Page is set up on the platform's side, apart from its tokens: where its business is, what it was granted, who owns
// its threads, how it stands with the platform. Changed by PUT /sandbox/pages/{id} `setup`, read by the Graph side.
import { z } from 'zod';

const PAGE_STATUSES = ['ok', 'warning', 'restricted', 'suspended'] as const;
const instant = z.number().int().min(0);

/** What `page_status` and `business_integrity` say; instants in seconds, as the platform writes them there. */
const standingSchema = z.strictObject({
  status: z.enum(PAGE_STATUSES).default('ok'),
  violations: z
    .array(z.strictObject({ type: z.string(), description: z.string(), url: z.string() }))
    .max(20)
    .default([]),
  restrictions: z
    .array(
      z.strictObject({
        feature: z.enum(['page_publish', 'page_read_only', 'page_messaging', 'page_messaging_api']),
        status: z.string(),
        description: z.string(),
        applied_time: instant,
        expiration_time: instant,
      }),
    )
    .max(20)
    .default([]),
});
export type PageStanding = z.output<typeof standingSchema>;

/** The paid Marketing Message API: what stands in the way of a send. */
const marketingSchema = z.strictObject({
  terms_signed: z.boolean().default(true),
  payment_method: z.boolean().default(true),
  account_active: z.boolean().default(true),
  /** Hours after its creation in which a campaign sends nothing. */
  warm_up_hours: z.number().min(0).max(24).default(1),
  /** Which frequency cap every send runs into, if any. */
  frequency_cap: z.enum(['none', 'daily', 'weekly', 'organic']).default('none'),
  /** In the smallest unit of currency. */
  price_per_message: z.number().int().min(0).max(1_000_000).default(2),
});

export const pageSetupSchema = z.strictObject({
  /** ISO 3166 code of the business: the regions of marketing messages. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('US'),
  /** Owned through a business portfolio: `/me/accounts` leaves it out without business_management. */
  via_business: z.boolean().default(false),
  /** The Page belongs to the business of its app; utility templates need that. */
  in_app_business: z.boolean().default(true),
  label_terms_accepted: z.boolean().default(true),
  /** Features granted by App Review or Meta. */
  human_agent: z.boolean().default(true),
  profile_access: z.boolean().default(true),
  one_time_notifications: z.boolean().default(true),
  optin_requests_barred: z.boolean().default(false),
  commerce_disabled: z.boolean().default(false),
  eu_privacy_rules: z.boolean().default(false),
  /** The app to which idle threads belong; null: every app may answer. */
  default_app_id: z.string().nullable().default(null),
  /** Products of its catalogue, which a product template may name; null: any. */
  products: z.array(z.string()).max(1000).nullable().default(null),
  /** The same for instant forms. */
  forms: z.array(z.string()).max(1000).nullable().default(null),
  standing: standingSchema.prefault({}),
  marketing: marketingSchema.prefault({}),
});
export type PageSetup = z.output<typeof pageSetupSchema>;

export function defaultSetup(): PageSetup {
  return pageSetupSchema.parse({});
}

/** The set-up with `patch` laid over it, unchecked; `standing` and `marketing` are merged part by part. */
export function mergeSetup(setup: PageSetup, patch: Readonly<Record<string, unknown>>): unknown {
  const part = (name: 'standing' | 'marketing'): unknown =>
    typeof patch[name] === 'object' ? { ...setup[name], ...patch[name] } : (patch[name] ?? setup[name]);
  return { ...setup, ...patch, standing: part('standing'), marketing: part('marketing') };
}
