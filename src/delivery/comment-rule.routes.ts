// Comment rules and private replies over HTTP: each route is one call.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId } from '../kit/ids.ts';
import { commentRuleRoutes } from './comment-rule.contract.ts';
import { listRules } from './comment-rule.queries.ts';
import {
  changeRule,
  createRule,
  getRule,
  removeRule,
  showReply,
  showRule,
  tryRule,
} from './comment-rules.ts';
import { listReplies, type ReplyRow } from './private-reply.queries.ts';

export function registerCommentRoutes(app: FastifyInstance, needs: { db: Db; clock: Clock }): void {
  const { db, clock } = needs;
  const by = (actor: { workspaceId: string; name: string }) => ({
    workspaceId: actor.workspaceId,
    actor: actor.name,
  });
  const view = async (workspaceId: string, ruleId: number) =>
    showRule(await getRule(db, workspaceId, ruleId));

  serveEndpoint(app, commentRuleRoutes.list, async ({ params, actor }) => ({
    rules: (await listRules(db, actor.workspaceId, params.id)).map(showRule),
  }));
  serveEndpoint(app, commentRuleRoutes.create, async ({ params, body, actor }) =>
    view(actor.workspaceId, await createRule(needs, by(actor), params.id, body)),
  );
  serveEndpoint(app, commentRuleRoutes.change, async ({ params, body, actor }) => {
    const ruleId = parseId('rul', params.id);
    await changeRule(needs, by(actor), ruleId, body);
    return view(actor.workspaceId, ruleId);
  });
  serveEndpoint(app, commentRuleRoutes.remove, async ({ params, actor }) => {
    await removeRule(needs, by(actor), parseId('rul', params.id));
    return { removed: true as const };
  });
  serveEndpoint(app, commentRuleRoutes.preview, async ({ body }) => tryRule(body, clock.now()));
  serveEndpoint(app, commentRuleRoutes.replies, async ({ params, query, actor }) => {
    const rows = await listReplies(db, actor.workspaceId, {
      pageId: params.id,
      ruleId: query.rule_id === undefined ? null : parseId('rul', query.rule_id),
      state: query.state,
      before: parseCursor(query.after),
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    return {
      replies: page.map(showReply),
      next: rows.length > query.limit ? formatCursor(page.at(-1)!) : null,
    };
  });
}

const formatCursor = (row: ReplyRow): string => `${row.commentedAt.getTime()}.${row.commentId}`;

function parseCursor(text: string | undefined) {
  if (text === undefined) return null;
  const match = /^(\d{1,14})\.(.{1,200})$/s.exec(text);
  if (!match) throw invalid('after', 'This is not a cursor.', 'Send `next` of the reply before it.');
  return { atMs: Number(match[1]), commentId: match[2]! };
}
