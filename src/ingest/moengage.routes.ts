// MoEngage's Data API as programs written for it call it: HTTP Basic, its requests, its answers. Stored before the answer.
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Clock } from '../kit/clock.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { AppError, describeError, invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { parseJsonBody } from '../kit/http/json-body.ts';
import type { Log } from '../kit/log.ts';
import { dedupeKey } from '../profiles/profile.contract.ts';
import { checkEvent, type TrackedEvent } from '../profiles/track.ts';
import { ACCEPTED, failReply } from './moengage.reply.ts';
import { type Action, BODY_LIMIT_BYTES, customerCall, eventCall } from './moengage.schema.ts';
import { readActionTime } from './moengage.time.ts';
import type { Writer } from './writer.ts';

export interface MoEngageNeeds {
  writer: Writer;
  clock: Clock;
  log: Log;
  basicAuth: (request: FastifyRequest) => Promise<Actor>;
}

/** Serves the dialect in a scope of its own: bodies, authentication and errors there are the dialect's. */
export function registerMoEngageRoutes(app: FastifyInstance, needs: MoEngageNeeds): void {
  app.register(async (scope) => {
    setUpDialect(scope, needs);
    // `public` for the operators' check: `basicAuth` has authenticated the caller before the body is read.
    const options = { config: { permission: 'public' as const }, schema: { hide: true } };

    scope.post('/v1/customer/:workspace', options, async (request) => {
      const call = parse(customerCall, request.body);
      await needs.writer.save({
        workspaceId: request.actor.workspaceId,
        input: { customerId: call.customer_id, attributes: call.attributes },
        onlyExisting: call.update_existing_only,
      });
      return ACCEPTED;
    });

    scope.post('/v1/event/:workspace', options, async (request) => {
      const call = parse(eventCall, request.body);
      const key = readIdempotencyKey(request);
      const events = call.actions.map((action, index) =>
        readAction(call.customer_id, action, { now: needs.clock.now(), index, key }),
      );
      const errors = await needs.writer.track({ workspaceId: request.actor.workspaceId, events });
      const refused = errors.findIndex((error) => error !== undefined);
      if (refused !== -1) throw inAction(refused, errors[refused]!);
      return ACCEPTED;
    });
  });
}

function setUpDialect(scope: FastifyInstance, { basicAuth, log }: MoEngageNeeds): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    async (_request: FastifyRequest, body: Buffer) => parseJsonBody(body),
  );
  scope.addHook('onRequest', async (request) => {
    request.actor = await basicAuth(request);
    const { workspace } = request.params as { workspace: string };
    if (workspace === request.actor.workspaceId) return;
    throw new AppError('forbidden', 'The workspace in the address is another than that of the API key.', {
      remedy: `The address for this key ends with /${request.actor.workspaceId}.`,
    });
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

/** Parses the body; the first problem becomes an error that names the field and what would be right. */
function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'body';
  const isMissing = issue?.code === 'invalid_type' && valueAt(body, issue.path) === undefined;
  throw invalid(field, `${field} ${isMissing ? 'is not found in the payload.' : `${issue?.message}.`}`);
}

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], body);

function readAction(
  customerId: string,
  action: Action,
  { now, index, key }: { now: Date; index: number; key: string | undefined },
): TrackedEvent {
  const occurredAt = readActionTime(action);
  if (occurredAt instanceof AppError) throw inAction(index, occurredAt);
  const { platform, app_version } = action;
  const checked = checkEvent(
    {
      who: { customerId },
      name: action.action,
      occurredAt,
      dedupeKey: key === undefined ? null : `${key}:${index}`,
      attributes: {
        ...(platform && { platform }),
        ...(app_version && { app_version }),
        ...action.attributes,
      },
    },
    now,
    action.current_time == null ? 'user_time' : 'current_time',
  );
  if (checked instanceof AppError) throw inAction(index, checked);
  return checked;
}

const inAction = (index: number, error: AppError): AppError =>
  invalid(`actions.${index}.${error.field}`, error.message, error.remedy);

/** The dialect's events have no ids. A caller that wants to be able to repeat a call sends this header. */
function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = dedupeKey.safeParse(header);
  if (key.success) return key.data;
  throw invalid('Idempotency-Key', `The header Idempotency-Key ${key.error.issues[0]?.message}.`);
}
