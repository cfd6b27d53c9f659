// Everything of files in and out over HTTP.
import type { FastifyInstance } from 'fastify';
import { type ExportNeeds, registerExportRoutes } from './export.routes.ts';
import { registerImportRoutes } from './import.routes.ts';
import type { ImportNeeds } from './imports.ts';
import { registerListRoutes } from './list.routes.ts';

export function registerTransferRoutes(app: FastifyInstance, needs: ImportNeeds & ExportNeeds): void {
  registerImportRoutes(app, needs);
  registerListRoutes(app, needs);
  registerExportRoutes(app, needs);
}
