// The back-fill: collects the PSIDs of conversations that were there before Talaria was. One call a step; the cursor is
// stored with what it brought, so a restart goes on where the last one stopped.
import { releaseHeld } from '../delivery/receipts.ts';
import { addMs, type Clock, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { Worker } from '../kit/worker.ts';
import type { GraphAnswer, GraphClient } from '../messenger/graph.ts';
import { explainGraphError, readUsage } from '../messenger/graph-errors.ts';
import { CONVERSATION_CALL_EVERY_MS, takeConversationTurn } from '../pages/page.conversations.ts';
import { getPageAccess, markNeedsToken } from '../pages/pages.ts';
import { ERASED_KEY, withoutErased } from '../profiles/erased-ids.ts';
import { applySightings } from '../profiles/sightings.ts';
import {
  advanceBackfill,
  type Backfill,
  claimBackfill,
  deferBackfill,
  failBackfill,
  findNextDue,
  postponeBackfill,
} from './backfill.queries.ts';
import {
  type Conversations,
  conversationsQuery,
  conversationsReply,
  nextCursor,
  toSightings,
} from './conversations.ts';

interface Needs {
  db: Db;
  secrets: Secrets;
  graph: GraphClient;
  clock: Clock;
  log: Log;
}

export const BACKFILL_WORKER = 'webhooks.backfill';

/** Somebody looks a conversation up just now: the back-fill comes after. */
const AFTER_OTHERS_MS = 200;
const LEASE_MS = 30 * SECOND_MS;
const IDLE_MS = 2 * SECOND_MS;

export function createBackfillWorker(needs: Needs): Worker {
  return {
    name: BACKFILL_WORKER,
    async step() {
      const { db, clock } = needs;
      const backfill = await claimBackfill(db, clock.now(), LEASE_MS);
      if (backfill) await advance(needs, backfill);
      const next = await findNextDue(db);
      if (!next) return IDLE_MS;
      const waitMs = next.dueAt.getTime() - clock.now().getTime();
      return waitMs <= 0 ? 'again' : Math.min(waitMs, IDLE_MS);
    },
  };
}

async function advance(needs: Needs, backfill: Backfill): Promise<void> {
  const { db, graph, clock, log } = needs;
  const { workspaceId, pageId, cursor } = backfill;
  const access = await findAccess(needs, backfill);
  if (!access) return;
  const turn = await takeConversationTurn(db, workspaceId, pageId, 0);
  const calledAt = clock.now();
  if (turn === null) return deferBackfill(db, backfill, addMs(calledAt, AFTER_OTHERS_MS));
  const answer = await graph.get(
    `/${pageId}/conversations`,
    conversationsQuery(cursor),
    { token: access.accessToken, appSecret: access.appSecret },
    conversationsReply,
  );
  if (answer.kind !== 'ok') return handleRefusal(needs, backfill, answer);
  const erasedKey = needs.secrets.deriveKey(ERASED_KEY);
  const seen = toSightings(answer.data, pageId, calledAt);
  const sightings = await withoutErased(db, workspaceId, erasedKey, seen);
  const next = nextCursor(answer.data);
  await withTransaction(db, async (tx) => {
    await applySightings(tx, workspaceId, sightings);
    // Whose webhook was missed may have a message held for them.
    await releaseHeld(
      tx,
      workspaceId,
      sightings.filter(({ userAction }) => userAction !== null),
      calledAt,
    );
    await advanceBackfill(tx, backfill, {
      found: sightings.length,
      cursor: next,
      dueAt: addMs(calledAt, CONVERSATION_CALL_EVERY_MS),
    });
  });
  if (next === null) log.info({ workspaceId, pageId }, 'backfill.finished');
}

/** undefined, and the back-fill ended, when the Page was disconnected meanwhile. */
async function findAccess({ db, secrets, clock }: Needs, backfill: Backfill) {
  try {
    return await getPageAccess(db, secrets, backfill.workspaceId, backfill.pageId);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'unavailable') throw error;
    await failBackfill(db, backfill, clock.now(), error.message);
    return undefined;
  }
}

async function handleRefusal(
  { db, clock }: Needs,
  backfill: Backfill,
  answer: Exclude<GraphAnswer<Conversations>, { kind: 'ok' }>,
): Promise<void> {
  const now = clock.now();
  if (answer.kind === 'unreachable')
    return postponeBackfill(
      db,
      backfill,
      addMs(now, 10 * SECOND_MS),
      `The Graph API could not be reached: ${answer.message}`,
    );
  const { key, title, remedy, action, waitMs } = explainGraphError(answer.error.code, answer.error.subcode);
  const error = `${title} (${key}). ${remedy}`;
  if (waitMs !== null) {
    const pauseMs = Math.max(readUsage(answer.headers)?.regainMs ?? 0, waitMs);
    return postponeBackfill(db, backfill, addMs(now, pauseMs), error);
  }
  if (action === 'retry') return postponeBackfill(db, backfill, addMs(now, MINUTE_MS), error);
  // Only a dead token stops the Page; a permission the back-fill lacks does not hinder sending.
  if (answer.error.code === 190) await markNeedsToken(db, backfill.workspaceId, backfill.pageId, key);
  await failBackfill(db, backfill, now, error);
}
