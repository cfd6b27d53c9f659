// The tools of a connected Page over HTTP, put together.
import type { FastifyInstance } from 'fastify';
import type { PageToolNeeds } from './page-call.ts';
import { registerTemplateRoutes } from './utility-template.routes.ts';

export function registerPageToolRoutes(app: FastifyInstance, needs: PageToolNeeds): void {
  registerTemplateRoutes(app, needs);
}
