// The sending rules over HTTP: anybody reads them, the owner changes them, and the change stands in the audit trail.
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { lockSenders } from '../access/operators.ts';
import { type SendingRules, sendingRules } from '../delivery/plan.contract.ts';
import { readSendingRules, type WorkspaceRules } from '../delivery/sending-rules.ts';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { checkSendingRules } from './check-sending-rules.ts';
import { sendingRuleRoutes as routes } from './sending-rules.contract.ts';
import { lockSendingRules, saveSendingRules } from './sending-rules.queries.ts';

export function registerSendingRuleRoutes(
  app: FastifyInstance,
  { db, clock }: { db: Db; clock: Clock },
): void {
  serveEndpoint(app, routes.get, async ({ actor }) =>
    withRevision(withoutZone(await readSendingRules(db, actor.workspaceId))),
  );

  serveEndpoint(app, routes.check, async ({ actor, body }) => ({
    problems: await checkSendingRules(db, actor.workspaceId, body),
  }));

  serveEndpoint(app, routes.save, async ({ actor, body: { revision, ...rules } }) =>
    withTransaction(db, async (tx) => {
      const { workspaceId, name } = actor;
      const now = clock.now();
      await lockSendingRules(tx, workspaceId, now);
      const before = withoutZone(await readSendingRules(tx, workspaceId));
      if (revision !== revisionOf(before))
        throw new AppError('conflict', 'Somebody else changed the sending rules since you read them.', {
          field: 'revision',
          remedy: 'Load them again, and change them as they are now.',
        });
      if (rules.approval_required && !before.approval_required) await checkApprovers(tx, workspaceId);
      await saveSendingRules(tx, workspaceId, rules, now);
      const action = 'sending_rules.changed';
      const details = { before, after: rules };
      await writeAudit(tx, { workspaceId, actor: name, action, subject: workspaceId, details, at: now });
      return withRevision(rules);
    }),
  );
}

const withRevision = (rules: SendingRules) => ({ ...rules, revision: revisionOf(rules) });

/** Of what they say: rules that are the same again are the same revision, whoever wrote them in between. */
const revisionOf = (rules: SendingRules): string =>
  createHash('sha256')
    .update(JSON.stringify(sendingRules.parse(rules)))
    .digest('hex')
    .slice(0, 16);

/** The workspace's time zone is said where the workspace is. */
const withoutZone = ({ timeZone: _zone, ...rules }: WorkspaceRules): SendingRules => rules;

/** With nobody else to approve, nothing could be published any more. */
async function checkApprovers(tx: Tx, workspaceId: string): Promise<void> {
  if ((await lockSenders(tx, workspaceId)) < 2)
    throw invalid(
      'approval_required',
      'Nobody but you could approve: fewer than two operators may send.',
      'Add a second operator first, under Settings → Operators, who may send.',
    );
}
