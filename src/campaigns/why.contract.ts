// Why somebody got a campaign's message, or why not: one timeline for a person and a campaign, and a person's campaigns.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { explainedFilter } from '../segments/segment.contract.ts';
import { CAMPAIGN_STATES, DELIVERY_TYPES } from './campaign.contract.ts';

/** got: the destination took it. waits: it may still go. left_out: a rule came first. out: they never came in. */
export const WHY_OUTCOMES = ['got', 'waits', 'left_out', 'failed', 'out', 'not_yet'] as const;
export type WhyOutcome = (typeof WHY_OUTCOMES)[number];

export const STEP_KINDS = [
  'published',
  'run',
  'came_in',
  'turned_away',
  'admitted',
  'held',
  'attempt',
  'accepted',
  'left_out',
  'failed',
  'echo',
  'delivered',
  'read',
  'response',
  'conversion',
  'waits',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

const step = z
  .object({
    at: z.iso.datetime().nullable().describe('null: now'),
    kind: z.enum(STEP_KINDS),
    title: z.string(),
    detail: z.string().nullable(),
    remedy: z.string().nullable(),
    delivery_id: idSchema('dlv').nullable().describe('GET /api/deliveries/{id} has its requests and answers'),
    attempt: z.number().int().nullable().describe('The number in its attempt_log'),
  })
  .meta({ id: 'WhyStep' });
export type WhyStep = z.output<typeof step>;

const person = z.object({
  id: idSchema('prf'),
  name: z.string().nullable().describe('null: none, or a part of it is hidden from you'),
  customer_id: z.string().nullable(),
});

const why = z
  .object({
    person,
    campaign: z.object({
      id: idSchema('cmp'),
      name: z.string(),
      state: z.enum(CAMPAIGN_STATES),
      delivery_type: z.enum(DELIVERY_TYPES),
      version: z.number().int().nullable().describe('That is live; null: never published'),
    }),
    outcome: z.enum(WHY_OUTCOMES),
    sentence: z.string().describe('The answer: what they got, or the first thing that stopped it'),
    remedy: z.string().nullable(),
    steps: z.array(step).describe('From first to last'),
    earlier: z
      .number()
      .int()
      .describe('Messages of this campaign to this person that are older than those told'),
    segment: z
      .object({
        of: z.string().describe('Which filter it is: that of a run, or of the campaign as it is now'),
        is_in: z.boolean(),
        filter: explainedFilter,
      })
      .nullable()
      .describe('Judged as the person is now; null: the campaign has no segment yet'),
    now: z
      .object({ outcome: z.enum(['send', 'skip', 'hold']), explanation: z.string() })
      .nullable()
      .describe('What would become of it now, controls aside; null: it has been decided already'),
    time_zone: z.string().describe('Of the times within sentences'),
  })
  .meta({ id: 'Why' });
export type Why = z.output<typeof why>;

const personCampaign = z
  .object({
    campaign_id: idSchema('cmp'),
    name: z.string(),
    state: z.enum(CAMPAIGN_STATES),
    outcome: z.enum(['got', 'waits', 'left_out', 'failed', 'out']),
    title: z.string().describe('What became of the last message to them, or why they were turned away'),
    at: z.iso.datetime(),
    messages: z.number().int().describe('Messages meant for them, whatever became of each'),
    accepted: z.number().int(),
  })
  .meta({ id: 'PersonCampaign' });
export type PersonCampaign = z.output<typeof personCampaign>;

export const whyRoutes = {
  why: contract({
    method: 'GET',
    path: '/api/campaigns/:id/why/:person_id',
    tag: 'Campaigns',
    permission: 'view',
    summary:
      'Why a person got the message, or why not: the answer in a sentence, and everything that happened',
    params: z.object({ id: idSchema('cmp'), person_id: idSchema('prf') }),
    reply: why,
  }),
  ofPerson: contract({
    method: 'GET',
    path: '/api/people/:id/campaigns',
    tag: 'People',
    permission: 'view',
    summary:
      'The campaigns of a person: who meant a message for them or turned them away; what happened last first',
    params: z.object({ id: idSchema('prf') }),
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,15}_\d{1,15}$/, 'must be the `next` of the page before')
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ campaigns: z.array(personCampaign), next: z.string().nullable() }),
  }),
};
