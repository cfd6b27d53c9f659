// Who may sign in, over HTTP.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { operatorRoutes as routes } from './operator.contract.ts';
import type { Operator } from './operator.queries.ts';
import {
  addOperator,
  listAll,
  type OperatorNeeds,
  removeOperator,
  resetPassword,
  saveOperator,
  type WithPassword,
} from './operators.ts';

export function registerOperatorRoutes(app: FastifyInstance, needs: OperatorNeeds): void {
  serveEndpoint(app, routes.list, async ({ actor }) => ({
    operators: (await listAll(needs, actor)).map((operator) => show(operator, actor.name)),
  }));
  serveEndpoint(app, routes.add, async ({ actor, body }) =>
    showWithPassword(await addOperator(needs, actor, body), actor.name),
  );
  serveEndpoint(app, routes.save, async ({ actor, params, body }) =>
    show(await saveOperator(needs, actor, params.id, body), actor.name),
  );
  serveEndpoint(app, routes.remove, async ({ actor, params }) => {
    await removeOperator(needs, actor, params.id);
    return { removed: true as const };
  });
  serveEndpoint(app, routes.resetPassword, async ({ actor, params }) =>
    showWithPassword(await resetPassword(needs, actor, params.id), actor.name),
  );
}

const show = (operator: Operator, viewer: string) => ({
  id: operator.id,
  name: operator.name,
  email: operator.email,
  permission: operator.permission,
  must_change_password: operator.mustChangePassword,
  created_at: operator.createdAt.toISOString(),
  last_sign_in_at: operator.lastSignInAt?.toISOString() ?? null,
  is_you: operator.email === viewer,
});

const showWithPassword = (operator: WithPassword, viewer: string) => ({
  ...show(operator, viewer),
  one_time_password: operator.oneTimePassword,
});
