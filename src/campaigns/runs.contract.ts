// The runs of a campaign: those to come, by its schedule, and those it had.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { wholeNumberText } from '../kit/whole-number.ts';
import { schedule } from './schedule.contract.ts';

const clock = {
  local_time: z
    .string()
    .nullable()
    .describe('By the clocks of its zone, such as 2026-10-25T09:00; null: it has no zone'),
  offset: z.string().nullable().describe('Of its zone from UTC at that instant, such as +01:00'),
};

export const plannedRun = z
  .object({
    at: z.iso.datetime(),
    ...clock,
    until: z.iso
      .datetime()
      .nullable()
      .describe(
        'In each person’s own time zone: when the last zone on Earth reaches it; null: everybody at once',
      ),
    change: z
      .enum(['none', 'shifted', 'skipped', 'twice'])
      .describe(
        'What a clock change does to it. shifted: the clocks changed since the run before, it stays at its local time. skipped: its time does not exist that day, it goes out at local_time instead. twice: its time comes twice that day, it goes out the first time',
      ),
    note: z.string().nullable().describe('The same in words; null: nothing'),
  })
  .meta({ id: 'PlannedRun' });
export type PlannedRun = z.output<typeof plannedRun>;

const run = z
  .object({
    occurrence: z.number().int(),
    version: z.number().int().describe('Of the campaign, as it was published'),
    state: z.enum(['due', 'preparing', 'sending', 'finished', 'stopped']),
    planned_at: z.iso.datetime(),
    ...clock,
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    recipients: z
      .number()
      .int()
      .describe('People it found, those it then skipped too; of a run under way some seconds old'),
    accepted: z.number().int(),
    failed: z.number().int(),
  })
  .meta({ id: 'Run' });
export type Run = z.output<typeof run>;

const missed = z
  .object({
    noticed_at: z.iso.datetime(),
    runs: z.number().int(),
    first_at: z.iso.datetime(),
    last_at: z.iso.datetime(),
    because: z.string(),
  })
  .meta({ id: 'MissedRuns' });

export const MOST_PLANNED = 20;
const count = z.coerce.number().int().min(1).max(MOST_PLANNED).default(5);

export const runRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/campaigns/:id/runs',
    tag: 'Campaigns',
    permission: 'view',
    summary: 'The runs of a campaign: the next ones, those it had (newest first), and those it missed',
    params: z.object({ id: idSchema('cmp') }),
    query: z.object({
      next: count,
      before: wholeNumberText.optional().describe('Runs with a lower occurrence'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    reply: z.object({
      time_zone: z.string().nullable().describe('Of the schedule'),
      next: z.array(plannedRun).describe('None while it is paused, stopped or finished'),
      past: z.array(run),
      earlier: z.number().int().nullable().describe('`before` of the next page'),
      missed: z.array(missed).describe('The last 100 times that runs were missed, newest first'),
    }),
  }),
  plan: contract({
    method: 'POST',
    path: '/api/campaigns/planned-runs',
    tag: 'Campaigns',
    permission: 'view',
    summary: 'The first runs of a schedule, were it published now; nothing is saved',
    body: z.object({
      campaign_id: idSchema('cmp')
        .nullable()
        .default(null)
        .describe('Its runs so far count, where it ends after so many'),
      schedule,
      count,
    }),
    reply: z.object({
      runs: z.array(plannedRun).describe('None: it has no run at all'),
      more: z.boolean().describe('Whether others follow them'),
    }),
  }),
};
