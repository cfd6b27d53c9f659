// Whose turn it is at the Conversations API: two calls a second and Page, whoever makes them and in whichever process
// (messenger-platform §6). Back-fill and the look-ups of unanswered calls take their turns from one column of the Page.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';

export const CONVERSATION_CALL_EVERY_MS = 500;

/**
 * Takes the next turn when it comes within `withinMs`, and says how long to wait for it (0: now). null: the queue is longer
 * than that, and nothing was taken. Turns are counted on the database's clock, the only one that all processes share.
 */
export async function takeConversationTurn(
  db: Db,
  workspaceId: string,
  pageId: string,
  withinMs: number,
): Promise<number | null> {
  const every = sql`${CONVERSATION_CALL_EVERY_MS} * interval '1 ms'`;
  const turn = await maybeOne(
    db,
    sql<{ waitMs: string }>`
      update pages set conversations_free_at = greatest(conversations_free_at, now()) + ${every}
       where workspace_id = ${workspaceId} and page_id = ${pageId}
         and conversations_free_at <= now() + ${withinMs} * interval '1 ms'
      returning ceil(extract(epoch from conversations_free_at - ${every} - now()) * 1000) as "waitMs"`,
  );
  return turn ? Number(turn.waitMs) : null;
}
