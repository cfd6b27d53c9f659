// Connecting a Page: find the app and its secret, ask Facebook what the token is, refuse what cannot work with a sentence
// that names field and remedy, store the rest sealed. What is merely incomplete is stored and shown by the checks.
import { randomBytes } from 'node:crypto';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import type { Config } from '../kit/config.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError, conflict, invalid } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { GraphAnswer, GraphClient } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import {
  type Credentials,
  type DebugToken,
  inspectOwnToken,
  inspectToken,
  readOwnPage,
} from './page.probe.ts';
import { endTokenPause, listWorkspaceApps, saveApp, savePage } from './page.queries.ts';

export interface PageNeeds {
  db: Db;
  secrets: Secrets;
  graph: GraphClient;
  clock: Clock;
  /** Under which Facebook reaches this service. */
  publicUrl: string;
  facebookApp: Config['facebookApp'];
}

export interface ConnectInput {
  access_token: string;
  app_id?: string | undefined;
  app_secret?: string | undefined;
  verify_token?: string | undefined;
}

interface App {
  appId: string;
  appSecret: string;
  verifyToken: string | undefined;
}

/** Stores the Page in the name of `actor` and returns its id. Refuses: invalid (which field, and the remedy), conflict, upstream. */
export async function connectPage(
  needs: PageNeeds,
  workspaceId: string,
  input: ConnectInput,
  actor = 'system',
): Promise<string> {
  const app = await findApp(needs, workspaceId, input);
  const credentials: Credentials = { ...app, accessToken: input.access_token };
  requirePageToken(await inspectToken(needs.graph, credentials), app.appId);
  const page = requirePage(await readOwnPage(needs.graph, credentials));
  const { secrets } = needs;
  const verifyToken = input.verify_token ?? app.verifyToken ?? randomBytes(24).toString('hex');
  await withTransaction(needs.db, async (tx) => {
    await saveApp(tx, {
      workspaceId,
      appId: app.appId,
      appSecret: secrets.seal(app.appSecret),
      verifyToken: secrets.seal(verifyToken),
    });
    const accessToken = secrets.seal(input.access_token);
    const saved = await savePage(tx, {
      workspaceId,
      pageId: page.id,
      appId: app.appId,
      name: page.name,
      accessToken,
    });
    if (!saved)
      throw conflict(
        `The Page ${page.name} (${page.id}) is connected in another workspace.`,
        'Disconnect it there first: its webhooks can go to one workspace only.',
      );
    await endTokenPause(tx, workspaceId, page.id);
    await writeAudit(tx, {
      workspaceId,
      actor,
      action: 'page.connected',
      subject: page.id,
      at: needs.clock.now(),
    });
  });
  return page.id;
}

/** The app: as given, as configured, as stored, or as the token itself says; its secret likewise. */
async function findApp(needs: PageNeeds, workspaceId: string, input: ConnectInput): Promise<App> {
  const { facebookApp, secrets } = needs;
  const stored = await listWorkspaceApps(needs.db, workspaceId);
  const known: App[] = stored.map((row) => ({
    appId: row.appId,
    appSecret: secrets.open(row.appSecret),
    verifyToken: secrets.open(row.verifyToken),
  }));
  if (facebookApp)
    known.unshift({
      appId: facebookApp.id,
      appSecret: facebookApp.secret,
      verifyToken: facebookApp.verifyToken,
    });
  const appId = input.app_id ?? facebookApp?.id ?? (await askToken(needs.graph, input.access_token));
  const same = known.find((app) => app.appId === appId);
  const appSecret = input.app_secret ?? same?.appSecret;
  if (appSecret === undefined)
    throw invalid(
      'app_secret',
      `The secret of the app ${appId} is not known yet.`,
      'Copy it from App settings → Basic in the app dashboard.',
    );
  return { appId, appSecret, verifyToken: same?.verifyToken };
}

async function askToken(graph: GraphClient, accessToken: string): Promise<string> {
  const answer = await inspectOwnToken(graph, accessToken);
  if (answer.kind === 'ok' && answer.data.app_id !== undefined) return answer.data.app_id;
  if (answer.kind === 'unreachable') throw unreachable(answer.message);
  const remedy = 'Enter the app id from the app dashboard.';
  if (answer.kind === 'ok') {
    const { key, title } = explainGraphError(190, answer.data.error?.subcode ?? null);
    throw invalid('access_token', `${title} (${key}), so it does not say which app made it.`, remedy);
  }
  const { key, title } = explainGraphError(answer.error.code, answer.error.subcode);
  if (answer.error.code === 190) throw invalid('access_token', `${title} (${key}).`, NEW_TOKEN);
  throw invalid('app_id', `Facebook does not say which app made the token (${key}: ${title}).`, remedy);
}

const NEW_TOKEN =
  'Make a new one: Meta Business Suite or the app dashboard → Messenger → Settings → Access tokens.';

/** `debug_token` is asked with the app's own token, so a refusal is about the app and its secret. */
function requirePageToken(answer: GraphAnswer<DebugToken>, appId: string): void {
  if (answer.kind === 'unreachable') throw unreachable(answer.message);
  if (answer.kind === 'refused') throw refusedApp(answer.error, appId);
  const token = answer.data;
  if (!token.is_valid) {
    const { key, title, remedy } = explainGraphError(190, token.error?.subcode ?? null);
    throw invalid(
      'access_token',
      `${title} (${key}).`,
      token.error?.subcode === undefined ? NEW_TOKEN : remedy,
    );
  }
  if (token.app_id !== undefined && token.app_id !== appId)
    throw invalid(
      'access_token',
      `The token was made by another app (${token.app_id}), not by ${appId}.`,
      'Make the token with this app, or enter the id and secret of the app that made it.',
    );
  if (token.type !== undefined && token.type !== 'PAGE')
    throw invalid(
      'access_token',
      token.type === 'USER'
        ? 'This is a user access token, not a Page access token.'
        : `This is a token of type ${token.type}, not a Page access token.`,
      'Take the Page access token: GET /me/accounts with the user token lists one for each Page.',
    );
}

/** Codes as the Graph API uses them: 190, 1 and 101 for a wrong app or secret, 100 for a token of another app. */
function refusedApp(error: { code: number; subcode: number | null }, appId: string): AppError {
  const { key, title, remedy, waitMs } = explainGraphError(error.code, error.subcode);
  if (error.code === 100)
    return invalid(
      'access_token',
      `The token was made by another app than ${appId}.`,
      'Make the token with this app, or enter the id and secret of the app that made it.',
    );
  if (waitMs !== null)
    return new AppError('limited', `Facebook asks to wait (${key}: ${title}).`, { remedy });
  return invalid(
    'app_secret',
    `Facebook does not accept this app id and secret (${key}).`,
    'Copy both from App settings → Basic in the app dashboard.',
  );
}

function requirePage(answer: GraphAnswer<{ id: string; name: string }>): { id: string; name: string } {
  if (answer.kind === 'ok') return answer.data;
  if (answer.kind === 'unreachable') throw unreachable(answer.message);
  const { key, title, remedy } = explainGraphError(answer.error.code, answer.error.subcode);
  // debug_token knew the secret to be right, so a refused proof means the app asks for what we did not send.
  throw invalid('access_token', `Facebook does not let the token read its Page (${key}: ${title}).`, remedy);
}

const unreachable = (message: string): AppError =>
  new AppError('upstream', `The Graph API could not be reached: ${message}.`, {
    remedy: 'Check the connection to graph.facebook.com (GRAPH_URL) and try again. Nothing was stored.',
  });
