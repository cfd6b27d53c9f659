// The tools of a connected Page over HTTP, put together.
import type { FastifyInstance } from 'fastify';
import { registerLabelRoutes } from './label.routes.ts';
import { registerMediaRoutes } from './media.routes.ts';
import type { MediaLibraryNeeds } from './media-library.ts';
import { registerProfileToolRoutes } from './messenger-profile.routes.ts';
import { registerPersonaRoutes } from './persona.routes.ts';
import { registerTemplateRoutes } from './utility-template.routes.ts';

export function registerPageToolRoutes(app: FastifyInstance, needs: MediaLibraryNeeds): void {
  registerTemplateRoutes(app, needs);
  registerMediaRoutes(app, needs);
  registerProfileToolRoutes(app, needs);
  registerPersonaRoutes(app, needs);
  registerLabelRoutes(app, needs);
}
