// Who is asking, on every request: an operator by session cookie, a program by API key. Routes state what they need
// (`config.permission`); a route under /api or /v1 that states nothing is refused, so that forgetting it opens nothing.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { createGroupCommit } from '../kit/group-commit.ts';
import { type Actor, PERMISSIONS, type Permission } from '../kit/http/actor.ts';
import { findApiKeys } from './api-keys.ts';
import { registerAuthRoutes, toWebHeaders } from './auth.routes.ts';
import { type AuthNeeds, createAuth } from './auth.ts';
import { mayUseCookie } from './same-origin.ts';

export interface AccessNeeds extends AuthNeeds {
  db: Db;
  clock: Clock;
}

export interface Access {
  /** Adds the sign-in routes and the check to the whole app. Call it before any other route is registered. */
  register(app: FastifyInstance): void;
  /**
   * The program behind HTTP Basic with workspace id : API key, as the dialects authenticate. `unauthenticated` without
   * or with a wrong key; `forbidden` for a key of another workspace than the user name says, or one that may only track.
   */
  basicAuth(request: FastifyRequest): Promise<Actor>;
  /** The program that has this key, whatever it may do: where a dialect finds the key by itself. `unauthenticated`. */
  keyAuth(secret: string): Promise<Actor>;
}

const GUARDED = /^\/(api|v1)(\/|$)/;
/** The API's description: the source is open, and a program's author reads it before having a key. */
const DESCRIPTION = /^\/api\/(docs|openapi\.json)(\/|$)/;

export function createAccess(needs: AccessNeeds): Access {
  const auth = createAuth(needs);
  const { db, clock, publicUrl } = needs;

  // 64 programs that send at once cost one statement, and leave the connections to what they send.
  const keys = createGroupCommit((secrets: string[]) => findApiKeys(db, secrets, clock.now()));
  const findKeyActor = async (secret: string): Promise<Actor> => {
    const key = await keys.add(secret);
    if (!key) throw unauthenticated('The API key is not valid, or it was revoked.');
    return {
      kind: 'key',
      workspaceId: key.workspaceId,
      name: `key:${key.name}`,
      permission: key.permission,
      madeBy: key.madeBy,
    };
  };

  const findOperator = async (request: FastifyRequest, reply: FastifyReply): Promise<Actor | undefined> => {
    if (!request.headers.cookie?.includes('talaria.session_token')) return undefined;
    const found = await auth.api.getSession({ headers: toWebHeaders(request), returnHeaders: true });
    const operator = found.response?.user;
    if (!operator) return undefined;
    if (!mayUseCookie(request.method, request.headers, publicUrl)) throw crossSite();
    // A session in use is prolonged once a day; the browser has to hear of it.
    const cookies = found.headers.getSetCookie();
    if (cookies.length > 0) reply.header('set-cookie', cookies);
    return {
      kind: 'operator',
      workspaceId: operator.workspaceId,
      name: operator.email,
      permission: PERMISSIONS.find((permission) => permission === operator.permission) ?? 'public',
      sessionId: found.response!.session.id,
    };
  };

  const authorise = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const needed = neededPermission(request);
    if (needed === 'public') return;
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const actor = bearer ? await findKeyActor(bearer) : await findOperator(request, reply);
    if (!actor) throw unauthenticated('This needs a sign-in or an API key.');
    if (!includes(actor, needed)) throw forbidden(needed);
    request.actor = actor;
  };

  return {
    register(app) {
      app.decorateRequest('actor');
      app.addHook('onRequest', authorise);
      registerAuthRoutes(app, { auth, publicUrl });
    },
    async basicAuth(request) {
      const [workspaceId, secret] = readBasic(request.headers.authorization);
      const actor = await findKeyActor(secret);
      if (!includes(actor, 'send')) throw forbidden('send');
      if (actor.workspaceId === workspaceId) return actor;
      throw new AppError('forbidden', 'The API key belongs to another workspace than the user name says.', {
        remedy: 'Use the id of the workspace that made the key as the user name.',
      });
    },
    keyAuth: findKeyActor,
  };
}

const includes = (actor: Actor, needed: Permission): boolean =>
  PERMISSIONS.indexOf(actor.permission) >= PERMISSIONS.indexOf(needed);

/** What the route asks for. A dialect's route is `public` here and authenticates itself through `basicAuth`. */
function neededPermission(request: FastifyRequest): Permission {
  const { permission } = request.routeOptions.config;
  if (permission !== undefined) return permission;
  // An unknown address is answered 404 and needs no sign-in for that.
  const path = request.routeOptions.url ?? request.url;
  if (request.is404 || !GUARDED.test(path) || DESCRIPTION.test(path)) return 'public';
  throw new AppError('forbidden', `${request.method} ${path} states no permission and is closed.`);
}

function readBasic(header: string | undefined): [workspaceId: string, secret: string] {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon > 0) return [text.slice(0, colon), text.slice(colon + 1)];
  throw unauthenticated(
    'HTTP Basic authentication is needed: the workspace id as user name, an API key as password.',
  );
}

const unauthenticated = (message: string): AppError =>
  new AppError('unauthenticated', message, {
    remedy: 'Sign in, or send an API key made under Settings → API keys.',
  });

const forbidden = (needed: Permission): AppError =>
  new AppError('forbidden', `This needs the permission "${needed}".`, {
    remedy: 'Ask the owner of the workspace: operators and API keys have the permission they were given.',
  });

const crossSite = (): AppError =>
  new AppError('forbidden', 'A change was requested with a session cookie, but not by a page of ours.', {
    remedy: 'Browsers: open the service under its public URL. Programs: use an API key instead of a cookie.',
  });
