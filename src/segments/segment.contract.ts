// Segments over HTTP: what the dashboard and API users send and get.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { segmentFilter } from './filter.contract.ts';

const segmentInput = z.object({
  name: z.string().trim().min(1, 'give it a name').max(120),
  filter: segmentFilter,
});

export const segment = segmentInput
  .extend({
    id: idSchema('seg'),
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
    body: segmentInput,
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
  preview: contract({
    method: 'POST',
    path: '/api/segments/preview',
    tag,
    permission: 'view',
    summary: 'Who would be in: counts and a sample, without saving',
    body: z.object({ filter: segmentFilter, page_id: z.string().regex(/^\d+$/).nullable().default(null) }),
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
