// Custom labels over HTTP: each route is one call.
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { labelRoutes } from './label.contract.ts';
import { changePersonLabel, createLabel, deleteLabel, listLabels, listPersonLabels } from './labels.ts';
import { inNameOf, type PageToolNeeds } from './page-call.ts';

export function registerLabelRoutes(app: FastifyInstance, needs: PageToolNeeds): void {
  const person = (actor: Actor, { id, psid }: { id: string; psid: string }) => ({
    workspaceId: actor.workspaceId,
    pageId: id,
    psid,
  });
  serveEndpoint(app, labelRoutes.list, async ({ params, actor }) => ({
    labels: await listLabels(needs, actor.workspaceId, params.id),
  }));
  serveEndpoint(app, labelRoutes.create, ({ params, body, actor }) =>
    createLabel(needs, inNameOf(actor, params.id), body.name),
  );
  serveEndpoint(app, labelRoutes.remove, async ({ params, actor }) => {
    await deleteLabel(needs, inNameOf(actor, params.id), params.labelId);
    return { deleted: true as const };
  });
  serveEndpoint(app, labelRoutes.ofPerson, async ({ params, actor }) => ({
    labels: await listPersonLabels(needs, person(actor, params)),
  }));
  serveEndpoint(app, labelRoutes.put, async ({ params, actor }) => ({
    labels: await changePersonLabel(needs, person(actor, params), params.labelId, 'put'),
  }));
  serveEndpoint(app, labelRoutes.take, async ({ params, actor }) => ({
    labels: await changePersonLabel(needs, person(actor, params), params.labelId, 'take'),
  }));
}
