// The tools of a connected Page over HTTP, put together.
import type { FastifyInstance } from 'fastify';
import { registerMediaRoutes } from './media.routes.ts';
import type { MediaNeeds } from './media-library.ts';
import { registerTemplateRoutes } from './utility-template.routes.ts';

export function registerPageToolRoutes(app: FastifyInstance, needs: MediaNeeds): void {
  registerTemplateRoutes(app, needs);
  registerMediaRoutes(app, needs);
}
