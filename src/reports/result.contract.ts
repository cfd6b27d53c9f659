// What came of a campaign: its funnel, goals with uplift, the course over time, and the same figures by variant, version and
// run. Part of a campaign's report, asked for on its own because it looks at more than the ledger.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';

const count = z.number().int();

export const FUNNEL_STEPS = [
  'in_segment',
  'admitted',
  'sent',
  'delivered',
  'read',
  'engaged',
  'converted',
] as const;

const left = z.object({
  reason: z.string().describe('As in the report; open: they may still come on'),
  title: z.string(),
  count,
});

const funnelStep = z.object({
  step: z.enum(FUNNEL_STEPS),
  people: count,
  left: z
    .array(left)
    .describe('Who was at the step before and is not at this one, by reason; the largest first'),
});

const interval = z.object({ low: z.number(), high: z.number() }).describe('95 %');

export const goalResult = z.object({
  name: z.string(),
  event: z.string(),
  within_hours: z.number().int(),
  people: count.describe('Messages after which it was reached; each counted once'),
  times: count,
  share: z.number().describe('Of those whom the message was accepted for, 0 to 1'),
  interval,
  revenue: z.number().nullable().describe('null: the goal has none'),
  median_minutes: z.number().nullable().describe('From the message to the first time; null: nobody yet'),
  control: z
    .object({
      group: z
        .enum(['campaign', 'workspace'])
        .describe('The campaign’s own control group; the workspace’s, who get no campaign, when it has none'),
      people: count,
      of: count.describe('Who was left out for comparison, each person once'),
      share: z.number(),
      let_in: z
        .object({ people: count, of: count, share: z.number() })
        .describe(
          'Whom it is compared with: everybody who was let in, whether a message reached them or not, each person once',
        ),
      difference: z.number().describe('The share of those let in less this one'),
      low: z.number(),
      high: z.number(),
      verdict: z.enum(['more', 'fewer', 'unsure', 'too_few']),
    })
    .nullable()
    .describe('null: nobody was left out for comparison'),
  text: z.string().describe('The comparison in words'),
});
export type GoalResult = z.output<typeof goalResult>;

const counts = z.object({
  people: count,
  accepted: count,
  failed: count,
  skipped: count,
  delivered: count,
  read: count,
  clicked: count,
  answered: count.describe('Wrote back, or tapped a quick reply or a button that answers'),
  converted: count.describe('Reached any of its goals'),
});
export type Counts = z.output<typeof counts>;

const variantResult = counts.extend({
  place: count,
  name: z.string(),
  is_winner: z.boolean(),
  winner_because: z
    .enum(['best', 'tie', 'nothing'])
    .nullable()
    .describe(
      'tie: as good as another, so the first of them. nothing: nobody had done anything, so the first of all',
    ),
  rollout: counts
    .nullable()
    .describe('Of those who were sent it after it had been chosen; not in the other figures. null: nobody'),
});
const versionResult = counts.extend({
  version: count,
  published_at: z.iso.datetime(),
  published_by: z.string(),
});
const runResult = counts.extend({
  run: count,
  version: count,
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
});

const point = z.object({
  at: z.iso.datetime(),
  accepted: count,
  delivered: count,
  read: count,
  clicked: count,
  converted: count,
});

const windows = z.object({
  sent_in_open: count.describe('Accepted as a plain message: their window was open'),
  sent_in_closed: count.describe('Accepted as a utility template, for which no open window is needed'),
  waited: count.describe('Held first because their window was closed, and accepted once they wrote'),
  not_sent: count.describe('Not sent to because their window was closed'),
  still_held: count,
  reopened: count.describe('People whose answer opened a window that had closed'),
  kept_open: count.describe('People whose answer came in the last six hours of their window'),
  text: z.string(),
});

const entries = z.object({
  came: count,
  entered: count,
  turned_away: z.array(left).describe('The largest first'),
});

export const results = z
  .object({
    run: count.nullable().describe('The run it is about; null: all'),
    counted_at: z.iso
      .datetime()
      .describe('When the ledger was counted; large ones are not counted each time'),
    is_recounting: z.boolean().describe('Newer figures are being counted; ask again in a second'),
    funnel: z.array(funnelStep),
    goals: z.array(goalResult).max(50),
    series: z.object({
      step_seconds: count.describe('Width of a point'),
      points: z.array(point).max(200),
    }),
    variants: z.array(variantResult).max(20),
    variants_text: z.string().nullable().describe('Who leads, and how sure that is'),
    versions: z.array(versionResult).max(100).describe('Newest first'),
    runs: z.array(runResult).max(100).describe('Newest first; at most 100'),
    windows: windows.nullable().describe('null: it is not sent by a Page'),
    entries: entries.nullable().describe('null: it waits for nothing that a person does'),
  })
  .meta({ id: 'Results' });
export type Results = z.output<typeof results>;

export const resultRoutes = {
  results: contract({
    method: 'GET',
    path: '/api/campaigns/:id/results',
    tag: 'Reports',
    permission: 'view',
    summary: 'What came of a campaign: funnel, goals and uplift, variants, versions, runs, course over time',
    params: z.object({ id: idSchema('cmp') }),
    query: z.object({
      run: z.coerce.number().int().min(1).optional().describe('One run; none: all of them'),
    }),
    reply: results,
  }),
};
