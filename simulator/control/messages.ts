// GET /sandbox/messages and its summary: the sandbox's own record of every accepted send, against which a client's
// ledger can be checked.
import { z } from 'zod';
import type { Send } from '../world/threads.ts';
import type { ControlRequest } from './control.ts';
import { getPage, parse } from './errors.ts';

const listSchema = z.object({
  page_id: z.string().optional(),
  psid: z.string().optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

export function listMessages({ world, query }: ControlRequest): unknown {
  const { page_id, psid, after, limit } = parse(listSchema, query);
  const page = getPage(world, page_id);
  const found = world.record.list({ pageId: page.id, psid, after, limit });
  const last = found.at(-1);
  return {
    data: found.map(describe),
    next_after: found.length === limit && last ? last.receipts.sequence : null,
  };
}

function describe({ receipts, ...send }: Send): Record<string, unknown> {
  return {
    sequence: receipts.sequence,
    mid: send.mid,
    page_id: send.pageId,
    psid: send.psid,
    metadata: send.metadata,
    at: new Date(send.at).toISOString(),
    at_ms: send.at,
    echoed_at: toIso(receipts.echoedAt),
    delivered_at: toIso(receipts.deliveredAt),
    read_at: toIso(receipts.readAt),
    body: JSON.parse(send.body),
  };
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

export function summarizeMessages({ world, query }: ControlRequest): unknown {
  return world.record.summary(getPage(world, query['page_id']).id);
}

/** Forgets the record, for a test that wants to count from nothing. Threads stay. */
export function clearMessages({ world }: ControlRequest): unknown {
  world.record.clear();
  return { success: true };
}
