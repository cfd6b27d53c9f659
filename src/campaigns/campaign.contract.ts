// Campaigns over HTTP: the wizard's three steps (who, what, when), preview, test. Lists and lifecycle: campaign.life.contract.ts.
import { z } from 'zod';

import {
  composedMessage,
  connectorRequest,
  contentSource,
  controls,
  experiment,
  MAX_SOURCES,
  MAX_VARIANTS,
  priority,
  resendUnknown,
  routes,
  shownRequest,
  translations,
} from '../delivery/plan.contract.ts';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { wholeNumber } from '../kit/whole-number.ts';
import { CAMPAIGN_ACTIONS } from './campaign.lifecycle.ts';
import { goal, MAX_GOALS } from './goal.contract.ts';
import { schedule } from './schedule.contract.ts';
import { trigger } from './trigger.contract.ts';

export const CAMPAIGN_STATES = [
  'draft',
  'awaiting_approval',
  'scheduled',
  'sending',
  'active',
  'paused',
  'stopped',
  'finished',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

export const DELIVERY_TYPES = [
  'one_time',
  'periodic',
  'event',
  'segment',
  'business_event',
  'api',
  'conversation',
] as const;
export type DeliveryType = (typeof DELIVERY_TYPES)[number];

/** A draft may be incomplete; publishing refuses with every gap by name. */
export const campaignDefinition = z
  .object({
    delivery_type: z
      .enum(DELIVERY_TYPES)
      .default('one_time')
      .describe(
        'one_time and periodic follow `schedule`; event, segment and conversation wait for what one person does, business_event for one event for everybody, api for a call',
      ),
    segment_id: idSchema('seg')
      .nullable()
      .default(null)
      .describe('Who may get it; null: everybody, for those that wait for what one person does'),
    page_id: z
      .string()
      .regex(/^\d+$/)
      .nullable()
      .default(null)
      .describe('The Page that sends; of a Send API call found from the URL when it names one'),
    message: composedMessage
      .nullable()
      .default(null)
      .describe('What is sent; null when `request` says it, or when only utility templates are sent'),
    request: connectorRequest
      .nullable()
      .default(null)
      .describe('A call to any address, entered as it is; instead of `message`'),
    routes: routes.describe(
      'The ways to try for each person, in order; whoever none of them reaches is skipped',
    ),
    translations: translations.describe('`message` in other languages'),
    experiment: experiment.nullable().default(null).describe('Several messages against each other'),
    content: z.array(contentSource).max(MAX_SOURCES).default([]).describe('Connected content'),
    controls: controls.prefault({}),
    goals: z.array(goal).max(MAX_GOALS, `has more than ${MAX_GOALS} goals`).default([]),
    trigger: trigger.nullable().default(null).describe('What it waits for, when it follows no schedule'),
    per_second: z.number().positive().max(300).nullable().default(null),
    priority: priority
      .default('normal')
      .describe('high: its messages leave before those of other campaigns of the same Page'),
    resend_unknown: resendUnknown
      .default('on_absence')
      .describe(
        'Whether a call without an answer is repeated once it is proven that the message did not arrive',
      ),
    schedule: schedule.default({ kind: 'now' }),
  })
  .meta({ id: 'CampaignDefinition' });
export type CampaignDefinition = z.output<typeof campaignDefinition>;

export const campaignTag = z.string().trim().min(1, 'enter a tag').max(50, 'is longer than 50 characters');
export const MAX_TAGS = 20;
const campaignTags = z.array(campaignTag).max(MAX_TAGS, `has more than ${MAX_TAGS} tags`);

/** Sale and sale are one tag: the first spelling is kept. */
export const eachOnce = (tags: string[]): string[] =>
  [...new Map(tags.toReversed().map((tag) => [tag.toLowerCase(), tag])).values()].toReversed();

const campaignInput = z.object({
  name: z.string().trim().min(1, 'give it a name').max(160),
  tags: campaignTags.default([]),
  definition: campaignDefinition,
});

const editConflict = z.object({
  revision: wholeNumber.describe('At which the conflict was shown: a field changed since is asked for again'),
  fields: z.array(z.object({ field: z.string().max(1000), take: z.enum(['theirs', 'yours']) })).max(1000),
});

/** What the URL was recognised as. */
export const destination = z
  .object({
    kind: z.enum(['send_api', 'connector', 'unknown']),
    page_id: z.string().nullable(),
    page_name: z.string().nullable(),
    explanation: z.string().describe('In words: where it goes, at which rate, under which rules'),
  })
  .meta({ id: 'Destination' });

export const campaign = campaignInput
  .extend({
    id: idSchema('cmp'),
    state: z.enum(CAMPAIGN_STATES),
    actions: z.array(z.enum(CAMPAIGN_ACTIONS)).describe('What its state allows now'),
    live_version: z.number().int().nullable().describe('Of what was published last; null: never'),
    has_changes: z
      .boolean()
      .describe('Whether `definition` differs from the live version: what is sent goes by that one'),
    live_definition: campaignDefinition
      .nullable()
      .describe('What goes out, where it differs from `definition`'),
    approval: z
      .object({
        requested_by: z.string(),
        responsible: z
          .string()
          .nullable()
          .describe(
            'The operator who asked, or who made the API key that asked, and may not approve it; null: not known, so that nobody may',
          ),
        requested_at: z.iso.datetime(),
        note: z.string(),
      })
      .nullable()
      .describe('Who wants it published, when it waits for a second operator'),
    archived_at: z.iso.datetime().nullable(),
    destination,
    paused_because: z.string().nullable(),
    revision: z
      .number()
      .int()
      .describe('Send it back with a change, which is then merged with what others changed in between'),
    scheduled_at: z.iso.datetime().nullable().describe('When it goes, or went, out'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    published_at: z.iso.datetime().nullable(),
    history: z.array(z.object({ at: z.iso.datetime(), actor: z.string(), action: z.string() })),
  })
  .meta({ id: 'Campaign' });

export type Campaign = z.output<typeof campaign>;

/** Whom a preview or test is rendered for. */
export const recipient = z
  .discriminatedUnion('by', [
    z.object({ by: z.literal('any') }), // somebody of the segment, for a first look
    z.object({ by: z.literal('person'), person_id: idSchema('prf') }),
    z.object({ by: z.literal('customer_id'), customer_id: z.string().min(1).max(200) }),
    z.object({
      by: z.literal('attribute'),
      name: z.string().min(1).max(100),
      value: z.string().min(1).max(1000),
    }),
    z.object({ by: z.literal('psid'), psid: z.string().regex(/^\d{1,32}$/, 'must be digits') }),
  ])
  .meta({ id: 'Recipient' });
export type Recipient = z.output<typeof recipient>;

/** Whom a preview or test is for, and what of the definition they are shown. */
const look = {
  campaign_id: idSchema('cmp').nullable().default(null),
  recipient,
  variant: z
    .number()
    .int()
    .min(0)
    .max(MAX_VARIANTS - 1)
    .default(0)
    .describe('The place in the experiment'),
  language: z.string().min(1).max(40).nullable().default(null).describe('null: that of the person'),
  event: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .describe('What is taken to have happened (EventAttribute); null: the latest event of the trigger'),
};
export type Look = z.output<z.ZodObject<typeof look>>;

export const problem = z
  .object({
    field: z.string().describe('Path into the definition, e.g. request.url'),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    remedy: z.string().nullable(),
    source: z.string().optional().describe('Where Facebook says so, when it is a rule of the platform'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problem>;

const rendering = z
  .object({
    person: z.object({
      id: idSchema('prf').nullable(),
      name: z.string().nullable(),
      customer_id: z.string().nullable(),
    }),
    request: shownRequest.nullable().describe('null when the person would be skipped while rendering'),
    /** The Send API message inside, when it is one: what the phone shows. */
    message: z.record(z.string(), z.unknown()).nullable(),
    verdict: z.object({
      outcome: z.enum(['send', 'skip', 'hold']),
      reason: z.string().nullable(),
      explanation: z.string(),
    }),
    problems: z.array(problem),
    content: z.array(
      z.object({
        name: z.string(),
        request: shownRequest.nullable().describe('null: its address could not be filled in for the person'),
        status: z.number().int().nullable(),
        answer: z.string().describe('Its beginning'),
        duration_ms: z.number(),
        why: z.string().nullable().describe('Why there is none; null: there is'),
      }),
    ),
  })
  .meta({ id: 'Rendering' });

export type Rendering = z.output<typeof rendering>;

const params = z.object({ id: idSchema('cmp') });
const tag = 'Campaigns';

export const campaignRoutes = {
  create: contract({
    method: 'POST',
    path: '/api/campaigns',
    tag,
    permission: 'edit',
    summary: 'Create a draft',
    body: campaignInput,
    reply: campaign,
  }),
  get: contract({
    method: 'GET',
    path: '/api/campaigns/:id',
    tag,
    permission: 'view',
    summary: 'One campaign',
    params,
    reply: campaign,
  }),
  update: contract({
    method: 'PUT',
    path: '/api/campaigns/:id',
    tag,
    permission: 'edit',
    summary:
      'Change a draft, or the next version of what is published. Merged by field with what others changed since `revision`; a field that they changed too is refused (409) with both values, until `resolve` decides it',
    params,
    body: campaignInput.extend({
      tags: campaignTags.optional().describe('Left out: as they are'),
      revision: wholeNumber,
      resolve: editConflict.optional(),
    }),
    reply: campaign.extend({
      merged: z
        .array(z.object({ field: z.string(), by: z.string().nullable(), at: z.iso.datetime().nullable() }))
        .describe('Changes of others that were not in what was sent'),
      sent_revision: z
        .number()
        .int()
        .describe('What was sent: the `revision` of an edit that went on before this answer came'),
    }),
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/campaigns/:id',
    tag,
    permission: 'edit',
    summary: 'Delete a draft',
    params,
    reply: z.object({ deleted: z.literal(true) }),
  }),
  check: contract({
    method: 'POST',
    path: '/api/campaigns/check',
    tag,
    permission: 'view',
    summary: 'What is missing or wrong in a definition; nothing is saved. Whom it would reach: the waterfall',
    body: z.object({
      campaign_id: idSchema('cmp')
        .nullable()
        .default(null)
        .describe('Whose definition it is: what is live of it is then not taken for another’s'),
      definition: campaignDefinition,
    }),
    reply: z.object({
      destination,
      problems: z.array(problem),
      attributes: z.array(z.string()).describe('Attributes the message uses'),
    }),
  }),
  checkLinks: contract({
    method: 'POST',
    path: '/api/campaigns/check-links',
    tag,
    permission: 'edit',
    summary: 'Whether the addresses in a composed message answer; those that differ by person are left out',
    body: z.object({ message: composedMessage }),
    reply: z.object({
      links: z.array(
        z.object({
          field: z.string().describe('Path into the composed message'),
          url: z.string(),
          state: z.enum(['ok', 'dead', 'unknown']),
          detail: z.string(),
        }),
      ),
    }),
  }),
  preview: contract({
    method: 'POST',
    path: '/api/campaigns/preview',
    tag,
    permission: 'view',
    summary: 'Render a definition for one person; nothing is sent',
    body: z.object({
      ...look,
      definition: campaignDefinition,
    }),
    reply: rendering,
  }),
  test: contract({
    method: 'POST',
    path: '/api/campaigns/test',
    tag,
    permission: 'send',
    summary: 'Send a definition to one person now and show request and response',
    body: z.object({
      ...look,
      definition: campaignDefinition,
    }),
    reply: rendering.extend({
      response: z
        .object({
          status: z.number().int().nullable(),
          headers: z.record(z.string(), z.string()),
          body: z.string(),
          duration_ms: z.number(),
          earlier: z.array(z.string()).describe('Redirects followed, an access token renewed: a line each'),
        })
        .nullable(),
      outcome: z.object({
        state: z.enum(['accepted', 'failed', 'unknown', 'not_sent']),
        reason: z.string().nullable(),
        title: z.string(),
        remedy: z.string().nullable(),
      }),
    }),
  }),
};
