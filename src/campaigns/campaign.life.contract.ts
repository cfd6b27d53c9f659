// A campaign's life over HTTP: found in the list, published, approved, paused, compared with what it was, put away.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { wholeNumber, wholeNumberText } from '../kit/whole-number.ts';
import {
  CAMPAIGN_STATES,
  campaign,
  campaignDefinition,
  campaignTag,
  DELIVERY_TYPES,
} from './campaign.contract.ts';

const params = z.object({ id: idSchema('cmp') });
const tag = 'Campaigns';
const note = z.string().trim().max(1000, 'is longer than 1,000 characters');

const campaignRow = z.object({
  id: idSchema('cmp'),
  name: z.string(),
  tags: z.array(z.string()),
  state: z.enum(CAMPAIGN_STATES),
  delivery_type: z.enum(DELIVERY_TYPES),
  awaits_approval: z.boolean(),
  has_changes: z.boolean(),
  is_archived: z.boolean(),
  segment_name: z.string().nullable(),
  page_name: z.string().nullable(),
  scheduled_at: z.iso.datetime().nullable().describe('The next run, or else the last'),
  recipients: z.number().int().describe('Of all runs; of those under way some seconds old'),
  accepted: z.number().int(),
  failed: z.number().int(),
  created_at: z.iso.datetime(),
});

export const SORTS = ['newest', 'name', 'next_run'] as const;
export type CampaignSort = (typeof SORTS)[number];

const filter = z.object({
  search: z.string().trim().max(200).default('').describe('In names and tags, without accents; or an id'),
  state: z.enum(CAMPAIGN_STATES).optional(),
  archived: z.enum(['no', 'only', 'all']).default('no'),
  delivery_type: z.enum(DELIVERY_TYPES).optional(),
  tag: campaignTag.optional(),
  page_id: z.string().regex(/^\d+$/).optional(),
});

export const BULK_ACTIONS = [
  'pause',
  'resume',
  'stop',
  'archive',
  'unarchive',
  'delete',
  'tag',
  'untag',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];
const MAX_BULK = 200;

const version = z.object({
  version: z.number().int(),
  published_at: z.iso.datetime(),
  published_by: z.string(),
  changed: z
    .array(z.string())
    .describe('Fields in which it differs from the version before it; of the first there are none'),
});

const SEEN = 'Of the campaign, as it was looked at';

const move = (name: string, summary: string) =>
  contract({
    method: 'POST',
    path: `/api/campaigns/:id/${name}`,
    tag,
    permission: 'send',
    summary,
    params,
    reply: campaign,
  });

