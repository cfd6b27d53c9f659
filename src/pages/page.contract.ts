// Connected Pages over HTTP: connect, check the prerequisites, subscribe, back-fill.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { STANDINGS } from '../messenger/page-integrity.ts';

export const facebookId = z.string().regex(/^\d{1,32}$/, 'must be digits');

/** The prerequisites of the journey, in the order they are checked. */
export const CHECKS = [
  'token_valid',
  'token_type',
  'token_expiry',
  'scopes',
  'app_secret',
  'page_reachable',
  'webhook_callback',
  'page_subscription',
  'message_echoes',
  'page_standing',
  'app_mode',
] as const;
export const pageCheck = z.object({
  key: z.enum(CHECKS),
  title: z.string().describe('What was checked, e.g. "The token is valid"'),
  state: z.enum(['ok', 'warning', 'failed', 'unknown']),
  detail: z.string().describe('What was found'),
  remedy: z.string().nullable().describe('What to do, when something is to be done'),
});
export type PageCheck = z.output<typeof pageCheck>;

/** What the platform says of the Page's conduct. */
export const pageStanding = z.object({
  state: z.enum(STANDINGS),
  stops_sending: z.boolean(),
  until: z.iso.datetime().nullable().describe('When it ends by itself, as far as Facebook says'),
  because: z.string().nullable(),
  said_at: z.iso.datetime(),
});

const country = z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters, such as DE');

export const page = z
  .object({
    id: facebookId,
    name: z.string(),
    app_id: z.string(),
    state: z.enum(['connected', 'needs_token', 'disconnected']),
    checks: z.array(pageCheck),
    checked_at: z.iso.datetime().nullable(),
    country: country
      .nullable()
      .describe('Where the business of the Page is: some rules hold in some regions only'),
    subscribed_at: z.iso
      .datetime()
      .nullable()
      .describe('Since when Talaria keeps the subscription; what Facebook drops is put back by itself'),
    standing: pageStanding.nullable().describe('What Facebook last said of it; null: nothing yet'),
    echoes_subscribed: z.boolean().describe('Whether echoes arrive: the proof of what was sent'),
    people: z.number().int().describe('PSIDs known on this Page'),
    in_window: z.number().int().describe('Of those, how many may be messaged freely now'),
    opted_out: z.number().int().describe('Of those, how many asked not to be messaged'),
    last_event_at: z.iso.datetime().nullable(),
    waiting_webhooks: z.number().int().describe('Received and not applied yet, over all Pages'),
    lane: z.object({
      paused_until: z.iso.datetime().nullable(),
      paused_because: z.string().nullable().describe('Key of the answer that paused it, e.g. 613'),
      title: z.string().nullable().describe('The same in plain words'),
    }),
    backfill: z
      .object({
        state: z.enum(['running', 'paused', 'cancelled', 'finished', 'failed']),
        found: z.number().int().describe('People whose conversation was read'),
        calls: z.number().int().describe('Pages of conversations read, 100 conversations each'),
        per_second: z
          .number()
          .nullable()
          .describe('People a second since it runs; null: it does not, or too short'),
        started_at: z.iso.datetime(),
        running_since: z.iso.datetime().nullable().describe('Started or resumed; null: it does not run'),
        finished_at: z.iso.datetime().nullable(),
        error: z.string().nullable().describe('Why it failed, or why it waits just now'),
      })
      .nullable(),
    connected_at: z.iso.datetime(),
  })
  .meta({ id: 'Page' });

const params = z.object({ id: facebookId });
const tag = 'Pages';

export const pageRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/pages',
    tag,
    permission: 'view',
    summary: 'Connected Pages',
    reply: z.object({
      pages: z.array(page),
      webhook_url: z.string().describe('The callback address to enter in the Facebook app'),
      app_configured: z.boolean().describe('App id and secret come from configuration'),
    }),
  }),
  connect: contract({
    method: 'POST',
    path: '/api/pages',
    tag,
    permission: 'own',
    summary:
      'Connect a Page with its access token, or give a connected Page a new one. Checks everything and stores it encrypted',
    body: z.object({
      access_token: z.string().trim().min(1, 'paste the Page access token').max(1000),
      app_id: facebookId.optional().describe('Default: from configuration, else what the token says'),
      app_secret: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .describe('Default: from configuration, or as stored for this app'),
      verify_token: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .describe('Default: from configuration, or one is made'),
      page_id: facebookId.optional().describe('The Page it has to be the token of; default: any'),
    }),
    reply: page,
  }),
  get: contract({
    method: 'GET',
    path: '/api/pages/:id',
    tag,
    permission: 'view',
    summary: 'One Page',
    params,
    reply: page,
  }),
  edit: contract({
    method: 'PATCH',
    path: '/api/pages/:id',
    tag,
    permission: 'own',
    summary: 'Say where the business of the Page is',
    params,
    body: z.object({ country: country.nullable().describe('ISO 3166-1, such as DE') }),
    reply: page,
  }),
  check: contract({
    method: 'POST',
    path: '/api/pages/:id/check',
    tag,
    permission: 'edit',
    summary: 'Check the prerequisites again',
    params,
    reply: page,
  }),
  subscribe: contract({
    method: 'POST',
    path: '/api/pages/:id/subscribe',
    tag,
    permission: 'own',
    summary: 'Register our webhook with the app and subscribe the Page to every field Talaria reads',
    params,
    reply: page,
  }),
  backfill: contract({
    method: 'POST',
    path: '/api/pages/:id/backfill',
    tag,
    permission: 'edit',
    summary: 'Collect the PSIDs of existing conversations in the background',
    params,
    reply: page,
  }),
  pauseBackfill: contract({
    method: 'POST',
    path: '/api/pages/:id/backfill/pause',
    tag,
    permission: 'edit',
    summary: 'Let the running back-fill wait; it keeps its place',
    params,
    reply: page,
  }),
  resumeBackfill: contract({
    method: 'POST',
    path: '/api/pages/:id/backfill/resume',
    tag,
    permission: 'edit',
    summary: 'Let the paused back-fill go on',
    params,
    reply: page,
  }),
  cancelBackfill: contract({
    method: 'POST',
    path: '/api/pages/:id/backfill/cancel',
    tag,
    permission: 'edit',
    summary: 'End the back-fill under way; whoever was found stays',
    params,
    reply: page,
  }),
  disconnect: contract({
    method: 'DELETE',
    path: '/api/pages/:id',
    tag,
    permission: 'own',
    summary: 'Forget the token and stop sending; people and history stay',
    params,
    reply: z.object({ disconnected: z.literal(true) }),
  }),
};
