// Who is signed in, and API keys. Sign-in itself is better-auth's, under /api/auth.
import { z } from 'zod';
import { PERMISSIONS } from '../kit/http/actor.ts';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { isTimeZone } from '../kit/time-zone.ts';
import { KEY_PERMISSIONS } from './api-keys.ts';

const apiKey = z.object({
  id: idSchema('key'),
  name: z.string(),
  hint: z.string().describe('The last four characters of the secret'),
  permission: z
    .enum(KEY_PERMISSIONS)
    .describe('send: everything programs do. track: only says what people do, for websites and apps'),
  made_by: z.string().nullable().describe('The operator who made it; null: not known'),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
const workspace = z.object({ id: z.string(), name: z.string(), time_zone: z.string() });
const tag = 'Access';

export const accessRoutes = {
  me: contract({
    method: 'GET',
    path: '/api/me',
    tag,
    permission: 'view',
    summary: 'Who is asking',
    reply: z.object({
      name: z.string(),
      kind: z.enum(['operator', 'key']),
      permission: z.enum(PERMISSIONS),
      must_change_password: z.boolean().describe('The password is still a one-time password'),
      workspace,
    }),
  }),
  saveWorkspace: contract({
    method: 'PUT',
    path: '/api/workspace',
    tag,
    permission: 'own',
    summary: 'Rename the workspace, or set the time zone in which its segments count days, weeks and hours',
    body: z.object({
      name: z.string().trim().min(1, 'give it a name').max(100),
      time_zone: z.string().max(64).refine(isTimeZone, 'is not a time zone such as Europe/Prague'),
    }),
    reply: workspace,
  }),
  listKeys: contract({
    method: 'GET',
    path: '/api/keys',
    tag,
    permission: 'own',
    summary: 'API keys in force',
    reply: z.object({ keys: z.array(apiKey) }),
  }),
  createKey: contract({
    method: 'POST',
    path: '/api/keys',
    tag,
    permission: 'own',
    summary: 'Make an API key; its secret is shown this once',
    body: z.object({
      name: z.string().trim().min(1, 'give it a name').max(100),
      permission: z.enum(KEY_PERMISSIONS).default('send'),
    }),
    reply: apiKey.extend({ secret: z.string() }),
  }),
  revokeKey: contract({
    method: 'DELETE',
    path: '/api/keys/:id',
    tag,
    permission: 'own',
    summary: 'Revoke an API key at once',
    params: z.object({ id: idSchema('key') }),
    reply: z.object({ revoked: z.literal(true) }),
  }),
};
