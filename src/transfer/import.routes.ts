// Imports over HTTP. Parts of a file are bytes, in a scope with a limit of its own; what is downloaded is made while it is read.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { errorReply, serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { refuseHiddenIdentifier } from './attribute-types.ts';
import { hideCells } from './bad-rows.hide.ts';
import { sendFile } from './download.ts';
import { importParams, importRoutes as routes } from './import.api.ts';
import { type ImportSettings, importView, MAX_PART_BYTES } from './import.contract.ts';
import { badRowsFile, keptFile } from './import.downloads.ts';
import { previewImport } from './import.preview.ts';
import { type ImportRow, listBadRows, listImportRows } from './import.queries.ts';
import { viewImport } from './import.view.ts';
import {
  addPart,
  beginImport,
  cancelImport,
  getImport,
  type ImportNeeds,
  pauseImport,
  readFormat,
  resumeImport,
  startCheck,
  startRun,
  undoImport,
} from './imports.ts';
import type { ReadRow } from './row.compile.ts';

interface Asked {
  params: { id: string };
  actor: { workspaceId: string };
}
const keyOf = ({ params, actor }: Asked) => ({
  workspaceId: actor.workspaceId,
  importId: parseId('imp', params.id),
});

export function registerImportRoutes(app: FastifyInstance, needs: ImportNeeds): void {
  const { db, clock } = needs;
  const view = (row: ImportRow) => viewImport(row, clock.now());

  serveEndpoint(app, routes.list, async ({ query, actor }) => {
    const before = query.before === undefined ? null : parseId('imp', query.before);
    const rows = await listImportRows(db, actor.workspaceId, { before, limit: query.limit });
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return { imports: rows.map(view), next: last ? formatId('imp', last.importId) : null };
  });
  serveEndpoint(app, routes.begin, async ({ body, actor }) =>
    view(await beginImport(needs, { workspaceId: actor.workspaceId, actor: actor.name }, body)),
  );
  serveEndpoint(app, routes.get, async (call) => view(await getImport(db, keyOf(call))));
  serveEndpoint(app, routes.format, async (call) => view(await readFormat(needs, keyOf(call), call.body)));
  serveEndpoint(app, routes.preview, async (call) => {
    const row = await getImport(db, keyOf(call));
    const { columns, identifier, rows } = await previewImport(db, row, call.body.settings);
    return {
      identifier,
      columns: columns.map(({ target, ...column }) => ({ ...column, suggested: target })),
      rows: rows.map(({ stored, ...rest }) => ({ ...rest, stored: stored && viewStored(stored) })),
    };
  });
  const settingsOf = async ({
    body: { settings },
    actor,
  }: {
    body: { settings: ImportSettings };
    actor: Actor;
  }) => {
    const { list } = settings;
    if (list)
      refuseHiddenIdentifier(list.identifier, await listHidden(db, actor), 'settings.list.identifier');
    return settings;
  };
  serveEndpoint(app, routes.check, async (call) =>
    view(await startCheck(needs, keyOf(call), await settingsOf(call))),
  );
  serveEndpoint(app, routes.run, async (call) =>
    view(await startRun(needs, keyOf(call), await settingsOf(call))),
  );
  serveEndpoint(app, routes.pause, async (call) => view(await pauseImport(needs, keyOf(call))));
  serveEndpoint(app, routes.resume, async (call) => view(await resumeImport(needs, keyOf(call))));
  serveEndpoint(app, routes.cancel, async (call) => view(await cancelImport(needs, keyOf(call))));
  serveEndpoint(app, routes.undo, async (call) => {
    const by = { workspaceId: call.actor.workspaceId, actor: call.actor.name };
    return view(await undoImport(needs, keyOf(call), by));
  });
  serveEndpoint(app, routes.badRows, async (call) => {
    const row = await getImport(db, keyOf(call));
    const hide = hideCells(row, await listHidden(db, call.actor));
    return { rows: (await listBadRows(db, row, call.query)).map(hide) };
  });
  registerParts(app, needs);
  registerDownloads(app, needs);
}

const viewStored = (row: ReadRow) => ({
  customer_id: row.customerId || null,
  identifier: row.identifier || null,
  event_name: row.eventName || null,
  occurred_at: row.occurredAt === null ? null : new Date(row.occurredAt).toISOString(),
  attributes: Object.fromEntries(row.attributes.map(({ name, value }) => [name, value])),
});

const tags = ['Imports'];
const partQuery = z.object({
  offset: z.coerce.number().int().min(0).describe('Where in the file the part begins'),
});

function registerParts(app: FastifyInstance, needs: ImportNeeds): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_PART_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.route<{ Params: z.output<typeof importParams>; Querystring: z.output<typeof partQuery> }>({
      method: 'POST',
      url: '/api/imports/:id/parts',
      config: { permission: 'edit' },
      schema: {
        summary:
          'The next part of the file: its bytes are the body, at most 8 MB. Sending a part again is harmless',
        tags,
        consumes: ['application/octet-stream'],
        params: importParams,
        querystring: partQuery,
        response: { 200: importView, '4xx': errorReply, '5xx': errorReply },
      },
      errorHandler: (error) => {
        // Fastify stops reading at the limit and knows no remedy.
        throw (error as { statusCode?: number }).statusCode === 413 ? PART_TOO_LARGE : error;
      },
      handler: async ({ params, query, body, actor }) => {
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const row = await addPart(needs, keyOf({ params, actor }), { offset: query.offset, bytes });
        return viewImport(row, needs.clock.now());
      },
    });
  });
}

const PART_TOO_LARGE = new AppError('too_large', 'The part is larger than 8 MB.', {
  field: 'body',
  remedy: 'Send the file in smaller parts, each with its offset.',
});

function registerDownloads(app: FastifyInstance, { db }: ImportNeeds): void {
  const files = [
    { path: 'bad-rows.csv', summary: 'The bad rows as a file, each with what to do', make: badRowsFile },
    { path: 'kept.csv', summary: 'People an undo left as they are, with the reason', make: keptFile },
  ];
  for (const { path, summary, make } of files)
    app.route<{ Params: z.output<typeof importParams> }>({
      method: 'GET',
      url: `/api/imports/:id/${path}`,
      config: { permission: 'edit' },
      schema: {
        summary,
        tags,
        params: importParams,
        produces: ['text/csv'],
        response: { '4xx': errorReply, '5xx': errorReply },
      },
      handler: async ({ params, actor }, reply) => {
        const row = await getImport(db, keyOf({ params, actor }));
        const file = make(db, row, await listHidden(db, actor));
        return sendFile(reply, file, { format: 'csv', bom: true });
      },
    });
}
