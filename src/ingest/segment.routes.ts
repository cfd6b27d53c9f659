// Segment's HTTP tracking API as its libraries call it: the write key is an API key of ours, its requests, its answers. Stored
// before the answer. Browsers may call these addresses from any site; the key says whose data it is.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { AppError, describeError, invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { decodeBody } from '../kit/http/content-encoding.ts';
import { BODY, parseJsonBody } from '../kit/http/json-body.ts';
import type { Log } from '../kit/log.ts';
import { readOrThrow, readWith } from './read.ts';
import { ACCEPTED, type CallError, failReply, tellCall } from './segment.reply.ts';
import {
  BATCH_LIMIT_BYTES,
  CALL_LIMIT_BYTES,
  CALL_TYPES,
  type CallType,
  keyInBody,
  type SegmentCall,
  segmentBatch,
  segmentCall,
} from './segment.schema.ts';
import { type CallNeeds, writeCalls } from './segment.writer.ts';

export interface SegmentNeeds extends CallNeeds {
  clock: Clock;
  log: Log;
  /** Whose key this is. Throws AppError. */
  keyAuth: (secret: string) => Promise<Actor>;
}

/** Serves the dialect in a scope of its own: bodies, authentication and errors there are the dialect's. */
export function registerSegmentRoutes(app: FastifyInstance, needs: SegmentNeeds): void {
  app.register(async (scope) => {
    setUpDialect(scope, needs);
    // `public` for the operators' check: the key has authenticated the caller before anything is read.
    const options = {
      config: { permission: 'public' as const },
      schema: { hide: true },
      bodyLimit: BATCH_LIMIT_BYTES,
    };
    const serve = (path: string, handle: (request: FastifyRequest) => Promise<object>): void => {
      scope.options(`/v1/${path}`, options, (_request, reply) => allowBrowsers(reply).status(204).send());
      scope.post(`/v1/${path}`, options, handle);
    };
    // The library for websites calls them by their first letter: POST /v1/t.
    for (const type of CALL_TYPES) {
      for (const path of [type, type[0]!]) serve(path, (request) => writeOne(needs, request, type));
    }
    for (const path of ['batch', 'b', 'import']) serve(path, (request) => writeBatch(needs, request));
    // What that library counts of itself: nobody here asks for it, and a refusal would stand in the site's console.
    serve('m', () => Promise.resolve(ACCEPTED));
    // Where it looks for its settings when this service is its `cdnURL`: then it sends here, too.
    scope.get('/v1/projects/:writeKey/settings', options, async (request, reply) => {
      const { writeKey } = request.params as { writeKey: string };
      await needs.keyAuth(writeKey);
      reply.header('cache-control', 'no-store');
      const here = { apiKey: writeKey, apiHost: `${request.host}/v1`, protocol: request.protocol };
      return { integrations: { 'Segment.io': here } };
    });
  });
}

async function writeOne(needs: SegmentNeeds, request: FastifyRequest, type: CallType): Promise<object> {
  const call = readCall({ ...asRecord(request.body), type });
  if (call instanceof AppError) throw call;
  const calls = [{ index: 0, call }];
  const [refusal] = await writeCalls(needs, request.actor, { calls, now: needs.clock.now() });
  if (refusal) throw refusal.error;
  return ACCEPTED;
}

/** Good calls are stored, bad ones named by their place: `errors` is ours, libraries look at the status alone. */
async function writeBatch(needs: SegmentNeeds, request: FastifyRequest): Promise<object> {
  const { batch, sentAt, context } = readOrThrow(segmentBatch, request.body);
  const errors: CallError[] = [];
  const calls: { index: number; call: SegmentCall }[] = [];
  for (const [index, item] of batch.entries()) {
    const call = readCall(item);
    if (call instanceof AppError) errors.push(tellCall(index, call));
    else calls.push({ index, call });
  }
  const now = needs.clock.now();
  const refused = await writeCalls(needs, request.actor, { calls, sentAt, context, now });
  for (const { index, error } of refused) errors.push(tellCall(index, error));
  errors.sort((a, b) => a.index - b.index);
  return errors.length > 0 ? { ...ACCEPTED, errors } : ACCEPTED;
}

function readCall(value: unknown): SegmentCall | AppError {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > CALL_LIMIT_BYTES) {
    return new AppError('too_large', 'The call exceeds 32 KB.', {
      remedy: 'Send only what segments and messages need.',
    });
  }
  return readWith(segmentCall, value);
}

function asRecord(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw invalid(BODY, 'The request body is not a JSON object.', 'Send a JSON object encoded as UTF-8.');
}

function setUpDialect(scope: FastifyInstance, { keyAuth, log }: SegmentNeeds): void {
  scope.removeAllContentTypeParsers();
  // JSON under any name: browsers call it text/plain, which spares them a question beforehand, and RudderStack's library
  // application/x-www-form-urlencoded.
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    parseJsonBody(await decodeBody(body, request.headers['content-encoding'], BATCH_LIMIT_BYTES)),
  );
  scope.addHook('onRequest', async (request, reply) => {
    allowBrowsers(reply);
    const key = readBasicUser(request.headers.authorization);
    if (key !== undefined && request.method === 'POST') request.actor = await keyAuth(key);
  });
  scope.addHook('preHandler', async (request) => {
    if (request.actor || request.method !== 'POST' || request.routeOptions.url === '/v1/m') return;
    const found = keyInBody.safeParse(request.body);
    if (!found.success) throw noKey();
    request.actor = await keyAuth(found.data.writeKey);
  });
  scope.setErrorHandler((thrown, _request, reply) => {
    const { status, body } = failReply(thrown);
    // A database that is away comes back by itself, and the library sends again; anything else needs a person.
    const level = isConnectionLoss(thrown) ? 'warn' : 'error';
    if (status >= 500) log[level]({ cause: describeError(thrown) }, 'ingest.failed');
    if (status === 401) reply.header('www-authenticate', 'Basic realm="Talaria", charset="UTF-8"');
    return reply.status(status).send(body);
  });
}

/** Any site may send, as with the service these libraries were made for: there is no cookie here to be abused. */
const allowBrowsers = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'Authorization, Content-Type, Content-Encoding, X-Retry-Count',
    'access-control-max-age': '86400',
  });

/** "taking a Segment source Write Key as the username, adding a colon, and then the password field is left empty". */
function readBasicUser(header: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0];
}

const noKey = (): AppError =>
  new AppError('unauthenticated', 'The call carries no write key.', {
    field: 'writeKey',
    remedy:
      'Make an API key under Settings → API keys and give it to the library as its write key (HTTP Basic user name, or writeKey in the body).',
  });
