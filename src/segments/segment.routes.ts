// Segments over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { segmentRoutes } from './segment.contract.ts';
import {
  createSegment,
  deleteSegment,
  describeFilter,
  getSegmentRow,
  listSegments,
  previewSegment,
  type SegmentRow,
  updateSegment,
} from './segments.ts';

export function registerSegmentRoutes(app: FastifyInstance, { db, clock }: { db: Db; clock: Clock }): void {
  serveEndpoint(app, segmentRoutes.list, async ({ actor }) => ({
    segments: (await listSegments(db, actor.workspaceId)).map(show),
  }));

  serveEndpoint(app, segmentRoutes.get, async ({ params, actor }) =>
    show(await getSegmentRow(db, actor.workspaceId, parseId('seg', params.id))),
  );

  serveEndpoint(app, segmentRoutes.create, async ({ body, actor }) => {
    const id = await createSegment(db, actor.workspaceId, body);
    return show(await getSegmentRow(db, actor.workspaceId, id));
  });

  serveEndpoint(app, segmentRoutes.update, async ({ params, body, actor }) =>
    show(await updateSegment(db, actor.workspaceId, parseId('seg', params.id), body)),
  );

  serveEndpoint(app, segmentRoutes.remove, async ({ params, actor }) => {
    await deleteSegment(db, actor.workspaceId, parseId('seg', params.id));
    return { deleted: true as const };
  });

  serveEndpoint(app, segmentRoutes.preview, async ({ body, actor }) => {
    const { filter, page_id: pageId } = body;
    const found = await previewSegment(db, actor.workspaceId, { filter, pageId, now: clock.now() });
    return {
      sentence: describeFilter(filter),
      people: found.people,
      with_psid: found.withPsid,
      in_window: found.inWindow,
      total: found.total,
      sample: found.sample.map(({ profileId, customerId, name, psId }) => ({
        id: formatId('prf', profileId),
        customer_id: customerId,
        name,
        ps_id: psId,
      })),
    };
  });
}

const show = (row: SegmentRow) => ({
  id: formatId('seg', row.segmentId),
  name: row.name,
  filter: row.filter,
  sentence: describeFilter(row.filter),
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
});
