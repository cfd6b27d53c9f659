// Content blocks over HTTP: texts that several messages share. A message takes them in when it is published, and keeps them.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { CAMPAIGN_STATES, recipient } from './campaign.contract.ts';

export const MAX_BLOCKS = 500;

const fields = {
  name: z
    .string()
    .trim()
    .regex(
      /^[A-Za-z][A-Za-z0-9_ -]{0,59}$/,
      'must begin with a letter and have letters, digits, spaces, - and _ only',
    )
    .describe("{{ ContentBlock.name }}, or {{ ContentBlock['a name'] }}"),
  body: z
    .string()
    .min(1, 'write a text')
    .max(10_000, 'has more than 10,000 characters')
    .describe('May hold Liquid and other blocks'),
};

const block = z
  .object({
    id: idSchema('blk'),
    ...fields,
    created_at: z.iso.datetime(),
    updated_at: z.iso
      .datetime()
      .describe('Send it back with a change; a change by somebody else in between is refused'),
  })
  .meta({ id: 'ContentBlock' });
export type ContentBlock = z.output<typeof block>;

const use = z.object({
  kind: z.enum(['campaign', 'block']),
  id: z.string(),
  name: z.string(),
  state: z.enum(CAMPAIGN_STATES).nullable().describe('Of a campaign'),
  holds: z
    .enum(['draft', 'published', 'both'])
    .describe(
      'published: with the text of the day it was published; a draft gets the text of the day it will be',
    ),
});
export type BlockUse = z.output<typeof use>;

const params = z.object({ id: idSchema('blk') });
const tag = 'Content blocks';

export const contentBlockRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/content-blocks',
    tag,
    permission: 'view',
    summary: `All content blocks, by name; at most ${MAX_BLOCKS}`,
    reply: z.object({ blocks: z.array(block) }),
  }),
  create: contract({
    method: 'POST',
    path: '/api/content-blocks',
    tag,
    permission: 'edit',
    summary: 'Write a content block',
    body: z.object(fields),
    reply: block,
  }),
  get: contract({
    method: 'GET',
    path: '/api/content-blocks/:id',
    tag,
    permission: 'view',
    summary: 'A content block, and what it is used in',
    params,
    reply: z.object({ block, used_in: z.array(use) }),
  }),
  update: contract({
    method: 'PUT',
    path: '/api/content-blocks/:id',
    tag,
    permission: 'edit',
    summary: 'Change a content block; what was published keeps the text it had',
    params,
    body: z.object({ ...fields, updated_at: z.iso.datetime() }),
    reply: block,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/content-blocks/:id',
    tag,
    permission: 'edit',
    summary: 'Delete a content block that no draft and no other block uses',
    params,
    reply: z.object({ deleted: z.literal(true) }),
  }),
  preview: contract({
    method: 'POST',
    path: '/api/content-blocks/preview',
    tag,
    permission: 'view',
    summary: 'A text as one person would read it; nothing is saved',
    body: z.object({ body: z.string().max(10_000), recipient }),
    reply: z.object({
      text: z.string().nullable().describe('null: the person would be skipped'),
      explanation: z.string().nullable(),
    }),
  }),
};
