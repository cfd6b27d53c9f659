// Segments over HTTP: what the dashboard and API users send and get.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { segmentFilter } from './filter.contract.ts';
import { findReversed } from './filter.walk.ts';

/** As it may be asked or saved now. Those saved before this was looked at are shown as they are: reversed ends have nobody between them. */
const soundFilter = segmentFilter.superRefine((root, context) => {
  for (const path of findReversed(root))
    context.addIssue({ code: 'custom', path, message: 'ends before it begins' });
});

const segmentInput = z.object({
  name: z.string().trim().min(1, 'give it a name').max(120),
  filter: soundFilter,
  tracked: z
    .boolean()
    .default(false)
    .describe(
      'Keep who is in, since when, how many over time, and record segment_entered and segment_left events',
    ),
});

export const segment = segmentInput
  .extend({
    id: idSchema('seg'),
    filter: segmentFilter,
    people: z
      .object({ count: z.number().int(), at: z.iso.datetime() })
      .nullable()
      .describe('When it was last counted; null: never'),
    used_by: z
      .array(z.object({ kind: z.enum(['campaign', 'segment']), id: z.string(), name: z.string() }))
      .max(10)
      .describe('What would miss it'),
    sentence: z.string().describe('The filter in plain words'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Segment' });

const samplePerson = z.object({
  id: idSchema('prf'),
  customer_id: z.string().nullable(),
  name: z.string().nullable(),
  ps_id: z.string().nullable(),
});

/** The tree as it was asked, each node with its verdict. */
interface ExplainedFilter {
  sentence: string;
  holds: boolean;
  actual: string | null;
  match: 'all' | 'any' | 'none' | null;
  filters: ExplainedFilter[];
}
export const explainedFilter: z.ZodType<ExplainedFilter> = z
  .object({
    sentence: z.string().describe('The filter in words'),
    holds: z.boolean(),
    actual: z
      .string()
      .nullable()
      .describe('What is known of the person: “city is Brno”, “2 times, last 2026-11-20”; null: of a group'),
    match: z.enum(['all', 'any', 'none']).nullable().describe('Of a group, and of a segment in a segment'),
    get filters() {
      return z.array(explainedFilter);
    },
  })
  .meta({ id: 'ExplainedFilter' });

const params = z.object({ id: idSchema('seg') });
const tag = 'Segments';

export const segmentRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/segments',
    tag,
    permission: 'view',
    summary: 'All segments, newest first',
    reply: z.object({ segments: z.array(segment) }),
  }),
  get: contract({
    method: 'GET',
    path: '/api/segments/:id',
    tag,
    permission: 'view',
    summary: 'One segment',
    params,
    reply: segment,
  }),
  create: contract({
    method: 'POST',
    path: '/api/segments',
    tag,
    permission: 'edit',
    summary: 'Create a segment',
    body: segmentInput,
    reply: segment,
  }),
  update: contract({
    method: 'PUT',
    path: '/api/segments/:id',
    tag,
    permission: 'edit',
    summary: 'Change a segment',
    params,
    body: segmentInput.extend({
      tracked: z.boolean().optional().describe('As when it is created; absent: as it is'),
    }),
    reply: segment,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/segments/:id',
    tag,
    permission: 'edit',
    summary: 'Delete a segment no draft or running campaign uses',
    params,
    reply: z.object({ deleted: z.literal(true) }),
  }),
  estimate: contract({
    method: 'POST',
    path: '/api/segments/estimate',
    tag,
    permission: 'view',
    summary:
      'About how many would be in, from a sample, at once: what an editor shows until the exact count is there',
    body: z.object({ filter: soundFilter }),
    reply: z.object({
      sentence: z.string(),
      people: z.number().int().describe('The best guess'),
      margin: z.number().int().describe('In 19 of 20 samples the truth is within this of it; 0: exact'),
      total: z.number().int().describe('All people of the workspace; may be some seconds old'),
      sampled: z
        .number()
        .int()
        .describe('How many people were looked at; 0: no answer in time, `people` then says nothing'),
    }),
  }),
  explain: contract({
    method: 'POST',
    path: '/api/segments/explain',
    tag,
    permission: 'view',
    summary: 'Is this person in, and why, or why not: filter by filter, with what is known of them',
    body: z.object({ filter: soundFilter, person_id: idSchema('prf') }),
    reply: z.object({ person_id: idSchema('prf'), is_in: z.boolean(), filter: explainedFilter }),
  }),
  people: contract({
    method: 'GET',
    path: '/api/segments/:id/people',
    tag,
    permission: 'view',
    summary: 'Who is in now, a page at a time, newest first',
    params,
    query: z.object({
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ people: z.array(samplePerson), next: z.string().nullable() }),
  }),
  history: contract({
    method: 'GET',
    path: '/api/segments/:id/history',
    tag,
    permission: 'view',
    summary: 'How many were in over time, who came and who went; of a tracked segment',
    params,
    query: z.object({ days: z.coerce.number().int().min(1).max(400).default(30) }),
    reply: z.object({
      tracked_since: z.iso.datetime().nullable(),
      problem: z
        .string()
        .nullable()
        .describe('Why the last attempt to find them failed; it is tried again by itself'),
      counts: z
        .array(
          z.object({
            at: z.iso.datetime(),
            people: z.number().int(),
            entered: z.number().int().describe('Since the entry before'),
            left: z.number().int(),
          }),
        )
        .max(1000),
    }),
  }),
  preview: contract({
    method: 'POST',
    path: '/api/segments/preview',
    tag,
    permission: 'view',
    summary: 'Who would be in: counts and a sample, without saving',
    body: z.object({ filter: soundFilter, page_id: z.string().regex(/^\d+$/).nullable().default(null) }),
    reply: z.object({
      sentence: z.string(),
      people: z.number().int().describe('How many match'),
      with_psid: z.number().int().describe('Of those, how many have a PSID (on the Page, when one is given)'),
      in_window: z.number().int().describe('Of those, how many may be messaged freely now'),
      total: z.number().int().describe('All people of the workspace'),
      sample: z.array(samplePerson).max(10),
    }),
  }),
};
