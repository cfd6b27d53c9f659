// Who came into campaigns that wait for what people do, and who was turned away at the door, over HTTP.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { wholeNumberText } from '../kit/whole-number.ts';
import { ENTRY_OUTCOMES, type EntryOutcome } from './entry.outcomes.ts';

const outcome = z.enum(Object.keys(ENTRY_OUTCOMES) as [EntryOutcome, ...EntryOutcome[]]);

const entry = z
  .object({
    campaign_id: idSchema('cmp'),
    campaign_name: z.string(),
    run: z.number().int().describe('The occurrence it came into, or started'),
    person_id: idSchema('prf'),
    person_name: z.string().nullable(),
    customer_id: z.string().nullable(),
    /** Of the event; api: a call of the API. */
    name: z.string(),
    happened_at: z.iso.datetime(),
    entered_at: z.iso.datetime(),
    outcome,
    explanation: z.string().describe('The outcome in words'),
    times: z.number().int().describe('So often, of somebody turned away again and again for one reason'),
    delivery_id: idSchema('dlv').nullable().describe('The message they were let in for'),
    due_at: z.iso.datetime().nullable().describe('When it leaves, or was to leave'),
  })
  .meta({ id: 'CampaignEntry' });

const query = z.object({
  outcome: outcome.optional(),
  after: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/, 'must be the `next` of the page before')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const number = wholeNumberText.optional();
const ofCampaign = query.extend({
  run: number.describe('One occurrence; none: all of them'),
  version: number.describe('Of the campaign; none: all of them'),
});
const reply = z.object({ entries: z.array(entry), next: z.string().nullable() });
const tag = 'Campaigns';

export const entryRoutes = {
  ofCampaign: contract({
    method: 'GET',
    path: '/api/campaigns/:id/entries',
    tag,
    permission: 'view',
    summary: 'Who came in by what they did, and who was turned away and why; newest first',
    params: z.object({ id: idSchema('cmp') }),
    query: ofCampaign,
    reply,
  }),
  outcomes: contract({
    method: 'GET',
    path: '/api/campaigns/:id/entries/outcomes',
    tag,
    permission: 'view',
    summary: 'How many came in and how many were turned away, by reason; the most first',
    params: z.object({ id: idSchema('cmp') }),
    reply: z.object({
      outcomes: z.array(z.object({ outcome, explanation: z.string(), people: z.number().int() })),
    }),
  }),
  ofPerson: contract({
    method: 'GET',
    path: '/api/people/:id/entries',
    tag,
    permission: 'view',
    summary: 'Which campaigns a person came into, or was turned away from; newest first',
    params: z.object({ id: idSchema('prf') }),
    query,
    reply,
  }),
};
