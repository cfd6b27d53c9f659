// Where MoEngage's dialect is spoken: its bodies, its authentication and its errors, apart from the rest of the service.
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { AppError, describeError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { parseJsonBody } from '../kit/http/json-body.ts';
import type { Log } from '../kit/log.ts';
import { failReply } from './moengage.reply.ts';
import { BODY_LIMIT_BYTES } from './moengage.schema.ts';

export interface ScopeNeeds {
  log: Log;
  /** Who calls: workspace id and API key by HTTP Basic. Throws AppError. */
  basicAuth: (request: FastifyRequest) => Promise<Actor>;
}

/** `public` for the operators' check: `basicAuth` has authenticated the caller before the body is read. */
export const OPEN = { config: { permission: 'public' as const }, schema: { hide: true } };

export function setUpScope(scope: FastifyInstance, { basicAuth, log }: ScopeNeeds): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    async (_request: FastifyRequest, body: Buffer) => parseJsonBody(body),
  );
  scope.addHook('onRequest', async (request) => {
    request.actor = await basicAuth(request);
    for (const said of namedWorkspaces(request)) {
      if (said !== request.actor.workspaceId) throw otherWorkspace(request.actor.workspaceId);
    }
  });
  scope.setErrorHandler((thrown, _request, reply) => {
    const requestId = randomBytes(6).toString('base64url');
    const { status, body } = failReply(thrown, requestId);
    // A database that is away comes back by itself, and the caller is told to send again; anything else needs a person.
    const level = isConnectionLoss(thrown) ? 'warn' : 'error';
    if (status >= 500) log[level]({ requestId, cause: describeError(thrown) }, 'ingest.failed');
    if (status === 401) reply.header('www-authenticate', 'Basic realm="Talaria", charset="UTF-8"');
    return reply.status(status).send(body);
  });
}

/** The dialect says it in up to three places: the path, the query (`app_id`) and a header. None may contradict the key. */
function namedWorkspaces(request: FastifyRequest): unknown[] {
  const { workspace } = request.params as { workspace?: string };
  const { app_id } = request.query as { app_id?: unknown };
  return [workspace, app_id, request.headers['moe-appkey']].filter((said) => said !== undefined);
}

const otherWorkspace = (own: string): AppError =>
  new AppError(
    'forbidden',
    'The workspace in the address or in MOE-APPKEY is another than that of the API key.',
    {
      remedy: `That of this key is ${own}.`,
    },
  );
