// One page of the Conversations API, read as sightings: who has a thread with the Page, and when each last wrote.
import { z } from 'zod';
import { readGraphTime } from '../messenger/graph-time.ts';
import type { Sighting } from '../profiles/sightings.ts';

const person = z.object({ id: z.string() });
const message = z.object({ from: person.optional(), created_time: z.string().optional() });
const conversation = z.object({
  updated_time: z.string().optional(),
  participants: z.object({ data: z.array(person) }).optional(),
  messages: z.object({ data: z.array(message) }).optional(),
});

export const conversationsReply = z.object({
  data: z.array(conversation),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});
export type Conversations = z.output<typeof conversationsReply>;

/** Threads a call; the documented limit of two calls a second then bounds a back-fill at 200 PSIDs a second. */
const PAGE_SIZE = 100;

/** The newest messages come along, because only a message of the person proves when they last wrote. */
export const conversationsQuery = (cursor: string | null) => ({
  platform: 'messenger',
  fields: 'participants,updated_time,messages.limit(5){from,created_time}',
  limit: PAGE_SIZE,
  ...(cursor !== null && { after: cursor }),
});

/** The cursor of the next call, null after the last page. */
export const nextCursor = ({ paging }: Conversations): string | null =>
  paging?.next === undefined ? null : (paging.cursors?.after ?? null);

/**
 * `updated_time` moves with the Page's own messages too, so it opens no window; the person's newest message, when it is
 * among those listed, does (Conversations API; send guide).
 */
export function toSightings(conversations: Conversations, pageId: string, now: Date): Sighting[] {
  return conversations.data.flatMap((thread) => {
    const psid = thread.participants?.data.find(({ id }) => id !== pageId && /^\d{1,32}$/.test(id))?.id;
    if (psid === undefined) return [];
    const times = (thread.messages?.data ?? [])
      .filter(({ from }) => from?.id === psid)
      .flatMap(({ created_time }) => readGraphTime(created_time) ?? []);
    const wroteAt = times.length === 0 ? null : new Date(Math.max(...times.map(Number)));
    const seenAt = wroteAt ?? readGraphTime(thread.updated_time) ?? now;
    const userAction = wroteAt === null ? null : { at: wroteAt, kind: 'message' };
    return [{ pageId, psid, seenAt, source: 'backfill' as const, userAction }];
  });
}
