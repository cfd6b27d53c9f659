// The bridge between Fastify and better-auth, which speaks web Request and Response. Only what we use is let through.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../kit/errors.ts';
import { AUTH_PATH, type Auth, CLIENT_IP_HEADER } from './auth.ts';

const SERVED = new Set([
  '/sign-in/email',
  '/sign-out',
  '/get-session',
  '/change-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-other-sessions',
]);
const BODY_LIMIT_BYTES = 16 * 1024;

/** Serves `/api/auth/*`. Sign-in itself needs no sign-in; better-auth checks the session where one is needed. */
export function registerAuthRoutes(
  app: FastifyInstance,
  { auth, publicUrl }: { auth: Auth; publicUrl: string },
) {
  app.route({
    method: ['GET', 'POST'],
    url: `${AUTH_PATH}/*`,
    config: { permission: 'public' },
    bodyLimit: BODY_LIMIT_BYTES,
    schema: { hide: true },
    handler: async (request, reply) => {
      const path = new URL(request.url, publicUrl).pathname;
      if (!SERVED.has(path.slice(AUTH_PATH.length))) throw notFound(`${request.method} ${path}`);
      return sendResponse(reply, await auth.handler(toWebRequest(request, publicUrl)));
    },
  });
}

function toWebRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = toWebHeaders(request);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  // The length is that of the text as it came, which we wrote anew.
  headers.delete('content-length');
  return new Request(new URL(request.url, publicUrl), {
    method: request.method,
    headers,
    ...(body !== undefined && { body }),
  });
}

/** The request's headers, with the caller's address where better-auth counts sign-in attempts by it. */
export function toWebHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) headers.append(name, item);
  }
  headers.set(CLIENT_IP_HEADER, request.ip);
  return headers;
}

async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.status(response.status);
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(await response.text());
}
