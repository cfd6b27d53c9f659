// Where the platform calls: handshake and webhooks. Verify, store, answer; nothing else happens in the request.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Config } from '../kit/config.ts';
import type { Db } from '../kit/db.ts';
import { AppError, describeError, invalid } from '../kit/errors.ts';
import { createGroupCommit } from '../kit/group-commit.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import { describeJsonError, isObject } from '../messenger/lossless-json.ts';
import { sameSecret, verifySignature } from '../messenger/signature.ts';
import { storeWebhooks } from './inbox.queries.ts';
import { createKnownApps, type SigningApp } from './known-apps.ts';

/**
 * The platform may put up to 1000 updates into one POST (Graph webhooks guide) and escapes every non-ASCII character as six
 * bytes: 4 kB each is generous. A refused webhook is lost after its retries, so the limit is high rather than low.
 */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

export interface WebhookCounters {
  stored: number;
  refusedSignature: number;
  malformed: number;
  notStored: number;
}

export interface Receiver {
  counters: WebhookCounters;
  /** Resolves when everything accepted so far is durable or refused. */
  drain(): Promise<void>;
}

const handshake = z.object({
  'hub.mode': z.literal('subscribe'),
  'hub.verify_token': z.string().min(1).max(500),
  // A decimal number on the platform; nothing else is worth repeating to a stranger.
  'hub.challenge': z.string().regex(/^[A-Za-z0-9_-]{1,200}$/),
});

/** `onStored` is called after each durable batch, so that it is applied without waiting for the next look. */
export function registerWebhookRoutes(
  app: FastifyInstance,
  needs: {
    db: Db;
    secrets: Secrets;
    facebookApp: Config['facebookApp'];
    log: Log;
    onStored: () => void;
  },
): Receiver {
  const { db, log } = needs;
  const apps = createKnownApps(needs);
  const counters: WebhookCounters = { stored: 0, refusedSignature: 0, malformed: 0, notStored: 0 };
  const store = async (batch: { appId: string; body: Buffer }[]): Promise<void> => {
    try {
      await storeWebhooks(db, batch);
    } catch (cause) {
      log.warn({ webhooks: batch.length, cause: describeError(cause) }, 'webhooks.not_stored');
      throw cause;
    }
  };
  const inbox = createGroupCommit(store, { maxItems: 256 });

  const receive = async (body: Buffer, signature: string | undefined): Promise<void> => {
    const signer = await findSigner(body, signature);
    if (!signer) {
      counters.refusedSignature += 1;
      throw refusedSignature(signature);
    }
    checkEnvelope(body, counters);
    try {
      await inbox.add({ appId: signer.appId, body });
    } catch (cause) {
      counters.notStored += 1;
      // The platform tries again on anything but 200: nothing is lost while the database is away.
      throw new AppError('unavailable', 'The webhook could not be stored. Send it again.', { cause });
    }
    counters.stored += 1;
    needs.onStored();
  };

  const findSigner = async (body: Buffer, signature: string | undefined): Promise<SigningApp | undefined> => {
    if (signature === undefined) return undefined;
    const signed = (app: SigningApp): boolean => verifySignature(body, signature, app.appSecret);
    // An app that was connected a moment ago, perhaps through another process, works at once.
    return (await apps.list()).find(signed) ?? (await apps.listFresh()).find(signed);
  };

  // A scope of its own: here, and only here, a body of any type stays the bytes that were signed.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
    const config = { permission: 'public' as const };
    scope.get('/webhooks/messenger', { config, schema: { hide: true } }, async (request, reply) => {
      const query = handshake.safeParse(request.query);
      const known = query.success ? await apps.listFresh() : [];
      const token = query.data?.['hub.verify_token'] ?? '';
      // Every token is compared, so that the time tells nothing about which one came near.
      const matches = known.filter((app) => sameSecret(app.verifyToken, token));
      if (!query.success || matches.length === 0)
        throw new AppError('forbidden', 'The handshake is refused: no app here has this verify token.', {
          remedy: 'Enter the verify token the Page was connected with, or press "Subscribe" in Talaria.',
        });
      return reply.type('text/plain; charset=utf-8').send(query.data['hub.challenge']);
    });
    scope.post('/webhooks/messenger', { config, schema: { hide: true } }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const header = request.headers['x-hub-signature-256'];
      await receive(body, Array.isArray(header) ? header[0] : header);
      return reply.type('text/plain; charset=utf-8').send('EVENT_RECEIVED');
    });
  });
  return { counters, drain: () => inbox.drain() };
}

function refusedSignature(signature: string | undefined): AppError {
  if (signature === undefined)
    return new AppError('unauthenticated', 'The header X-Hub-Signature-256 is missing: nothing is stored.');
  return new AppError('forbidden', 'The signature is not one of a known app: nothing is stored.', {
    field: 'X-Hub-Signature-256',
    remedy: 'Connect the Page with the secret of the app that sends the webhook.',
  });
}

/** What is not JSON cannot be applied, now or later, so it is refused instead of kept; the place is named. */
function checkEnvelope(body: Buffer, counters: WebhookCounters): void {
  const parsed = parse(body, counters);
  if (isObject(parsed) && Array.isArray(parsed['entry']) && typeof parsed['object'] === 'string') {
    if (parsed['object'] === 'page') return;
    throw new AppError(
      'not_found',
      `Talaria reads webhooks of the object "page", not of "${parsed['object'].slice(0, 50)}".`,
    );
  }
  counters.malformed += 1;
  if (!isObject(parsed)) throw invalid('body', 'The webhook must be a JSON object.');
  if (typeof parsed['object'] !== 'string')
    throw invalid('object', 'The webhook must say its object, such as "page".');
  throw invalid('entry', 'The webhook must have a list of entries.');
}

function parse(body: Buffer, counters: WebhookCounters): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    counters.malformed += 1;
    throw invalid('body', `The webhook is not JSON: ${describeJsonError(error, text)}.`);
  }
}
