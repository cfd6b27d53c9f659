// A list of the Graph API read to its end, page by page, with a limit.
import { z } from 'zod';
import type { GraphAnswer, GraphAuth, GraphClient } from '../messenger/graph.ts';

const PER_CALL = 100;

export interface ListQuery<T> {
  path: string;
  fields: string;
  node: z.ZodType<T>;
  /** Pages of 100 at most. */
  maxCalls?: number;
}

/** Every item, or the first 1,000 (`maxCalls` × 100). */
export async function listGraphPages<T>(
  graph: GraphClient,
  auth: GraphAuth,
  { path, fields, node, maxCalls = 10 }: ListQuery<T>,
): Promise<GraphAnswer<T[]>> {
  const reply = z.object({
    data: z.array(node),
    paging: z
      .object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() })
      .optional(),
  });
  const found: T[] = [];
  let after: string | undefined;
  for (let call = 0; call < maxCalls; call += 1) {
    const query = { fields, limit: PER_CALL, ...(after !== undefined && { after }) };
    const answer = await graph.get(path, query, auth, reply);
    if (answer.kind !== 'ok') return answer;
    found.push(...answer.data.data);
    const { paging } = answer.data;
    after = paging?.next === undefined ? undefined : paging.cursors?.after;
    if (after === undefined) break;
  }
  return { kind: 'ok', data: found, headers: {} };
}
