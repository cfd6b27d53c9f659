// What came of a campaign: its funnel, goals with uplift, the course over time, and the same figures by variant, version and
// run. Part of a campaign's report, asked for on its own because it looks at more than the ledger.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { scopeQuery } from './scope.contract.ts';

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
  conditions: count.describe('How many the event has to meet'),
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
  version: count.describe('Whose it is: the newest that was sent and has variants'),
  place: count,
  name: z.string(),
  winner: z
    .object({
      runs: count.describe('How many runs chose it'),
      of_runs: count.describe('Of how many that have chosen; each chooses for itself'),
      run: count.describe('The latest of them; the rest is about that one'),
      because: z
        .enum(['best', 'tie', 'nothing'])
        .describe(
          'best: more of its people did it than of any other. tie: as many as of another, so the first of them. nothing: nobody had done anything, so the first of all',
        ),
      metric: z.enum(['read', 'clicked', 'replied', 'converted']).nullable().describe('By what'),
      at: z.iso.datetime().nullable(),
      confidence: z
        .number()
        .nullable()
        .describe('That it is better than the next, 0.5 to 1; null: there was nothing to compare'),
    })
    .nullable()
    .describe('null: it was not chosen'),
  rollout: counts
    .nullable()
    .describe('Of those who were sent it after it had been chosen; not in the other figures. null: nobody'),
});
const version = z.object({
  version: count,
  published_at: z.iso.datetime(),
  published_by: z.string(),
});
const run = z.object({
  run: count,
  version: count,
  one_by_one: z
    .boolean()
    .describe(
      'People come into it one by one, for as long as its version is the live one; not to a segment at once',
    ),
  started_at: z.iso.datetime().nullable(),
});
const versionResult = version.extend(counts.shape);
const runResult = run.extend({ finished_at: z.iso.datetime().nullable(), ...counts.shape });

const point = z.object({
  at: z.iso.datetime().describe('When it begins'),
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
  came: count.describe('How often somebody did, or something happened, what it waits for'),
  entered: count.describe('People who were let in, each time'),
  runs_started: count.describe('What started a run for a whole segment'),
  turned_away: z.array(left).describe('The largest first'),
});

export const results = z
  .object({
    run: count.nullable().describe('The run it is about; null: all'),
    version: count.nullable().describe('The version whose runs it is about; null: all'),
    counted_at: z.iso
      .datetime()
      .describe('When the ledger was counted; large ones are not counted each time'),
    is_recounting: z.boolean().describe('Newer figures are being counted; ask again in a second'),
    funnel: z.array(funnelStep),
    goals: z.array(goalResult).max(50),
    series: z.object({
      step_seconds: count.describe(
        'Width of a point. A day begins at midnight in the time zone, so it has 23 or 25 hours when the clocks change; a week begins on Monday',
      ),
      time_zone: z.string().describe('Of the workspace'),
      points: z.array(point).max(200),
    }),
    variants: z.array(variantResult).max(20),
    variants_text: z.string().nullable().describe('Who leads, and how sure that is'),
    versions: z.array(versionResult).max(100).describe('Those it is about, newest first'),
    runs: z
      .array(runResult)
      .max(100)
      .describe('Those it is about that have started, newest first; at most 100'),
    choices: z
      .object({
        versions: z.array(version).max(100),
        runs: z.array(run).max(100),
        variants: z
          .array(z.string())
          .max(800)
          .describe('Names of the variants of all versions, the newest first'),
      })
      .describe('All versions and the latest runs that have started, each of which can be asked for alone'),
    windows: windows.nullable().describe('null: it is not sent by a Page'),
    entries: entries.nullable().describe('null: it waits for nothing that happens'),
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
    query: scopeQuery,
    reply: results,
  }),
};
