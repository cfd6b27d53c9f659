// Lists of people, made from files or calls of identifiers, over HTTP.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { nameText } from '../kit/storable-text.ts';
import { attributeName } from '../profiles/profile.contract.ts';

export const MAX_LISTS = 1_000;
export const listIdentifier = z.union([z.literal('customer_id'), attributeName]);

export const list = z
  .object({
    id: idSchema('lst'),
    name: z.string(),
    identifier: z.string().describe('What its values were compared with: customer_id, or an attribute'),
    people: z.number().int(),
    given: z.number().int().describe('Different values that were given'),
    unmatched: z.number().int().describe('Of them, those nobody has'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'List' });

const params = z.object({ id: idSchema('lst') });
const tag = 'Lists';

export const listRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/lists',
    tag,
    permission: 'view',
    summary: 'All lists, newest first; there are at most 1,000',
    reply: z.object({ lists: z.array(list) }),
  }),
  get: contract({
    method: 'GET',
    path: '/api/lists/:id',
    tag,
    permission: 'view',
    summary: 'One list',
    params,
    reply: list,
  }),
  create: contract({
    method: 'POST',
    path: '/api/lists',
    tag,
    permission: 'edit',
    summary: 'Make a list from identifiers; more than 5,000 come as a file (an import of the kind list)',
    body: z.object({
      name: nameText(120),
      identifier: listIdentifier,
      values: z.array(z.string().trim().min(1).max(320)).min(1).max(5_000),
    }),
    reply: z.object({ list, unmatched: z.array(z.string()).describe('Values nobody has') }),
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/lists/:id',
    tag,
    permission: 'edit',
    summary: 'Delete a list no segment uses. Its people stay',
    params,
    reply: z.object({ deleted: z.literal(true) }),
  }),
};
