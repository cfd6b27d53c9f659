// The media library over HTTP. The upload takes the bytes themselves as the body, in a scope with a limit of its own; the
// content is served so that a browser shows pictures only and runs nothing.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { errorReply, serveEndpoint } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { MAX_MEDIA_BYTES, media, mediaRoutes, uploadQuery } from './media.contract.ts';
import type { MediaRow } from './media.queries.ts';
import {
  addByUrl,
  addFile,
  attachToPage,
  getContent,
  listMedia,
  type MediaLibraryNeeds,
  removeMedia,
  tooLarge,
} from './media-library.ts';

export function registerMediaRoutes(app: FastifyInstance, needs: MediaLibraryNeeds): void {
  serveEndpoint(app, mediaRoutes.list, ({ query, actor }) =>
    listMedia(needs, actor.workspaceId, {
      pageId: query.page_id ?? null,
      kind: query.kind ?? null,
      search: query.search.trim(),
      before: query.before ?? null,
      limit: query.limit,
    }),
  );
  serveEndpoint(app, mediaRoutes.addByUrl, ({ body, actor }) =>
    addByUrl(needs, { workspaceId: actor.workspaceId, actor: actor.name }, body),
  );
  serveEndpoint(app, mediaRoutes.attach, ({ params, actor }) =>
    attachToPage(needs, actor.workspaceId, params.pageId, params.id),
  );
  serveEndpoint(app, mediaRoutes.remove, async ({ params, actor }) => {
    await removeMedia(needs, { workspaceId: actor.workspaceId, actor: actor.name }, params.id);
    return { deleted: true as const };
  });
  registerUpload(app, needs);
  registerContent(app, needs);
}

const tags = ['Media'];

function registerUpload(app: FastifyInstance, needs: MediaLibraryNeeds): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_MEDIA_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.route<{ Querystring: z.output<typeof uploadQuery> }>({
      method: 'POST',
      url: '/api/media',
      config: { permission: 'edit' },
      schema: {
        summary: 'Add a file to the media library: its bytes are the body, at most 25 MB',
        tags,
        consumes: ['application/octet-stream'],
        querystring: uploadQuery,
        response: { 200: media, '4xx': errorReply, '5xx': errorReply },
      },
      errorHandler: (error, _request, _reply) => {
        // Fastify stops reading at the limit and knows no field and no remedy.
        throw (error as { statusCode?: number }).statusCode === 413 ? tooLarge() : error;
      },
      handler: ({ query, body, headers, actor }) =>
        addFile(
          needs,
          { workspaceId: actor.workspaceId, actor: actor.name },
          {
            name: query.name,
            declared: headers['content-type'] ?? '',
            bytes: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
          },
        ),
    });
  });
}

const contentParams = z.object({ id: idSchema('med') });

function registerContent(app: FastifyInstance, needs: MediaLibraryNeeds): void {
  app.route<{ Params: z.output<typeof contentParams> }>({
    method: 'GET',
    url: '/api/media/:id',
    config: { permission: 'view' },
    schema: {
      summary: 'The bytes of uploaded media',
      tags,
      params: contentParams,
      produces: ['application/octet-stream'],
      response: { '4xx': errorReply, '5xx': errorReply },
    },
    handler: async ({ params, actor }, reply) => {
      const { media: row, bytes } = await getContent(needs, actor.workspaceId, params.id);
      return guardContent(reply, row).send(bytes);
    },
  });
}

/** Only a sniffed picture is shown in place. Whatever else somebody uploaded is saved to disk, and never run as a page of ours. */
function guardContent(reply: FastifyReply, { kind, mime, name }: MediaRow): FastifyReply {
  const place = kind === 'image' ? 'inline' : 'attachment';
  return reply
    .type(kind === 'file' ? 'application/octet-stream' : mime)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-disposition', `${place}; filename*=UTF-8''${encodeURIComponent(name)}`);
}
