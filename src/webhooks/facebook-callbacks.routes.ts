// Where Facebook calls about people who logged in to the app: "delete their data" and "they removed the app". Both name an id
// scoped to the app, never a PSID, and Facebook documents no way from one to the other that works everywhere: a deletion is
// recorded with a due date for an operator who finds out who it is, and its state is told at a public address. (docs/identity.md)
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import type { Config } from '../kit/config.ts';
import { type Db, many, withTransaction } from '../kit/db.ts';
import { AppError, notFound } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import { readSignedRequest } from '../messenger/signed-request.ts';
import { type RequestKind, type RequestState, recordPrivacyRequest } from '../profiles/privacy-requests.ts';
import { createKnownApps } from './known-apps.ts';

const BODY_LIMIT_BYTES = 16 * 1024;
const DELETION_PATH = '/webhooks/facebook/data-deletion';

interface Needs {
  db: Db;
  secrets: Secrets;
  clock: Clock;
  facebookApp: Config['facebookApp'];
  /** Where Facebook and the person reach this service. */
  publicUrl: string;
}

export function registerFacebookCallbacks(app: FastifyInstance, needs: Needs): void {
  const apps = createKnownApps(needs);
  const receive = async (body: unknown, kind: RequestKind): Promise<string> => {
    const text = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '').get(
      'signed_request',
    );
    if (text === null)
      throw new AppError('invalid', 'The form field signed_request is missing.', { field: 'signed_request' });
    const read = (list: Awaited<ReturnType<typeof apps.list>>) =>
      list.flatMap(({ appId, appSecret }) => {
        const signed = readSignedRequest(text, appSecret);
        return signed ? [{ appId, userId: signed.userId }] : [];
      })[0];
    const signed = read(await apps.list()) ?? read(await apps.listFresh());
    if (!signed)
      throw new AppError('forbidden', 'The signature is not one of a known app: nothing is stored.', {
        field: 'signed_request',
        remedy: 'Connect a Page with this app, or set FACEBOOK_APP_ID and FACEBOOK_APP_SECRET.',
      });
    return record(needs, { ...signed, kind, text });
  };

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
    const options = { config: { permission: 'public' as const }, schema: { hide: true } };
    scope.post(DELETION_PATH, options, async (request) => {
      const code = await receive(request.body, 'erasure');
      // Facebook Login, "Data Deletion Request Callback": these two, for the person to look the request up.
      return { url: `${needs.publicUrl}${DELETION_PATH}/${code}`, confirmation_code: code };
    });
    scope.post('/webhooks/facebook/deauthorize', options, async (request) => {
      await receive(request.body, 'deauthorisation');
      return { success: true };
    });
    scope.get<{ Params: { code: string } }>(`${DELETION_PATH}/:code`, options, async (request, reply) =>
      sendStatus(reply, await findStates(needs.db, request.params.code)),
    );
  });
}

interface Received {
  appId: string;
  userId: string;
  kind: RequestKind;
  text: string;
}

/** The same call again, as after a lost answer, is the same request and has the same code. */
async function record({ db, clock }: Needs, { appId, userId, kind, text }: Received): Promise<string> {
  const code = createHash('sha256').update(`${kind}:${text}`).digest('hex').slice(0, 24);
  const at = clock.now();
  await withTransaction(db, async (tx) => {
    for (const workspaceId of await listWorkspaces(tx, appId))
      await recordPrivacyRequest(tx, workspaceId, {
        ...{ kind, source: 'facebook', externalId: `facebook:${code}`, confirmationCode: code },
        ...{ subject: { facebook_user_id: userId, app_id: appId }, profileIds: null, actor: 'system', at },
      });
  });
  return code;
}

/** Those with Pages of the app; of the configured app before its first Page, all there are. */
async function listWorkspaces(db: Db, appId: string): Promise<string[]> {
  const list = async (query: RawBuilder<{ workspace_id: string }>): Promise<string[]> =>
    (await many(db, query)).map((row) => row.workspace_id);
  const own = await list(sql`select workspace_id from apps where app_id = ${appId} order by 1 limit 1000`);
  return own.length > 0 ? own : list(sql`select workspace_id from workspaces order by 1 limit 1000`);
}

async function findStates(db: Db, code: string): Promise<RequestState[]> {
  const rows = await many<{ state: RequestState }>(
    db,
    sql`select state from privacy_requests where confirmation_code = ${code.slice(0, 100)} and kind = 'erasure'`,
  );
  if (rows.length === 0) throw notFound('request with this confirmation code');
  return rows.map((row) => row.state);
}

/** Public, and so without anything about the person. */
function sendStatus(reply: FastifyReply, states: readonly RequestState[]): FastifyReply {
  const isDone = states.every((state) => state === 'completed' || state === 'cancelled');
  const [title, text] = isDone
    ? ['Done', 'Your request was completed. What was held about you and the app is deleted.']
    : ['Received', 'Your request was received. It is completed within 30 days of the day you made it.'];
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Deletion of your data: ${title}</title>
<style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto 0; padding: 0 1rem }</style>
</head>
<body>
<h1>Deletion of your data</h1>
<p><strong>${title}.</strong> ${text}</p>
</body>
</html>
`);
}
