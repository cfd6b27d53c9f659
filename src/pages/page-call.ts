// Calling the Graph API in the name of a connected Page, for its tools: templates, media, profile, personas, labels.
// A refusal becomes an error in words: what it means, what to do, and what Facebook said.
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { AppError, conflict } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { GraphAnswer, GraphAuth, GraphClient } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import { getPageAccess } from './pages.ts';

export interface PageToolNeeds {
  db: Db;
  secrets: Secrets;
  graph: GraphClient;
  clock: Clock;
}

/** Who acts where: the Page of a workspace, in somebody's name. */
export interface PageActor {
  workspaceId: string;
  pageId: string;
  actor: string;
}

export const inNameOf = (actor: Actor, pageId: string): PageActor => ({
  workspaceId: actor.workspaceId,
  pageId,
  actor: actor.name,
});

/** What the Page's calls carry. Refuses: not_found, conflict for a Page without a usable token. */
export async function getPageAuth(
  { db, secrets }: Pick<PageToolNeeds, 'db' | 'secrets'>,
  workspaceId: string,
  pageId: string,
): Promise<GraphAuth> {
  const access = await getPageAccess(db, secrets, workspaceId, pageId);
  if (access.state === 'needs_token')
    throw conflict(`The Page ${access.name} has no valid token.`, 'Give it a new Page access token first.');
  return { token: access.accessToken, appSecret: access.appSecret };
}

/** The data of an answer. Refuses with `upstream`; `what` begins the sentence: "The template was not created". */
export function requireAnswer<T>(answer: GraphAnswer<T>, what: string, remedy?: string): T {
  if (answer.kind === 'ok') return answer.data;
  throw new AppError('upstream', `${what}: ${describeRefusal(answer)}`, {
    remedy: remedy ?? findRemedy(answer),
  });
}

/** The error of an answer as one sentence with its code, for a stored error column or the message of a refusal. */
export function describeRefusal(answer: Exclude<GraphAnswer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'unreachable') return `Facebook did not answer. ${answer.message}.`;
  const { code, subcode, message } = answer.error;
  const { key, title } = explainGraphError(code, subcode);
  const said = message === '' ? '' : ` Facebook says: ${message.replace(/[.\s]*$/, '')}.`;
  return `${title} (${key}).${said}`;
}

export function findRemedy(answer: Exclude<GraphAnswer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'unreachable') return 'Try again in a moment.';
  return explainGraphError(answer.error.code, answer.error.subcode).remedy;
}
