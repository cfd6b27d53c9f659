// Everything about the platform's behaviour that a test may change while it runs: limits, receipts, webhook delivery.
// GET/PUT /sandbox/settings reads and merges it; the defaults are the documented behaviour (messenger-platform §6, §3.4, §10).
import { z } from 'zod';

const probability = z.number().min(0).max(1);
const delayMs = z.number().int().min(0).max(86_400_000);

const receipt = z
  .strictObject({ probability, min_ms: delayMs, max_ms: delayMs })
  .refine((value) => value.min_ms <= value.max_ms, {
    message: 'min_ms must not exceed max_ms',
    path: ['min_ms'],
  });

export const settingsSchema = z.strictObject({
  limits: z.strictObject({
    /** Send API calls a second per Page: text, links, templates, sender actions. */
    messages_per_second: z.number().min(1).max(1_000_000),
    /** The same for audio and video. */
    media_per_second: z.number().min(1).max(1_000_000),
    conversations_per_second: z.number().min(1).max(1_000_000),
    /** Calls in a rolling day per person the Page can message. */
    daily_calls_per_person: z.number().min(1).max(1_000_000),
    /** Calls an hour with an app or user token. */
    app_calls_per_hour: z.number().min(1).max(100_000_000),
    profile_calls_per_10_minutes: z.number().min(1).max(1_000_000),
  }),
  receipts: z.strictObject({
    echo: receipt,
    /** Counted from the send. */
    delivery: receipt,
    /** Counted from the delivery. */
    read: receipt,
    /** How many delivery events name the `mids` beside the watermark. */
    delivery_mids_probability: probability,
    /** How many echoes are posted before the Send API answers. */
    echo_first_probability: probability,
  }),
  webhooks: z.strictObject({
    timeout_ms: z.number().int().min(50).max(60_000),
    concurrency: z.number().int().min(1).max(512),
    entries_per_post: z.number().int().min(1).max(1000),
    /** Events waiting or being retried; what comes on top is lost, and counted. */
    queue_limit: z.number().int().min(1).max(1_000_000),
  }),
  /** How long a message after a Click-to-Messenger ad keeps the window open. */
  ad_window_hours: z.number().min(24).max(168),
});
export type Settings = z.output<typeof settingsSchema>;

export const settingsPatchSchema = z.strictObject({
  limits: settingsSchema.shape.limits.partial().optional(),
  receipts: settingsSchema.shape.receipts.partial().optional(),
  webhooks: settingsSchema.shape.webhooks.partial().optional(),
  ad_window_hours: settingsSchema.shape.ad_window_hours.optional(),
});
export type SettingsPatch = z.output<typeof settingsPatchSchema>;

export function defaultSettings(): Settings {
  return {
    limits: {
      messages_per_second: 300,
      media_per_second: 10,
      conversations_per_second: 2,
      daily_calls_per_person: 200,
      app_calls_per_hour: 4800,
      profile_calls_per_10_minutes: 10,
    },
    receipts: {
      echo: { probability: 1, min_ms: 10, max_ms: 600 },
      delivery: { probability: 1, min_ms: 50, max_ms: 1200 },
      read: { probability: 0.7, min_ms: 200, max_ms: 3000 },
      delivery_mids_probability: 0.8,
      echo_first_probability: 0,
    },
    webhooks: { timeout_ms: 5000, concurrency: 48, entries_per_post: 1, queue_limit: 200_000 },
    ad_window_hours: 168,
  };
}

/** The settings with `patch` laid over them, one level deep. */
export function mergeSettings(settings: Settings, patch: SettingsPatch): Settings {
  const present = <T extends object>(part: T | undefined): Partial<T> =>
    Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
  return {
    limits: { ...settings.limits, ...present(patch.limits) } as Settings['limits'],
    receipts: { ...settings.receipts, ...present(patch.receipts) } as Settings['receipts'],
    webhooks: { ...settings.webhooks, ...present(patch.webhooks) } as Settings['webhooks'],
    ad_window_hours: patch.ad_window_hours ?? settings.ad_window_hours,
  };
}
