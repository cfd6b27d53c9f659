// Takes webhooks out of the inbox and applies them: a whole batch in one transaction when all is well, and event by event
// when something in it is bad, so that a bad event blocks neither its siblings nor its neighbours.
import { sql } from 'kysely';
import { MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { type Db, execute, type Tx, withTransaction } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import { parseWebhook, type WebhookEvent } from '../messenger/webhook-events.ts';
import { findPageOwners, type PageOwner } from '../pages/pages.ts';
import { type Applying, applyEvents } from './apply.ts';
import {
  claimFresh,
  claimOne,
  deleteWebhooks,
  type InboxRow,
  parkWebhooks,
  retryWebhook,
} from './inbox.queries.ts';

export interface Applied {
  webhooks: number;
  events: number;
  /** Webhooks kept because something in them failed, or because their Page is not connected. */
  kept: number;
  /** Events dropped, because the app that signed them is none of the Page's workspace. */
  foreign: number;
}

type Owners = Map<string, PageOwner>;

interface Opened {
  row: InboxRow;
  events: WebhookEvent[];
}

/** Applies the next batch of fresh webhooks, or nothing at all when it throws. */
export function applyBatch(db: Db, applying: Applying): Promise<Applied> {
  return withTransaction(db, async (tx) => {
    const claimed = (await claimFresh(tx)).map(openWebhook);
    const owners = await findOwners(tx, claimed);
    const opened = claimed.map((webhook) => withoutForeign(webhook, owners));
    const events = opened.flatMap((webhook) => webhook.events);
    await applyOwned(tx, owners, events, applying);
    const homeless = opened.flatMap((webhook) => findHomeless(webhook, owners));
    await parkWebhooks(tx, homeless);
    const kept = new Set(homeless.map((webhook) => webhook.inboxId));
    await deleteWebhooks(
      tx,
      opened.map(({ row }) => row.inboxId).filter((inboxId) => !kept.has(inboxId)),
    );
    const foreign = countEvents(claimed) - events.length;
    return { webhooks: opened.length, events: events.length, kept: kept.size, foreign };
  });
}

/**
 * Applies one webhook, event by event, each behind a savepoint. What failed keeps the webhook in the inbox: applying its
 * good events again later changes nothing. Throws only when the database is the trouble.
 */
export function applyCarefully(db: Db, inboxId: number, applying: Applying): Promise<Applied> {
  return withTransaction(db, async (tx) => {
    const row = await claimOne(tx, inboxId);
    if (!row) return { webhooks: 0, events: 0, kept: 0, foreign: 0 };
    const errors: string[] = [];
    const claimed = await attempt(tx, errors, async () => openWebhook(row));
    const owners: Owners = claimed ? await findOwners(tx, [claimed]) : new Map();
    const opened = claimed && withoutForeign(claimed, owners);
    for (const event of opened?.events ?? [])
      await attempt(tx, errors, () => applyOwned(tx, owners, [event], applying));
    const homeless = opened && findHomeless(opened, owners)[0];
    if (errors.length > 0) {
      const error = `${errors.length} of ${opened?.events.length ?? 1} failed: ${errors[0]}`;
      await retryWebhook(tx, inboxId, error, retryInMs(row.tries));
    } else if (homeless) await parkWebhooks(tx, [homeless]);
    else await deleteWebhooks(tx, [inboxId]);
    const kept = errors.length > 0 || homeless ? 1 : 0;
    const events = opened?.events.length ?? 0;
    const foreign = (claimed?.events.length ?? 0) - events;
    return { webhooks: 1, events: events - errors.length, kept, foreign };
  });
}

/** 2 s after the first failure, four times as long after each other, at most an hour. */
export const retryInMs = (tries: number): number =>
  Math.min(60 * MINUTE_MS, 2 * SECOND_MS * 4 ** Math.min(tries, 10));

async function attempt<T>(tx: Tx, errors: string[], work: () => Promise<T>): Promise<T | undefined> {
  await execute(tx, sql`savepoint event`);
  try {
    const result = await work();
    await execute(tx, sql`release savepoint event`);
    return result;
  } catch (error) {
    if (isConnectionLoss(error) || isContention(error)) throw error;
    errors.push(describeError(error));
    await execute(tx, sql`rollback to savepoint event`);
    return undefined;
  }
}

/** Two transactions got in each other's way; the same work succeeds when it is done again. */
export function isContention(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === '40P01' || code === '40001';
}

function openWebhook(row: InboxRow): Opened {
  const parsed = parseWebhook(row.body, row.receivedAt);
  if (!parsed.ok) throw new Error(parsed.message);
  return { row, events: parsed.events };
}

function findOwners(tx: Tx, opened: readonly Opened[]): Promise<Owners> {
  const pageIds = new Set(opened.flatMap(({ events }) => events.map((event) => event.pageId)));
  return findPageOwners(tx, [...pageIds]);
}

/**
 * A signature proves which app sent a webhook, not that the app may speak for the Pages named in it: whoever holds one
 * workspace's app secret could write events into all others.
 */
const withoutForeign = ({ row, events }: Opened, owners: Owners): Opened => ({
  row,
  events: events.filter(({ pageId }) => owners.get(pageId)?.appIds.includes(row.appId) ?? true),
});

const countEvents = (opened: readonly Opened[]): number =>
  opened.reduce((sum, { events }) => sum + events.length, 0);

async function applyOwned(
  tx: Tx,
  owners: Owners,
  events: readonly WebhookEvent[],
  applying: Applying,
): Promise<void> {
  const owned = Map.groupBy(events, (event) => owners.get(event.pageId)?.workspaceId ?? '');
  // In the order of the workspaces, so that two appliers wait for each other in one direction only.
  for (const workspaceId of [...owned.keys()].sort())
    if (workspaceId !== '') await applyEvents(tx, workspaceId, owned.get(workspaceId)!, applying);
}

/** The first Page of the webhook that nobody connected, if there is one. */
function findHomeless({ row, events }: Opened, owners: Owners): { inboxId: number; pageId: string }[] {
  const event = events.find(({ pageId }) => !owners.has(pageId));
  return event ? [{ inboxId: row.inboxId, pageId: event.pageId }] : [];
}
