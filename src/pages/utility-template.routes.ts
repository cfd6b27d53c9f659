// Utility templates over HTTP: each route is one call.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { inNameOf, type PageToolNeeds } from './page-call.ts';
import { templateRoutes } from './utility-template.contract.ts';
import {
  createUtilityTemplate,
  deleteUtilityTemplate,
  findLibraryTemplates,
  syncTemplates,
  viewTemplates,
} from './utility-templates.ts';

export function registerTemplateRoutes(app: FastifyInstance, needs: PageToolNeeds): void {
  const { db } = needs;
  serveEndpoint(app, templateRoutes.list, ({ params, actor }) =>
    viewTemplates(db, actor.workspaceId, params.id),
  );
  serveEndpoint(app, templateRoutes.sync, async ({ params, actor }) => {
    await syncTemplates(needs, actor.workspaceId, params.id);
    return viewTemplates(db, actor.workspaceId, params.id);
  });
  serveEndpoint(app, templateRoutes.library, async ({ params, query, actor }) => ({
    templates: await findLibraryTemplates(
      needs,
      { workspaceId: actor.workspaceId, pageId: params.id },
      query,
    ),
  }));
  serveEndpoint(app, templateRoutes.create, ({ params, body, actor }) =>
    createUtilityTemplate(needs, inNameOf(actor, params.id), body),
  );
  serveEndpoint(app, templateRoutes.remove, async ({ params, query, actor }) => ({
    deleted: await deleteUtilityTemplate(needs, inNameOf(actor, params.id), {
      name: params.name,
      language: query.language ?? null,
    }),
  }));
}