export const lifeRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/campaigns',
    tag,
    permission: 'view',
    summary: 'Campaigns, page by page',
    query: filter.extend({
      sort: z.enum(SORTS).default('newest').describe('next_run: the soonest first, those without one last'),
      after: z.string().max(600).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ campaigns: z.array(campaignRow), next: z.string().nullable() }),
  }),
  tags: contract({
    method: 'GET',
    path: '/api/campaigns/tags',
    tag,
    permission: 'view',
    summary: 'Tags of campaigns that are not archived, by name, and how many have each',
    reply: z.object({ tags: z.array(z.object({ tag: z.string(), campaigns: z.number().int() })) }),
  }),
  bulk: contract({
    method: 'POST',
    path: '/api/campaigns/bulk',
    tag,
    permission: 'edit',
    summary: 'One action on many campaigns, each for itself: the answer says of each what became of it',
    body: z.object({
      ids: z
        .array(idSchema('cmp'))
        .min(1, 'name a campaign')
        .max(MAX_BULK, `names more than ${MAX_BULK} campaigns`),
      action: z.enum(BULK_ACTIONS).describe('pause, resume and stop need the permission that sending needs'),
      tag: campaignTag.optional().describe('Of tag and untag'),
    }),
    reply: z.object({
      done: z.number().int(),
      results: z.array(
        z.object({
          id: idSchema('cmp'),
          done: z.boolean(),
          message: z.string().nullable().describe('Why not'),
          remedy: z.string().nullable(),
        }),
      ),
    }),
  }),
  publish: contract({
    method: 'POST',
    path: '/api/campaigns/:id/publish',
    tag,
    permission: 'send',
    summary:
      'Send it, or schedule it, as it stands; of what is live, its next version. With `revision` refused (409) when somebody changed it since',
    params,
    body: z.object({ revision: wholeNumber.optional().describe(SEEN) }).nullish(),
    reply: campaign,
  }),
  pause: move('pause', 'Pause: nothing more leaves until it is resumed'),
  resume: move('resume', 'Go on after a pause'),
  stop: move('stop', 'End it: whoever has not been sent to is skipped'),
  approve: contract({
    method: 'POST',
    path: '/api/campaigns/:id/approve',
    tag,
    permission: 'send',
    summary:
      'Let it be published as it stands and publish it: an operator other than who asked for it or made the key that asked, and no program',
    params,
    body: z.object({ revision: wholeNumber.describe(SEEN) }),
    reply: campaign,
  }),
  withdraw: contract({
    method: 'POST',
    path: '/api/campaigns/:id/withdraw',
    tag,
    permission: 'edit',
    summary: 'Take back a request for approval, to change the campaign',
    params,
    reply: campaign,
  }),
  requestApproval: contract({
    method: 'POST',
    path: '/api/campaigns/:id/request-approval',
    tag,
    permission: 'edit',
    summary: 'Ask another operator to publish it as it stands; nobody changes it until they have decided',
    params,
    body: z.object({ note: note.describe('For whoever decides; may be empty') }),
    reply: campaign,
  }),
  reject: contract({
    method: 'POST',
    path: '/api/campaigns/:id/reject',
    tag,
    permission: 'send',
    summary: 'Decline a request for approval, and say what is to be changed',
    params,
    body: z.object({ note: note.refine((text) => text !== '', 'say what is to be changed') }),
    reply: campaign,
  }),
  archive: contract({
    method: 'POST',
    path: '/api/campaigns/:id/archive',
    tag,
    permission: 'edit',
    summary: 'Put it out of sight; its report stays',
    params,
    reply: campaign,
  }),
  unarchive: contract({
    method: 'POST',
    path: '/api/campaigns/:id/unarchive',
    tag,
    permission: 'edit',
    summary: 'Bring it back from the archive',
    params,
    reply: campaign,
  }),
  retryFailed: contract({
    method: 'POST',
    path: '/api/campaigns/:id/retry-failed',
    tag,
    permission: 'send',
    summary:
      'Send again to whoever failed or was skipped for a reason that may have gone; the report tells whom. Twice is fine',
    params,
    reply: z.object({ retried: z.number().int().describe('People who wait to be sent to again'), campaign }),
  }),
  duplicate: contract({
    method: 'POST',
    path: '/api/campaigns/:id/duplicate',
    tag,
    permission: 'edit',
    summary: 'A new draft with the same tags and definition, changes that are not published included',
    params,
    reply: campaign,
  }),
  discard: contract({
    method: 'POST',
    path: '/api/campaigns/:id/discard-changes',
    tag,
    permission: 'edit',
    summary: 'Throw away what was changed since the live version',
    params,
    reply: campaign,
  }),
  versions: contract({
    method: 'GET',
    path: '/api/campaigns/:id/versions',
    tag,
    permission: 'view',
    summary: 'What was published, newest first',
    params,
    query: z.object({
      before: wholeNumberText.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    reply: z.object({ versions: z.array(version), next: z.number().int().nullable() }),
  }),
  version: contract({
    method: 'GET',
    path: '/api/campaigns/:id/versions/:version',
    tag,
    permission: 'view',
    summary: 'One version, and the fields in which the campaign differs from it now',
    params: params.extend({ version: wholeNumberText }),
    reply: version.extend({
      definition: campaignDefinition,
      differences: z.array(
        z.object({
          field: z.string(),
          before: z.unknown().describe('In this version'),
          now: z.unknown().describe('In `definition` of the campaign'),
        }),
      ),
    }),
  }),
  restore: contract({
    method: 'POST',
    path: '/api/campaigns/:id/versions/:version/restore',
    tag,
    permission: 'edit',
    summary: 'Make a version what is worked on; it goes out once it is published',
    params: params.extend({ version: wholeNumberText }),
    reply: campaign,
  }),
  edits: contract({
    method: 'GET',
    path: '/api/campaigns/:id/edits',
    tag,
    permission: 'view',
    summary:
      'Whether it changed, and who else changed it in the last minutes: cheap enough to ask every few seconds',
    params,
    reply: z.object({
      revision: z.number().int(),
      state: z.enum(CAMPAIGN_STATES),
      may_edit: z.boolean().describe('Whether its state allows it: not while approval is awaited'),
      others: z.array(z.object({ by: z.string(), at: z.iso.datetime() })),
    }),
  }),
  history: contract({
    method: 'GET',
    path: '/api/campaigns/:id/history',
    tag,
    permission: 'view',
    summary: 'Who did what with it, newest first',
    params,
    query: z.object({
      after: z.coerce.number().int().optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({
      lines: z.array(
        z.object({
          id: z.number().int(),
          at: z.iso.datetime(),
          actor: z.string(),
          action: z.string(),
          details: z.record(z.string(), z.unknown()),
        }),
      ),
      next: z.number().int().nullable(),
    }),
  }),
};
