// Entry links over HTTP, and their QR codes as files.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { idSchema, parseId } from '../kit/ids.ts';
import { entryLinkRoutes } from './entry-link.contract.ts';
import { countForged, listLinks } from './entry-link.queries.ts';
import {
  type By,
  changeLink,
  createLink,
  drawPng,
  drawSvg,
  type EntryLinkNeeds,
  getLink,
  issuePersonal,
  showLink,
} from './entry-links.ts';
import { formatVisitCursor, listVisits, parseVisitCursor, showVisit } from './entry-visit.queries.ts';

export function registerEntryLinkRoutes(app: FastifyInstance, needs: EntryLinkNeeds): void {
  const { db } = needs;
  const view = async (workspaceId: string, linkId: number) =>
    showLink(needs, await getLink(db, workspaceId, linkId));

  serveEndpoint(app, entryLinkRoutes.list, async ({ query, actor }) => {
    const pageId = query.page_id ?? null;
    const rows = await listLinks(db, actor.workspaceId, {
      pageId,
      archived: query.archived === 'true',
      beforeId: query.after === undefined ? null : parseId('lnk', query.after),
      limit: query.limit + 1,
    });
    const links = rows.slice(0, query.limit).map((row) => showLink(needs, row));
    return {
      links,
      next: rows.length > query.limit ? links.at(-1)!.id : null,
      forged: await countForged(db, actor.workspaceId, pageId),
    };
  });
  serveEndpoint(app, entryLinkRoutes.create, async ({ body, actor }) =>
    view(actor.workspaceId, await createLink(needs, by(actor), body)),
  );
  serveEndpoint(app, entryLinkRoutes.get, ({ params, actor }) =>
    view(actor.workspaceId, parseId('lnk', params.id)),
  );
  serveEndpoint(app, entryLinkRoutes.change, async ({ params, body, actor }) => {
    const linkId = parseId('lnk', params.id);
    await changeLink(needs, by(actor), linkId, body);
    return view(actor.workspaceId, linkId);
  });
  servePersonalLinks(app, needs);
  serveQrFiles(app, needs);
}

const by = (actor: Actor): By => ({ workspaceId: actor.workspaceId, actor: actor.name });

function servePersonalLinks(app: FastifyInstance, needs: EntryLinkNeeds): void {
  const { db } = needs;
  serveEndpoint(app, entryLinkRoutes.personal, async ({ params, body, actor }) => {
    const linkId = parseId('lnk', params.id);
    const { links } = await issuePersonal(needs, by(actor), linkId, [body.customer_id]);
    const [link] = links;
    if (!link)
      throw invalid('customer_id', `There is no customer ${body.customer_id}.`, 'Save the customer first.');
    return { ...link, qr_svg: await drawSvg(link.url) };
  });
  serveEndpoint(app, entryLinkRoutes.personalBulk, ({ params, body, actor }) =>
    issuePersonal(needs, by(actor), parseId('lnk', params.id), body.customer_ids),
  );
  serveEndpoint(app, entryLinkRoutes.visits, async ({ params, query, actor }) => {
    const linkId = parseId('lnk', params.id);
    await getLink(db, actor.workspaceId, linkId);
    const before = parseVisitCursor(query.after);
    const rows = await listVisits(db, actor.workspaceId, {
      linkId,
      only: query.only,
      before,
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    return {
      visits: page.map(showVisit),
      next: rows.length > query.limit ? formatVisitCursor(page.at(-1)!) : null,
    };
  });
}

const qrParams = z.object({ id: idSchema('lnk') });
const qrQuery = z.object({
  size: z.coerce.number().int().min(128).max(2048).default(1024).describe('Width of the PNG in pixels'),
  download: z
    .enum(['true', 'false'])
    .default('false')
    .describe('As a file to save instead of a picture to show'),
});

function serveQrFiles(app: FastifyInstance, needs: EntryLinkNeeds): void {
  for (const kind of ['svg', 'png'] as const) {
    const schema = {
      summary: `The QR code of the plain link as ${kind.toUpperCase()}`,
      tags: ['Entry links'],
      params: qrParams,
      querystring: qrQuery,
    };
    app.get(
      `/api/entry-links/:id/qr.${kind}`,
      { config: { permission: 'view' }, schema },
      async (request, reply) => {
        const { id } = request.params as z.output<typeof qrParams>;
        const { size, download } = request.query as z.output<typeof qrQuery>;
        const { url, ref_code } = showLink(
          needs,
          await getLink(needs.db, request.actor.workspaceId, parseId('lnk', id)),
        );
        if (download === 'true')
          reply.header('content-disposition', `attachment; filename="${ref_code}.${kind}"`);
        if (kind === 'svg') return reply.type('image/svg+xml').send(await drawSvg(url));
        return reply.type('image/png').send(await drawPng(url, size));
      },
    );
  }
}
