// The eligibility waterfall: how many of a segment a definition would reach now, by which route, and who not and why.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { campaignDefinition } from './campaign.contract.ts';

const people = z.number().int().min(0);

const reasonCount = z.object({
  reason: z.string(),
  title: z.string(),
  remedy: z.string().nullable(),
  people,
});

export const WATERFALL_STEPS = [
  'in_segment',
  'with_psid',
  'reachable',
  'left_out',
  'in_window',
  'by_template',
  'held',
  'not_reached',
  'called',
] as const;

const step = z.object({
  key: z
    .enum(WATERFALL_STEPS)
    .describe(
      'The first three narrow down; after them everybody of the segment is in exactly one: left_out + in_window + by_template + held + not_reached = in_segment. Of a connector: in_segment and called',
    ),
  route: z
    .number()
    .int()
    .nullable()
    .describe('The place in the definition’s routes of the one that leads here'),
  title: z.string(),
  explanation: z.string(),
  people,
  reasons: z
    .array(reasonCount)
    .describe(
      'with_psid, reachable: who left here; left_out, held, not_reached: why those are in it. Most people first',
    ),
});

const forecast = z.object({
  per_second: z.number().describe('The rate at which its messages may leave now'),
  limited_by: z
    .enum(['campaign', 'page', 'typing', 'media'])
    .describe('typing: showing it costs a call a message; media: audio and video have a lower rate'),
  starts_at: z.iso.datetime(),
  seconds: z.number().int().describe('From the first message to the last'),
  closing: people.describe('Windows that close before their turn, the soonest-closing going first'),
  text: z.string(),
});

export const waterfall = z
  .object({
    kind: z.enum(['page', 'connector']).describe('connector: every person of the segment is one call'),
    counted_at: z.iso.datetime(),
    steps: z.array(step),
    forecast: forecast.nullable().describe('null for a connector: its pace is that of its answers'),
  })
  .meta({ id: 'Waterfall' });
export type Waterfall = z.output<typeof waterfall>;
export type WaterfallStep = Waterfall['steps'][number];
export type Forecast = z.output<typeof forecast>;

export const waterfallRoutes = {
  count: contract({
    method: 'POST',
    path: '/api/campaigns/waterfall',
    tag: 'Campaigns',
    permission: 'view',
    summary: 'Whom a definition would reach now, by which route, and who not and why; nothing is saved',
    body: z.object({
      campaign_id: idSchema('cmp')
        .nullable()
        .default(null)
        .describe('Whose control group it is, and whose limits; null: of one that is not saved yet'),
      definition: campaignDefinition,
    }),
    reply: z.object({
      waterfall: waterfall.nullable().describe('null until there are a segment and somewhere to send to'),
    }),
  }),
};
