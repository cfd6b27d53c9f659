// The HTTP edge: a Fastify app with our error envelope. Building it and listening are two things; tests only inject.
import fastify, { type FastifyInstance } from 'fastify';
import { isResponseSerializationError, serializerCompiler } from 'fastify-type-provider-zod';
import { type Clock, systemClock } from '../clock.ts';
import { AppError, describeError, type ErrorKind } from '../errors.ts';
import type { Log } from '../log.ts';
import { inputCompiler } from './input.ts';
import { parseJsonBody } from './json-body.ts';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  limited: 429,
  upstream: 502,
  unavailable: 503,
};

/** Bodies of the dashboard's API are small; dialects with other limits set their own per route. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** For a whole request to arrive, 4 MB of webhooks included: whoever sends slower holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * An empty app: no routes yet. Request logging is ours (one line per failed request), not Fastify's two per call.
 * `trustProxy`: one proxy stands before us. Of X-Forwarded-For only the entry it added, the last, is believed: what comes
 * before that the caller may have written, and sign-in attempts are counted by address.
 */
export function createServer(
  log: Log,
  { clock = systemClock, ...options }: { trustProxy?: boolean; clock?: Clock } = {},
): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    trustProxy: options.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setValidatorCompiler(inputCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // In place of Fastify's own: a refused body is told the line and column.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // What time it is here, for screens that count down.
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('x-talaria-now', clock.now().toISOString());
  });
  app.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown);
    const status = STATUS[error.kind];
    if (status >= 500) {
      log.error(
        { method: request.method, url: withoutQuery(request.url), cause: describeError(thrown) },
        error.message,
      );
    }
    return reply.status(status).send(errorBody(error));
  });
  app.setNotFoundHandler((request, reply) => {
    const error = new AppError('not_found', `There is no ${request.method} ${withoutQuery(request.url)}.`);
    return reply.status(404).send(errorBody(error));
  });
  return app;
}

/** The envelope every refused request answers (see `errorReply`). */
export function errorBody(error: AppError): object {
  const { kind, message, field, remedy, issues, conflict } = error;
  return {
    error: {
      ...{ kind, message },
      ...(field && { field }),
      ...(remedy && { remedy }),
      ...(issues && { issues }),
      ...(conflict && { conflict }),
    },
  };
}

/** Query strings may carry tokens; they never reach a log or an error. */
const withoutQuery = (url: string): string => url.split('?', 1)[0] ?? url;

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isResponseSerializationError(thrown)) {
    return new AppError('unavailable', 'The service built an answer that breaks its own contract.', {
      cause: thrown,
    });
  }
  // PostgreSQL's character_not_in_repertoire: no text column holds U+0000, and nothing stored could equal such a text.
  if ((thrown as { code?: string }).code === '22021')
    return new AppError('invalid', 'A text in the request has the character U+0000, which cannot be stored.');
  const status = (thrown as { statusCode?: number }).statusCode ?? 500;
  const message = (thrown as Error).message;
  if (status === 413) return new AppError('too_large', 'The request body is too large.', { cause: thrown });
  if (status === 415)
    return new AppError('invalid', 'The content type is not supported: send application/json.');
  if (status >= 400 && status < 500) return new AppError('invalid', `The request cannot be read: ${message}`);
  return new AppError('unavailable', 'Something failed on our side. It is logged; try again.', {
    cause: thrown,
  });
}
