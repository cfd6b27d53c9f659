// Who is signed in, who may sign in, and the API keys of the workspace.
import type { FastifyInstance } from 'fastify';
import { writeAudit } from '../kit/audit.ts';
import { withTransaction } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { accessRoutes } from './access.contract.ts';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { findOperator, getWorkspace, updateWorkspace } from './operator.queries.ts';
import { registerOperatorRoutes } from './operator.routes.ts';
import type { OperatorNeeds } from './operators.ts';

export function registerAccessRoutes(app: FastifyInstance, needs: OperatorNeeds): void {
  const { db, clock } = needs;
  registerOperatorRoutes(app, needs);

  serveEndpoint(app, accessRoutes.me, async ({ actor }) => {
    const operator = actor.kind === 'operator' && (await findOperator(db, actor.workspaceId, actor.name));
    return {
      name: actor.name,
      kind: actor.kind,
      permission: actor.permission,
      must_change_password: operator ? operator.must_change_password : false,
      workspace: await getWorkspace(db, actor.workspaceId),
    };
  });

  serveEndpoint(app, accessRoutes.saveWorkspace, async ({ actor, body }) =>
    withTransaction(db, async (tx) => {
      const before = await getWorkspace(tx, actor.workspaceId);
      await updateWorkspace(tx, actor.workspaceId, body);
      await writeAudit(tx, {
        workspaceId: actor.workspaceId,
        actor: actor.name,
        action: 'workspace.changed',
        subject: actor.workspaceId,
        details: { before, after: body },
        at: clock.now(),
      });
      return getWorkspace(tx, actor.workspaceId);
    }),
  );

  serveEndpoint(app, accessRoutes.listKeys, async ({ actor }) => ({
    keys: (await listApiKeys(db, actor.workspaceId)).map(showKey),
  }));

  serveEndpoint(app, accessRoutes.createKey, async ({ actor, body }) =>
    withTransaction(db, async (tx) => {
      const { name, permission } = body;
      const key = await createApiKey(tx, actor.workspaceId, name, { permission, madeBy: actor.name });
      await writeAudit(tx, {
        workspaceId: actor.workspaceId,
        actor: actor.name,
        action: 'key.created',
        subject: formatId('key', key.keyId),
        details: { name: key.name, permission: key.permission },
        at: clock.now(),
      });
      return { ...showKey(key), secret: key.secret };
    }),
  );

  serveEndpoint(app, accessRoutes.revokeKey, async ({ actor, params }) =>
    withTransaction(db, async (tx) => {
      const keyId = parseId('key', params.id);
      const name = await revokeApiKey(tx, actor.workspaceId, keyId, clock.now());
      await writeAudit(tx, {
        workspaceId: actor.workspaceId,
        actor: actor.name,
        action: 'key.revoked',
        subject: params.id,
        details: { name },
        at: clock.now(),
      });
      return { revoked: true as const };
    }),
  );
}

const showKey = (key: ApiKey) => ({
  id: formatId('key', key.keyId),
  name: key.name,
  hint: key.hint,
  permission: key.permission,
  made_by: key.madeBy,
  created_at: key.createdAt.toISOString(),
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
});
