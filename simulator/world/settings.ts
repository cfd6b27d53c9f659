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

const never = probability.default(0);

/** Forms in which events are on record beside the usual one (messenger-platform §3.3, §3.6, §10.15), each with its probability. */
const oddities = z.strictObject({
  /** A key that no document names, in the event and in its body. */
  unknown_key: never,
  /** An event of a kind that no document names, ahead of the event. */
  unknown_event: never,
  /** `timestamp` in seconds instead of milliseconds. */
  seconds_timestamp: never,
  /** `timestamp` as a string. */
  text_timestamp: never,
  /** A delivery without `timestamp`. */
  delivery_without_timestamp: never,
  /** `entry[].time` in seconds. */
  entry_seconds: never,
  /** Events of one Page that share a POST share an entry: several in `messaging`, `changes` beside it. */
  shared_entry: never,
  /** `restrictions` of business_integrity beside `messaging` instead of in it. */
  restrictions_beside: never,
  /** `sticker_id` as a string. */
  text_sticker_id: never,
  /** A sticker both as `sticker` and as `image`, as from June to August 2026. */
  sticker_beside_image: never,
  /** `num_edit` as a string. */
  text_num_edit: never,
  /** An unreact with nothing but its action and `mid`. */
  bare_unreact: never,
  /** `app_id` of an echo as a string. */
  text_app_id: never,
  /** A comment without `from`, as without the permission for it. */
  feed_without_from: never,
});

const weight = z.number().min(0).max(1000);
/** What a send to somebody who blocked the Page is answered with: weights, one is drawn at each block (§7). */
const blocks = z
  .strictObject({
    '551/1545041': weight.default(1),
    '200/1545041': weight.default(0),
    '10/2018108': weight.default(0),
    '2': weight.default(0),
  })
  .refine((weights) => Object.values(weights).some((value) => value > 0), {
    message: 'at least one weight must be above 0',
  });

/** Links that people click. */
const links = z.strictObject({
  /** Hosts that are fetched; `*` stands for any text. Everything else is only noted, so that no load leaves the machine. */
  hosts: z
    .array(z.string().min(1).max(253))
    .max(100)
    .default(['localhost', '127.0.0.1', '[::1]', '*.localhost', '*.test']),
  /** How often the platform's preview fetcher comes first. */
  scraper_probability: never,
  timeout_ms: z.number().int().min(50).max(60_000).default(10_000),
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
    /** Other calls with a Page token in a rolling day, per person the Page can message. */
    page_calls_per_person: z.number().min(1).max(1_000_000),
    /** Calls an hour with an app or user token. */
    app_calls_per_hour: z.number().min(1).max(100_000_000),
    profile_calls_per_10_minutes: z.number().min(1).max(1_000_000),
    /** The menu of one person. */
    user_settings_calls_per_10_minutes: z.number().min(1).max(1_000_000),
    private_replies_per_hour: z.number().min(1).max(1_000_000),
    /** Sends to one person a minute; the platform has such a limit and does not publish it. */
    thread_messages_per_minute: z.number().min(1).max(1_000_000),
    /** Reads of the marketing token list an hour. */
    token_list_calls_per_hour: z.number().min(1).max(1_000_000),
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
  platform: z.strictObject({
    /** The language of error messages: clients must decide by code alone. `mixed` takes turns. */
    message_language: z.enum(['en_US', 'de_DE', 'zh_CN', 'mixed']),
    /** How many errors come with another HTTP status than usual. */
    odd_status_probability: probability,
    /** Under which name the login dialog knows the permission for utility messages. */
    utility_permission: z.enum(['either', 'pages_utility_messaging', 'page_utility_messaging']),
    /** `manual`: templates stay PENDING until a person decides. */
    template_review: z.enum(['instant', 'delayed', 'manual']),
    template_review_seconds: z.number().min(0).max(86_400),
    template_rejection_probability: probability,
    /** Media on these hosts are really fetched; others count as reachable, except those under `.invalid`. */
    media_hosts: z.array(z.string().max(255)).max(100),
    /** For images, audio and files; video has 7.5 times as long. */
    media_timeout_ms: z.number().int().min(50).max(60_000),
  }),
  /** How long a message after a Click-to-Messenger ad keeps the window open. */
  ad_window_hours: z.number().min(24).max(168),
  oddities: oddities.prefault({}),
  blocks: blocks.prefault({}),
  links: links.prefault({}),
});
export type Oddities = z.output<typeof oddities>;
export type Settings = z.output<typeof settingsSchema>;

export function defaultSettings(): Settings {
  return {
    limits: {
      messages_per_second: 300,
      media_per_second: 10,
      conversations_per_second: 2,
      daily_calls_per_person: 200,
      page_calls_per_person: 4800,
      app_calls_per_hour: 4800,
      profile_calls_per_10_minutes: 10,
      user_settings_calls_per_10_minutes: 10,
      private_replies_per_hour: 750,
      thread_messages_per_minute: 100,
      token_list_calls_per_hour: 1000,
    },
    receipts: {
      echo: { probability: 1, min_ms: 10, max_ms: 600 },
      delivery: { probability: 1, min_ms: 50, max_ms: 1200 },
      read: { probability: 0.7, min_ms: 200, max_ms: 3000 },
      delivery_mids_probability: 0.8,
      echo_first_probability: 0,
    },
    webhooks: { timeout_ms: 5000, concurrency: 48, entries_per_post: 1, queue_limit: 200_000 },
    platform: {
      message_language: 'en_US',
      odd_status_probability: 0,
      utility_permission: 'either',
      template_review: 'instant',
      template_review_seconds: 30,
      template_rejection_probability: 0,
      media_hosts: ['localhost', '127.0.0.1'],
      media_timeout_ms: 10_000,
    },
    ad_window_hours: 168,
    oddities: oddities.parse({}),
    blocks: blocks.parse({}),
    links: links.parse({}),
  };
}

/** The settings with `patch` laid over them, one level deep; unchecked, for the whole must be checked again. */
export function mergeSettings(settings: Settings, patch: Readonly<Record<string, unknown>>): unknown {
  const merged: Record<string, unknown> = { ...settings };
  for (const [key, value] of Object.entries(patch)) {
    const section = merged[key];
    merged[key] = isObject(value) && isObject(section) ? { ...section, ...value } : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
