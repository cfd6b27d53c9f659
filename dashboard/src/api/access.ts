// Who is signed in, signing in and out (better-auth's own addresses), operators, and API keys.
import { queryOptions } from '@tanstack/react-query';
import { ApiError, api, refusal, unwrap } from './client.ts';
import type { ApiKey, Operator } from './types.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/me', { signal })),
  staleTime: 5 * 60_000,
});

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/keys', { signal })),
});

export const saveWorkspace = (body: { name: string; time_zone: string }) =>
  unwrap(api.PUT('/api/workspace', { body }));

export const createKey = (body: { name: string; permission: ApiKey['permission'] }) =>
  unwrap(api.POST('/api/keys', { body }));
export const revokeKey = (id: string) => unwrap(api.DELETE('/api/keys/{id}', { params: { path: { id } } }));

export const operatorsQuery = queryOptions({
  queryKey: ['operators'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/operators', { signal })),
});

type OperatorFields = Pick<Operator, 'name' | 'permission'>;
const operator = (id: string) => ({ params: { path: { id } } });

export const addOperator = (body: OperatorFields & { email: string }) =>
  unwrap(api.POST('/api/operators', { body }));
export const saveOperator = ({ id, ...body }: OperatorFields & { id: string }) =>
  unwrap(api.PUT('/api/operators/{id}', { ...operator(id), body }));
export const removeOperator = (id: string) => unwrap(api.DELETE('/api/operators/{id}', operator(id)));
export const resetOperatorPassword = (id: string) =>
  unwrap(api.POST('/api/operators/{id}/password', operator(id)));

async function authCall(action: string, body: object): Promise<void> {
  const response = await fetch(`/api/auth/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiError(0, { message: 'Talaria does not answer.', remedy: 'Check that the service runs.' });
  });
  if (response.ok) return;
  const reply: unknown = await response.json().catch(() => null);
  // better-auth answers {code, message}; our own edge answers {error}.
  const message =
    typeof reply === 'object' && reply !== null && 'message' in reply ? String(reply.message) : undefined;
  throw new ApiError(response.status, message === undefined ? refusal(reply, response.status) : { message });
}

export const signIn = (email: string, password: string) => authCall('sign-in/email', { email, password });
export const signOut = () => authCall('sign-out', {});
export const changePassword = (currentPassword: string, newPassword: string) =>
  authCall('change-password', { currentPassword, newPassword, revokeOtherSessions: true });
