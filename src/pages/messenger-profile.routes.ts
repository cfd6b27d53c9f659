// The Messenger Profile over HTTP: each route is one call.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { profileToolRoutes } from './messenger-profile.contract.ts';
import { readProfile, setProfile, viewProfile } from './messenger-profiles.ts';
import { inNameOf, type PageToolNeeds } from './page-call.ts';

export function registerProfileToolRoutes(app: FastifyInstance, needs: PageToolNeeds): void {
  serveEndpoint(app, profileToolRoutes.get, ({ params, actor }) =>
    viewProfile(needs, actor.workspaceId, params.id),
  );
  serveEndpoint(app, profileToolRoutes.read, ({ params, actor }) =>
    readProfile(needs, actor.workspaceId, params.id),
  );
  serveEndpoint(app, profileToolRoutes.save, ({ params, body, actor }) =>
    setProfile(needs, inNameOf(actor, params.id), body),
  );
}
