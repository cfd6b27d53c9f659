// Personas over HTTP: each route is one call.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { inNameOf, type PageToolNeeds } from './page-call.ts';
import { personaRoutes } from './persona.contract.ts';
import { createPersona, deletePersona, listPersonas } from './personas.ts';

export function registerPersonaRoutes(app: FastifyInstance, needs: PageToolNeeds): void {
  serveEndpoint(app, personaRoutes.list, async ({ params, actor }) => ({
    personas: await listPersonas(needs, actor.workspaceId, params.id),
  }));
  serveEndpoint(app, personaRoutes.create, ({ params, body, actor }) =>
    createPersona(needs, inNameOf(actor, params.id), body),
  );
  serveEndpoint(app, personaRoutes.remove, async ({ params, actor }) => {
    await deletePersona(needs, inNameOf(actor, params.id), params.personaId);
    return { deleted: true as const };
  });
}
