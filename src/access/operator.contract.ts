// Who may sign in to the workspace, over HTTP. Only its owners manage it, signed in: a program never does.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';

/** From least to most; each includes those before it. */
export const OPERATOR_PERMISSIONS = ['view', 'edit', 'send', 'own'] as const;
export type OperatorPermission = (typeof OPERATOR_PERMISSIONS)[number];

const permission = z
  .enum(OPERATOR_PERMISSIONS)
  .describe(
    'view: looks. edit: makes drafts and segments. send: publishes and approves. own: everything, operators and keys too',
  );
const name = z.string().trim().min(1, 'give a name').max(100);

const operator = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  permission,
  must_change_password: z.boolean().describe('The password is still a one-time password'),
  created_at: z.iso.datetime(),
  last_sign_in_at: z.iso.datetime().nullable().describe('Of the sign-ins in force; null: none is'),
  is_you: z.boolean(),
});
const withPassword = operator.extend({
  one_time_password: z
    .string()
    .describe('In this reply and nowhere else; it is to be changed after the sign-in'),
});
const params = z.object({ id: z.string().min(1).max(64) });
const tag = 'Access';
const owned = { tag, permission: 'own' } as const;

export const operatorRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/operators',
    ...owned,
    summary: 'Who may sign in, oldest first',
    reply: z.object({ operators: z.array(operator) }),
  }),
  add: contract({
    method: 'POST',
    path: '/api/operators',
    ...owned,
    summary: 'Add an operator; the one-time password is shown this once',
    body: z.object({
      name,
      email: z.email('is not an e-mail address such as ana@example.com').max(254).toLowerCase(),
      permission,
    }),
    reply: withPassword,
  }),
  save: contract({
    method: 'PUT',
    path: '/api/operators/:id',
    ...owned,
    summary: 'Rename an operator or change what they may do, from their next request on',
    params,
    body: z.object({ name, permission }),
    reply: operator,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/operators/:id',
    ...owned,
    summary: 'Remove an operator and end their sign-ins at once',
    params,
    reply: z.object({ removed: z.literal(true) }),
  }),
  resetPassword: contract({
    method: 'POST',
    path: '/api/operators/:id/password',
    ...owned,
    summary: 'Give an operator a new one-time password and end their sign-ins',
    params,
    reply: withPassword,
  }),
};
