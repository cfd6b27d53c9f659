// A Page's health over HTTP: its standing, its days, and what was done about it.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { facebookId, pageStanding } from './page.contract.ts';

const count = z.number().int();

export const pageDay = z.object({
  day: z.iso.date(),
  sent: count.describe('Calls of Talaria that Facebook answered'),
  blocked: count.describe('People of whom it said that they cannot be reached any more'),
  connections: count.nullable().describe('Insights: people the Page can message; null: not told'),
  new_conversations: count.nullable(),
  blocked_conversations: count.nullable(),
  reported_conversations: count.nullable(),
});
export type PageDay = z.output<typeof pageDay>;

export const pageHealth = z
  .object({
    standing: pageStanding.nullable(),
    days: z.array(pageDay).describe('The last 28 days (UTC), oldest first, none left out'),
    insights_error: z.string().nullable().describe('Why Facebook told no numbers the last time'),
    pause_at: z
      .object({ count, percent: z.number() })
      .describe(
        'So many people who cannot be reached, and at least this share of the calls since: campaigns pause',
      ),
    notices: z
      .array(pageStanding.omit({ until: true }))
      .describe('What Facebook said of the Page by webhook, newest first'),
    history: z
      .array(z.object({ at: z.iso.datetime(), actor: z.string(), action: z.string() }))
      .describe('What was done with the Page, newest first'),
  })
  .meta({ id: 'PageHealth' });
export type PageHealth = z.output<typeof pageHealth>;

export const pageHealthRoutes = {
  get: contract({
    method: 'GET',
    path: '/api/pages/:id/health',
    tag: 'Pages',
    permission: 'view',
    summary: 'How a Page stands with Facebook and with people: the last 28 days',
    params: z.object({ id: facebookId }),
    reply: pageHealth,
  }),
};
