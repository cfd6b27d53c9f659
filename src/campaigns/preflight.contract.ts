// The preflight: everybody's message rendered and checked against the limits of the platform before the first is sent; who
// lacks what, and the fallback that mends it.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { wholeNumber } from '../kit/whole-number.ts';
import { attributeName } from '../profiles/profile.contract.ts';
import { campaignDefinition } from './campaign.contract.ts';

const people = z.number().int().min(0);

/** More are counted, not listed. */
export const MAX_LISTED = 10_000;
export const MAX_FINDINGS = 100;
export const SAMPLE_SIZE = 20;

const affected = z.object({
  id: idSchema('prf'),
  name: z.string().nullable(),
  customer_id: z.string().nullable(),
});

const finding = z.object({
  id: z.string().describe('Names it within this preflight, for the list of its people'),
  kind: z
    .enum(['missing_attribute', 'limit', 'do_not_send', 'other'])
    .describe('limit: the platform would refuse the message'),
  reason: z.string().describe('missing_attribute:first_name, limit:message.text, …'),
  route: z.number().int().describe('The place in the definition’s routes of the message in question'),
  fields: z
    .array(z.string())
    .describe('Where in the definition it arises; paths as in the problems of a check'),
  attribute: z.string().nullable(),
  title: z.string(),
  remedy: z.string().nullable(),
  worst: z.string().nullable().describe('The worst of them in figures: 2,140 characters'),
  people,
  sample: z.array(affected).max(SAMPLE_SIZE),
  can_fall_back: z.boolean().describe('A fallback for the attribute mends it in one call'),
});

export const PREFLIGHT_STATES = ['running', 'finished', 'failed', 'cancelled'] as const;

export const preflight = z
  .object({
    state: z.enum(PREFLIGHT_STATES),
    revision: z.number().int().describe('Of the campaign that was checked'),
    is_current: z.boolean().describe('false: the campaign was changed since; start it anew'),
    because: z.string().nullable().describe('Why it failed or was cancelled'),
    started_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    total: people.nullable().describe('In the segment; null until they are counted'),
    checked: people,
    fine: people.describe('Their messages are sent as they are'),
    unreachable: people.describe('Without a PSID on the Page, blocked or opted out: not sent to anyway'),
    affected: people.describe('With at least one finding; fine + unreachable + affected = checked'),
    seconds_left: z.number().int().nullable(),
    findings: z.array(finding).describe('Most people first'),
  })
  .meta({ id: 'Preflight' });
export type Preflight = z.output<typeof preflight>;

const params = z.object({ id: idSchema('cmp') });
const tag = 'Campaigns';
const path = '/api/campaigns/:id/preflight';

export const preflightRoutes = {
  start: contract({
    method: 'POST',
    path,
    tag,
    permission: 'edit',
    summary:
      'Check everybody’s message; one that runs, or is finished, for this revision is returned as it is',
    params,
    body: z.object({ again: z.boolean().default(false).describe('Begin anew even so: people change too') }),
    reply: preflight,
  }),
  get: contract({
    method: 'GET',
    path,
    tag,
    permission: 'view',
    summary: 'Progress and findings of the latest preflight',
    params,
    reply: z.object({ preflight: preflight.nullable().describe('null: none was started') }),
  }),
  cancel: contract({
    method: 'POST',
    path: `${path}/cancel`,
    tag,
    permission: 'edit',
    summary: 'Stop the preflight; what it found so far stays',
    params,
    reply: preflight,
  }),
  people: contract({
    method: 'GET',
    path: `${path}/people`,
    tag,
    permission: 'view',
    summary: `Whom a finding is about, by id; at most ${MAX_LISTED.toLocaleString('en-US')} of each are listed`,
    params,
    query: z.object({
      finding: z.string().min(1).max(400),
      after: idSchema('prf').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ people: z.array(affected), next: z.string().nullable() }),
  }),
  fallback: contract({
    method: 'POST',
    path: '/api/campaigns/:id/fallback',
    tag,
    permission: 'edit',
    summary: 'Give an attribute a fallback wherever the draft outputs it without one',
    params,
    body: z.object({
      attribute: attributeName,
      value: z.string().max(200).describe('What stands there for whoever lacks it'),
      revision: wholeNumber,
    }),
    reply: z.object({
      revision: z.number().int(),
      definition: campaignDefinition,
      changed: z.array(z.string()).describe('The fields that were changed'),
    }),
  }),
};
