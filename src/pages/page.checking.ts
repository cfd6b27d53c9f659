// Running the checks of a connected Page and acting on them: what was found is stored, a dead token stops the lane, a
// token that works again lets it go on. Also the button that subscribes, and disconnecting.
import { writeAudit } from '../kit/audit.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import { withTransaction } from '../kit/db.ts';
import { AppError, conflict, notFound } from '../kit/errors.ts';
import type { GraphAnswer } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import { readIntegrity } from '../messenger/page-integrity.ts';
import { ALL_FIELDS, judgePage } from './page.checks.ts';
import type { PageNeeds } from './page.connect.ts';
import type { PageCheck } from './page.contract.ts';
import { echoesFlow } from './page.echoes.ts';
import {
  type Credentials,
  type PageFacts,
  probePage,
  registerCallback,
  subscribePage,
  unsubscribePage,
} from './page.probe.ts';
import {
  endTokenPause,
  findPage,
  forgetToken,
  noteSubscribed,
  type PageRow,
  pauseForToken,
  saveChecks,
  setPageState,
} from './page.queries.ts';
import { saveStatements } from './page.standing.ts';
import { markNeedsToken } from './pages.ts';

export const WEBHOOK_PATH = '/webhooks/messenger';
export const callbackUrl = (publicUrl: string): string => `${publicUrl}${WEBHOOK_PATH}`;

/** Checks the Page, stores what was found and returns it. Facebook being unreachable is a finding, not an error. */
export const checkPage = async (
  needs: PageNeeds,
  workspaceId: string,
  pageId: string,
): Promise<PageCheck[]> => (await examinePage(needs, workspaceId, pageId)).checks;

/** The same, with the facts the checks were judged from. */
export async function examinePage(
  needs: PageNeeds,
  workspaceId: string,
  pageId: string,
): Promise<{ row: PageRow; facts: PageFacts; checks: PageCheck[] }> {
  const row = await getConnected(needs, workspaceId, pageId);
  const facts = await probePage(needs.graph, openCredentials(needs, row), pageId);
  const at = needs.clock.now();
  const checks = judgePage(facts, {
    appId: row.appId,
    pageId,
    callbackUrl: callbackUrl(needs.publicUrl),
    now: at,
  });
  await saveChecks(needs.db, row, {
    checks,
    at,
    name: facts.me.kind === 'ok' && facts.me.data.id === pageId ? facts.me.data.name : null,
    echoesSubscribed: facts.fields.kind === 'ok' ? echoesFlow(facts) : null,
  });
  await followToken(needs, row, facts);
  await followStanding(needs, row, facts, at);
  return { row, facts, checks };
}

/** What `page_status` says is newer than any webhook about it that was applied before. */
async function followStanding(needs: PageNeeds, row: PageRow, facts: PageFacts, at: Date): Promise<void> {
  const said = facts.standing.kind === 'ok' ? readIntegrity(facts.standing.data, at) : null;
  if (said === null) return;
  const statement = { ...said, pageId: row.pageId, source: 'integrity' as const, saidAt: at };
  await saveStatements(needs.db, row.workspaceId, [statement]);
}

/** There is no webhook for the death of a token: this check and refused sends are how it is noticed. */
async function followToken(needs: PageNeeds, row: PageRow, facts: PageFacts): Promise<void> {
  if (facts.token.kind !== 'ok') return;
  if (!facts.token.data.is_valid) {
    const { key } = explainGraphError(190, facts.token.data.error?.subcode ?? null);
    await markNeedsToken(needs.db, row.workspaceId, row.pageId, key);
  } else if (row.state === 'needs_token' && facts.me.kind === 'ok' && facts.me.data.id === row.pageId) {
    // After a checkpoint (190/459) the same token works again.
    await withTransaction(needs.db, async (tx) => {
      await setPageState(tx, row.workspaceId, row.pageId, 'connected');
      await endTokenPause(tx, row.workspaceId, row.pageId);
    });
  }
}

/** App level first, then the Page: a Page whose app has no callback would send to nowhere. Then checks everything. */
export async function subscribe(
  needs: PageNeeds,
  workspaceId: string,
  pageId: string,
  actor = 'system',
): Promise<void> {
  const row = await getConnected(needs, workspaceId, pageId);
  const credentials = openCredentials(needs, row);
  const url = callbackUrl(needs.publicUrl);
  const verifyToken = needs.secrets.open(row.verifyToken);
  requireDone(
    await registerCallback(needs.graph, credentials, { url, verifyToken, fields: ALL_FIELDS }),
    `Facebook did not accept the webhook address ${url}`,
    `Facebook must reach ${url} over https with a valid certificate. Set PUBLIC_URL to an address that is reachable from outside.`,
  );
  requireDone(
    await subscribePage(needs.graph, credentials, pageId, ALL_FIELDS),
    'Facebook did not subscribe the Page',
    'The token needs pages_manage_metadata, and the person behind it the task MODERATE on the Page.',
  );
  await noteSubscribed(needs.db, workspaceId, pageId, needs.clock.now());
  await writeAudit(needs.db, {
    workspaceId,
    actor,
    action: 'page.subscribed',
    subject: pageId,
    at: needs.clock.now(),
  });
  await checkPage(needs, workspaceId, pageId);
}

function requireDone(answer: GraphAnswer<unknown>, what: string, remedy: string): void {
  if (answer.kind === 'ok') return;
  if (answer.kind === 'unreachable')
    throw new AppError('upstream', `${what}: ${answer.message}.`, { remedy });
  const { code, subcode, message } = answer.error;
  const { key } = explainGraphError(code, subcode);
  // A failed handshake is explained in the message only; it is shown, never decided by.
  throw new AppError('upstream', `${what} (${key}): ${message}`, { remedy });
}

/** Forgets the token and asks Facebook to send no more; whether it listens does not matter to us. */
export async function disconnect(
  needs: PageNeeds,
  workspaceId: string,
  pageId: string,
  actor: string,
): Promise<void> {
  const row = await findPage(needs.db, workspaceId, pageId);
  if (!row) throw notFound(`connected Page ${pageId}`);
  if (row.state === 'disconnected') return;
  const credentials = openCredentials(needs, row);
  await withTransaction(needs.db, async (tx) => {
    await forgetToken(tx, workspaceId, pageId, needs.secrets.seal(''));
    await pauseForToken(tx, workspaceId, pageId, 'disconnected');
    await writeAudit(tx, {
      workspaceId,
      actor,
      action: 'page.disconnected',
      subject: pageId,
      at: needs.clock.now(),
    });
  });
  await unsubscribePage(needs.graph, credentials, pageId);
}

async function getConnected(needs: PageNeeds, workspaceId: string, pageId: string): Promise<PageRow> {
  const row = await findPage(needs.db, workspaceId, pageId);
  if (!row) throw notFound(`connected Page ${pageId}`);
  if (row.state === 'disconnected')
    throw conflict(`The Page ${row.name} is disconnected.`, 'Connect it again with a Page access token.');
  return row;
}

export const openCredentials = (needs: PageNeeds, row: PageRow): Credentials => ({
  appId: row.appId,
  appSecret: needs.secrets.open(row.appSecret),
  accessToken: needs.secrets.open(row.accessToken),
});

/** Facebook disables a subscription silently after an hour of failures; this is how soon an operator sees it. */
export const RECHECK_EVERY_MS = 10 * MINUTE_MS;
