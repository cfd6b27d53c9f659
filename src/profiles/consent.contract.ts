// Consent over HTTP: the receipts of a person, and an operator or a program that says a yes or a no for them.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';

const MAX_WORDS = 500;

const consent = z.object({
  page_id: z.string(),
  page_name: z.string().nullable(),
  psid: z.string(),
  says: z.enum(['yes', 'no']).describe('Whether they may be messaged; the latest counts'),
  said_at: z.iso.datetime(),
  source: z
    .enum(['message', 'optin', 'refusal', 'operator', 'api'])
    .describe('Where: in the thread, an opt-in, an answer of the platform, an operator, a program'),
  words: z.string().describe('What was said, or who recorded it and why'),
});

const consents = z.array(consent).max(100).describe('Newest first; at most 100');

const sayConsent = z
  .object({
    page_id: z
      .string()
      .regex(/^\d{1,32}$/, 'must be digits')
      .optional()
      .describe('Default: every Page that knows them'),
    says: z.enum(['yes', 'no']),
    words: z
      .string()
      .trim()
      .max(MAX_WORDS)
      .default('')
      .describe('Of a yes: where the permission comes from. Of a no: why, when it is known'),
  })
  .refine(({ says, words }) => says === 'no' || words !== '', {
    path: ['words'],
    error: 'say where the permission comes from: without that it cannot be proved',
  });

const params = z.object({ id: idSchema('prf') });
const tag = 'People';

export const consentRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/people/:id/consents',
    tag,
    permission: 'view',
    summary: 'Receipts of what a person said to being messaged: when, where, in what words',
    params,
    reply: z.object({ consents }),
  }),
  say: contract({
    method: 'POST',
    path: '/api/people/:id/consent',
    tag,
    permission: 'edit',
    summary:
      'Record that a person may (yes) or may not (no) be messaged. A no stops at once what waits for them. Saying it twice records it once',
    params,
    body: sayConsent,
    reply: z.object({ recorded: z.number().int().describe('New receipts: one a PSID'), consents }),
  }),
};
