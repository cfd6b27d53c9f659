// Which attributes the texts of a definition use, over HTTP: whether each has a fallback, and how many of the audience lack it.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { campaignDefinition } from './campaign.contract.ts';

/** So many of the audience are looked at; more says nothing more. */
export const MAX_COUNTED = 50_000;

const textUse = z
  .object({
    name: z.string().describe('As texts name it: first_name, EventAttribute.price, Content.shop'),
    of: z.enum(['person', 'event', 'content']),
    has_fallback: z.boolean().describe('Wherever it is used; whoever lacks one that has none is skipped'),
    lacking: z.number().int().nullable().describe('People without it, of those counted; null: not counted'),
    known: z
      .boolean()
      .describe(
        'Of the event: whether every event of the trigger, or each of the latest calls of the API, has carried it; of a person: whether anybody has had it; of connected content: whether there is a source of that name',
      ),
  })
  .meta({ id: 'TextUse' });
export type TextUse = z.output<typeof textUse>;

export const textUseRoutes = {
  list: contract({
    method: 'POST',
    path: '/api/campaigns/uses',
    tag: 'Campaigns',
    permission: 'view',
    summary: 'What the texts use, of all variants and languages, and how many of the audience lack it',
    body: z.object({
      campaign_id: idSchema('cmp').nullable().default(null).describe('Whose calls of the API count'),
      definition: campaignDefinition,
    }),
    reply: z.object({
      uses: z.array(textUse),
      counted: z.number().int().nullable().describe('People looked at; null: it would take too long'),
      is_all: z.boolean().describe(`false: the audience has more than ${MAX_COUNTED} people`),
    }),
  }),
};
