// Who is signed in, who may sign in, and the API keys of the workspace.
import type { FastifyInstance } from 'fastify';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { accessRoutes } from './access.contract.ts';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { findOperator, getWorkspace, updateWorkspace } from './operator.queries.ts';
import { registerOperatorRoutes } from './operator.routes.ts';

export function registerAccessRoutes(app: FastifyInstance, { db, clock }: { db: Db; clock: Clock }): void {
  registerOperatorRoutes(app, { db, clock });

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
      const key = await createApiKey(tx, actor.workspaceId, body.name, body.permission);
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
  created_at: key.createdAt.toISOString(),
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
});
