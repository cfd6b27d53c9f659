// Identity and privacy over HTTP: merging and the way back, erasing, copies, and what people asked for.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { customerId } from './profile.contract.ts';

const at = z.iso.datetime();

const erasure = z
  .object({
    id: idSchema('ers'),
    requested_at: at,
    requested_by: z.string(),
    source: z.enum(['operator', 'api', 'opengdpr', 'facebook']),
    people: z.number().int(),
    erased: z.number().int(),
    waiting: z.number().int().describe('People to whom a message is leaving at this moment; they are next'),
    counts: z.record(z.string(), z.number().int()).describe('Rows erased or emptied, by table'),
    finished_at: at.nullable(),
  })
  .meta({ id: 'Erasure' });

const privacyRequest = z
  .object({
    id: idSchema('prq'),
    kind: z.enum(['erasure', 'access', 'portability', 'deauthorisation']),
    source: z.enum(['opengdpr', 'facebook']),
    state: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
    external_id: z.string().nullable().describe('The asker’s own id of the request'),
    confirmation_code: z.string().nullable(),
    subject: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Who it is about, as told; null once closed, but the kinds looked_for when nobody was found'),
    person_id: idSchema('prf').nullable(),
    erasure_id: idSchema('ers').nullable(),
    note: z.string().nullable(),
    received_at: at,
    due_at: at,
    completed_at: at.nullable(),
  })
  .meta({ id: 'PrivacyRequest' });

const person = z.object({ id: idSchema('prf') });
const request = z.object({ id: idSchema('prq') });
const tag = 'Privacy';
const MAX_PEOPLE = 1_000;

export const privacyRoutes = {
  merge: contract({
    method: 'POST',
    path: '/api/people/:id/merge',
    tag: 'People',
    permission: 'edit',
    summary: 'Merge this person into a customer, who remains; it can be undone for 30 days',
    params: person,
    body: z.object({ into: idSchema('prf'), reason: z.string().trim().max(300).default('') }),
    reply: z.object({ id: idSchema('prf').describe('Who remains'), merged: z.boolean() }),
  }),
  undoMerge: contract({
    method: 'POST',
    path: '/api/people/:id/undo-merge',
    tag: 'People',
    permission: 'edit',
    summary: 'Undo the merge in which this person went: they come back with what was their own',
    params: person,
    reply: z.object({ restored: idSchema('prf'), remaining: idSchema('prf') }),
  }),
  erase: contract({
    method: 'POST',
    path: '/api/people/:id/erase',
    tag,
    permission: 'send',
    summary: 'Erase a person for good',
    params: person,
    reply: erasure,
  }),
  eraseMany: contract({
    method: 'POST',
    path: '/api/erasures',
    tag,
    permission: 'send',
    summary: 'Erase people for good. Whoever is not known is left out',
    body: z
      .object({
        ids: z.array(idSchema('prf')).max(MAX_PEOPLE).default([]),
        customer_ids: z.array(customerId).max(MAX_PEOPLE).default([]),
      })
      .refine(({ ids, customer_ids }) => ids.length + customer_ids.length > 0, 'must name somebody'),
    reply: erasure,
  }),
  listErasures: contract({
    method: 'GET',
    path: '/api/erasures',
    tag,
    permission: 'view',
    summary: 'Receipts of erasures, newest first',
    query: z.object({
      after: idSchema('ers').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ erasures: z.array(erasure), next: z.string().nullable() }),
  }),
  getErasure: contract({
    method: 'GET',
    path: '/api/erasures/:id',
    tag,
    permission: 'view',
    summary: 'The receipt of an erasure',
    params: z.object({ id: idSchema('ers') }),
    reply: erasure,
  }),
  listRequests: contract({
    method: 'GET',
    path: '/api/privacy-requests',
    tag,
    permission: 'view',
    summary: 'What people, or Facebook for them, asked about their data; open ones first',
    reply: z.object({ requests: z.array(privacyRequest) }),
  }),
  eraseForRequest: contract({
    method: 'POST',
    path: '/api/privacy-requests/:id/erase',
    tag,
    permission: 'send',
    summary: 'Say who a request is about, and erase them',
    params: request,
    body: z.object({ person_id: idSchema('prf') }),
    reply: privacyRequest,
  }),
  closeRequest: contract({
    method: 'POST',
    path: '/api/privacy-requests/:id/close',
    tag,
    permission: 'send',
    summary: 'Close a request, saying what was done or why nothing had to be',
    params: request,
    body: z.object({ note: z.string().trim().min(1, 'Say what was done').max(500) }),
    reply: privacyRequest,
  }),
};
