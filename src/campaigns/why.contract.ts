// Why somebody got a campaign's message, or why not: one timeline for a person and a campaign, and a person's campaigns.
import { z } from 'zod';
import { shownRequest } from '../delivery/plan.contract.ts';
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

export const CONTROL_KINDS = [
  'global_control_group',
  'control_group',
  'local_time',
  'duplicates',
  'audience_limit',
  'variant',
  'throttle',
  'expiry',
  'winner',
  'quiet_hours',
  'per_person_limit',
  'cap',
  'minimum_gap',
  'language',
] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];

/** not_asked: an earlier one came first. chosen: it leaves nobody out, it says what they get. */
export const CONTROL_VERDICTS = ['passed', 'stopped', 'holding', 'not_asked', 'chosen'] as const;
export type ControlVerdict = (typeof CONTROL_VERDICTS)[number];

const control = z
  .object({
    kind: z.enum(CONTROL_KINDS),
    rule: z.string().describe('As it is set: At most 2 messages in 7 days, of all campaigns'),
    verdict: z.enum(CONTROL_VERDICTS),
    is_forecast: z.boolean().describe('Nothing is decided: as it would be judged, by what is known now'),
    detail: z.string().nullable().describe('The figures it was judged by: 1 of 2 before it'),
    remark: z.string().nullable().describe('Where what is told may not be what was judged by'),
  })
  .meta({ id: 'WhyControl' });
export type WhyControl = z.output<typeof control>;

const judgedMessage = z
  .object({
    delivery_id: idSchema('dlv').nullable().describe('null: there is none yet'),
    title: z.string().describe('Which message it is: Run 3, version 2'),
    at: z.iso.datetime().nullable().describe('As of when; null: now'),
    sentence: z.string(),
    controls: z.array(control).describe('Those that are set, in the order in which they are asked'),
  })
  .meta({ id: 'WhyControls' });
export type WhyControls = z.output<typeof judgedMessage>;

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
    controls: z
      .array(judgedMessage)
      .describe('Of each message that is told, the last first; of who is not in yet as it would be now'),
    segment: z
      .object({
        of: z.string().describe('Which filter it is: that of a run, or of the campaign as it is now'),
        is_in: z.boolean(),
        filter: explainedFilter,
      })
      .nullable()
      .describe('Judged as the person is now; null: the campaign has no segment yet'),
    now: z
      .object({
        outcome: z.enum(['send', 'skip', 'hold']),
        explanation: z.string(),
        message: z.record(z.string(), z.unknown()).nullable().describe('As it would read'),
        request: shownRequest.nullable(),
      })
      .nullable()
      .describe('What would become of it now, controls aside; null: it has left, or is decided already'),
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
