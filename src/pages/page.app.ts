// The app a Page is connected with: as given, as configured, as stored, or as the token itself says; its secret likewise.
// And what a refused call says about the app, in words.
import { AppError, invalid } from '../kit/errors.ts';
import type { GraphClient } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import type { ConnectInput, PageNeeds } from './page.connect.ts';
import { inspectOwnToken } from './page.probe.ts';
import { listWorkspaceApps } from './page.queries.ts';

export interface App {
  appId: string;
  appSecret: string;
  verifyToken: string | undefined;
}

/** The apps whose secret is known: the configured one first, then those Pages were connected with. */
export async function listKnownApps(needs: PageNeeds, workspaceId: string): Promise<App[]> {
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
  return known;
}

/** The app of a pasted token. Refuses `invalid` for a token that does not say, or an app whose secret nobody gave. */
export async function findApp(needs: PageNeeds, workspaceId: string, input: ConnectInput): Promise<App> {
  const known = await listKnownApps(needs, workspaceId);
  const appId = input.app_id ?? needs.facebookApp?.id ?? (await askToken(needs.graph, input.access_token));
  const same = known.find((app) => app.appId === appId);
  const appSecret = input.app_secret ?? same?.appSecret;
  if (appSecret === undefined) throw unknownSecret(appId);
  return { appId, appSecret, verifyToken: same?.verifyToken };
}

export const unknownSecret = (appId: string): AppError =>
  invalid(
    'app_secret',
    `The secret of the app ${appId} is not known yet.`,
    'Copy it from App settings → Basic in the app dashboard.',
  );

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

export const NEW_TOKEN =
  'Make a new one: Meta Business Suite or the app dashboard → Messenger → Settings → Access tokens.';

/** Codes as the Graph API uses them: 190, 1 and 101 for a wrong app or secret, 100 for a token of another app. */
export function refusedApp(error: { code: number; subcode: number | null }, appId: string): AppError {
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

export const unreachable = (message: string): AppError =>
  new AppError('upstream', `The Graph API could not be reached: ${message}.`, {
    remedy: 'Check the connection to graph.facebook.com (GRAPH_URL) and try again. Nothing was stored.',
  });
