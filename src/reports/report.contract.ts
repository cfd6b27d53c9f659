// Read models for screens over HTTP: the home page, a campaign's report, its recipients, one delivery with its attempts.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { AGAIN, MENDERS } from '../kit/remedy.ts';
import { deliveryNow } from './rate.contract.ts';
import { delivery, recipientQuery, recipientRow } from './recipient.contract.ts';
import { acceptedByRoute, responseCounts } from './response.contract.ts';
import { scopeQuery } from './scope.contract.ts';

/** A group of recipients with the same answer. */
const reasonCount = z.object({
  reason: z.string().describe('Key of the outcome, e.g. window_closed or 551/1545041'),
  title: z.string().describe('What it means in plain words'),
  who: z.enum(MENDERS).describe('Who can mend it; "you": whoever makes campaigns'),
  remedy: z.string().nullable().describe('How; null: there is nothing to do'),
  does: z.string().describe('What Talaria does about it by itself'),
  again: z
    .enum(AGAIN)
    .describe('Whether it may be sent again: now, when somebody mended it, when the person wrote, or not'),
  count: z.number().int(),
  retryable: z.number().int().describe('Of them, those that retry-failed would send to at this moment'),
});

export const report = z
  .object({
    run: z.number().int().nullable().describe('The run it is about; null: all'),
    version: z.number().int().nullable().describe('The version whose runs it is about; null: all'),
    runs: z.number().int().describe('How many of these runs have started'),
    time_zone: z.string().describe('Of the workspace'),
    campaign: z.object({
      id: idSchema('cmp'),
      name: z.string(),
      delivery_type: z.string(),
      state: z.string(),
      page_name: z.string().nullable(),
    }),
    prepared: z.boolean().describe('false while the audience is still being written'),
    in_segment: z.number().int(),
    skipped: z.array(reasonCount),
    held: z.number().int(),
    waiting: z.number().int().describe('Not yet tried, or to be tried again'),
    waiting_for: z
      .array(z.object({ reason: z.string(), title: z.string(), count: z.number().int() }))
      .describe('Those of them who wait for something: the end of quiet hours, a cap, another try'),
    in_flight: z.number().int(),
    unknown: z.number().int().describe('Called without an answer; settled by the echo or its absence'),
    attempted: z.number().int().describe('People for whom a call was made'),
    accepted: z.number().int(),
    accepted_by_route: acceptedByRoute.describe(
      'The same by the way taken, as the version and variant that was sent names it; in the order of the routes',
    ),
    delivered: z.number().int(),
    read: z.number().int(),
    responses: responseCounts,
    failed: z.array(reasonCount),
    retryable: z
      .number()
      .int()
      .describe(
        'Failed or skipped people whom POST /api/campaigns/{id}/retry-failed would send to now; that is for all runs together, so 0 of one run or version',
      ),
    adds_up: z
      .boolean()
      .describe('Every recipient is in exactly one state and the states sum to the segment'),
    delivery: deliveryNow,
    per_second: z.number().describe('As in delivery'),
    limited_by: z.string().nullable().describe('What holds the rate now, as one text; delivery says more'),
    seconds_left: z.number().nullable().describe('As in delivery'),
    started_at: z.iso.datetime().nullable().describe('Of the first run'),
    finished_at: z.iso.datetime().nullable().describe('Of the last run; null: it is not over'),
    series: z
      .array(z.object({ at: z.iso.datetime(), accepted: z.number().int(), failed: z.number().int() }))
      .describe('Answers over time, in at most 120 buckets of equal width'),
  })
  .meta({ id: 'Report' });

const tag = 'Reports';
const params = z.object({ id: idSchema('cmp') });

export const reportRoutes = {
  home: contract({
    method: 'GET',
    path: '/api/home',
    tag,
    permission: 'view',
    summary: 'What an operator wants to see first',
    reply: z.object({
      people: z.number().int(),
      customers: z.number().int(),
      anonymous: z.number().int(),
      with_psid: z.number().int(),
      in_window: z.number().int(),
      pages: z.number().int(),
      segments: z.number().int(),
      campaigns: z
        .array(
          z.object({
            id: idSchema('cmp'),
            name: z.string(),
            state: z.string(),
            recipients: z.number().int(),
            accepted: z.number().int(),
          }),
        )
        .max(5),
      waiting_webhooks: z.number().int(),
      sandbox_url: z
        .string()
        .nullable()
        .describe('The phone of the Messenger sandbox, when that plays the platform'),
      failing_webhooks: z.number().int().describe('Could not be applied; kept and tried again'),
    }),
  }),
  report: contract({
    method: 'GET',
    path: '/api/campaigns/:id/report',
    tag,
    permission: 'view',
    summary: 'The report of a campaign; live while it sends',
    params,
    query: scopeQuery,
    reply: report,
  }),
  recipients: contract({
    method: 'GET',
    path: '/api/campaigns/:id/deliveries',
    tag,
    permission: 'view',
    summary: 'Every recipient and what became of them',
    params,
    query: recipientQuery.extend({
      after: idSchema('dlv').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ deliveries: z.array(recipientRow), next: z.string().nullable() }),
  }),
  delivery: contract({
    method: 'GET',
    path: '/api/deliveries/:id',
    tag,
    permission: 'view',
    summary: 'One recipient: rendered request and response of every attempt',
    params: z.object({ id: idSchema('dlv') }),
    reply: delivery,
  }),
};
