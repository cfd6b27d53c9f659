// Connecting a Page: find the app and its secret, ask Facebook what the token is, refuse what cannot work with a sentence
// that names field and remedy, store the rest sealed. What is merely incomplete is stored and shown by the checks.
import { randomBytes } from 'node:crypto';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import type { Config } from '../kit/config.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { conflict, invalid } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { GraphAnswer, GraphClient } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import { learnProfile } from './messenger-profiles.ts';
import { findApp, NEW_TOKEN, refusedApp, unreachable } from './page.app.ts';
import { type Credentials, type DebugToken, inspectToken, readOwnPage } from './page.probe.ts';
import { endTokenPause, saveApp, savePage } from './page.queries.ts';

export interface PageNeeds {
  db: Db;
  secrets: Secrets;
  graph: GraphClient;
  clock: Clock;
  /** Under which Facebook reaches this service. */
  publicUrl: string;
  facebookApp: Config['facebookApp'];
  /** Facebook Login. */
  login: {
    /** The dialog's address, version included. */
    dialogUrl: string;
    /** The permission for utility messages as the app has it; null: none is asked for. */
    utilityPermission: string | null;
  };
  /** From how many blocks on, and which share of the calls, campaigns pause; to be shown. */
  blockLimit: { count: number; percent: number };
}

export interface ConnectInput {
  access_token: string;
  app_id?: string | undefined;
  app_secret?: string | undefined;
  verify_token?: string | undefined;
  /** The Page the token has to belong to; undefined: any. */
  page_id?: string | undefined;
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
  if (input.page_id !== undefined && input.page_id !== page.id)
    throw invalid(
      'access_token',
      `This is the token of the Page ${page.name} (${page.id}), not of ${input.page_id}.`,
      'Paste the token of this Page; another Page is connected under Pages → Connect a Page.',
    );
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
      now: needs.clock.now(),
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
  await learnProfile(needs, workspaceId, page.id); // automatic answers are about what is set there
  return page.id;
}

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

function requirePage(answer: GraphAnswer<{ id: string; name: string }>): { id: string; name: string } {
  if (answer.kind === 'ok') return answer.data;
  if (answer.kind === 'unreachable') throw unreachable(answer.message);
  const { key, title, remedy } = explainGraphError(answer.error.code, answer.error.subcode);
  // debug_token knew the secret to be right, so a refused proof means the app asks for what we did not send.
  throw invalid('access_token', `Facebook does not let the token read its Page (${key}: ${title}).`, remedy);
}
