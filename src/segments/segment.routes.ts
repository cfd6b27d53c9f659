// Segments over HTTP.
import type { FastifyInstance } from 'fastify';
import { addMs, type Clock, DAY_MS } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { parseId, parsePlace } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { createTotals, listWithinTime, previewSegment } from './counting.ts';
import { createEstimator } from './estimate.ts';
import { explainPerson } from './explain.ts';
import { refuseHidden } from './filter.hidden.ts';
import { segmentRoutes } from './segment.contract.ts';
import { refuseUnknown } from './segment.uses.ts';
import { createDescriber, showMember, showSegments } from './segment.view.ts';
import {
  createSegment,
  deleteSegment,
  getSegment,
  getSegmentRow,
  listSegments,
  updateSegment,
} from './segments.ts';
import { findTrack, listCounts } from './track.queries.ts';

interface Needs {
  db: Db;
  clock: Clock;
}

export function registerSegmentRoutes(app: FastifyInstance, needs: Needs): void {
  registerSaving(app, needs);
  registerAsking(app, needs);
  registerMembers(app, needs);
}

function registerSaving(app: FastifyInstance, { db, clock }: Needs): void {
  const showOne = async (workspaceId: string, id: number) => {
    const [shown] = await showSegments(db, workspaceId, [await getSegmentRow(db, workspaceId, id)]);
    return shown!;
  };

  serveEndpoint(app, segmentRoutes.list, async ({ actor }) => ({
    segments: await showSegments(db, actor.workspaceId, await listSegments(db, actor.workspaceId)),
  }));

  serveEndpoint(app, segmentRoutes.get, ({ params, actor }) =>
    showOne(actor.workspaceId, parseId('seg', params.id)),
  );

  serveEndpoint(app, segmentRoutes.create, async ({ body, actor }) => {
    const { tracked, ...input } = body;
    await refuseHidden(db, actor, input.filter);
    const trackedFrom = tracked ? clock.now() : null;
    return showOne(actor.workspaceId, await createSegment(db, actor.workspaceId, { ...input, trackedFrom }));
  });

  serveEndpoint(app, segmentRoutes.update, async ({ params, body, actor }) => {
    const id = parseId('seg', params.id);
    // A program that knows nothing of tracking does not end it by giving a segment another name.
    const { tracked = (await getSegmentRow(db, actor.workspaceId, id)).tracked, ...change } = body;
    await refuseHidden(db, actor, change.filter);
    const trackedFrom = tracked ? clock.now() : null;
    await updateSegment(db, actor.workspaceId, id, { ...change, trackedFrom });
    return showOne(actor.workspaceId, id);
  });

  serveEndpoint(app, segmentRoutes.remove, async ({ params, actor }) => {
    await deleteSegment(db, actor.workspaceId, parseId('seg', params.id));
    return { deleted: true as const };
  });
}

function registerAsking(app: FastifyInstance, { db, clock }: Needs): void {
  const totalOf = createTotals(db);
  const estimate = createEstimator(db);

  serveEndpoint(app, segmentRoutes.estimate, async ({ body, actor }) => {
    const { workspaceId } = actor;
    await refuseHidden(db, actor, body.filter);
    await refuseUnknown(db, workspaceId, body.filter);
    const describe = await createDescriber(db, workspaceId, [body.filter]);
    return { sentence: describe(body.filter), ...(await estimate(workspaceId, body.filter, clock.now())) };
  });

  serveEndpoint(app, segmentRoutes.preview, async ({ body, actor }) => {
    const { filter, page_id: pageId } = body;
    const { workspaceId } = actor;
    await refuseHidden(db, actor, filter);
    await refuseUnknown(db, workspaceId, filter);
    const describe = await createDescriber(db, workspaceId, [filter]);
    const hidden = await listHidden(db, actor);
    const found = await previewSegment(db, workspaceId, { filter, pageId, now: clock.now() });
    return {
      sentence: describe(filter),
      people: found.people,
      with_psid: found.withPsid,
      in_window: found.inWindow,
      total: Math.max(found.people, await totalOf(workspaceId)),
      sample: found.sample.map((one) => showMember(one, hidden)),
    };
  });

  serveEndpoint(app, segmentRoutes.explain, async ({ body, actor }) => {
    await refuseHidden(db, actor, body.filter);
    return explainPerson(db, actor, { filter: body.filter, personId: body.person_id, now: clock.now() });
  });
}

/** Up to so many days the history is by the hour; the contract lists 1,000 entries at most. */
const HOURLY_DAYS = 40;

function registerMembers(app: FastifyInstance, { db, clock }: Needs): void {
  serveEndpoint(app, segmentRoutes.people, async ({ params, query, actor }) => {
    const { workspaceId } = actor;
    const { filter } = await getSegment(db, workspaceId, parseId('seg', params.id));
    const beforeId = query.after === undefined ? null : parsePlace('prf', query.after);
    const page = { now: clock.now(), beforeId, limit: query.limit + 1 };
    const found = await listWithinTime(db, workspaceId, filter, page);
    const hidden = await listHidden(db, actor);
    const people = found.slice(0, query.limit).map((one) => showMember(one, hidden));
    return { people, next: found.length > query.limit ? people.at(-1)!.id : null };
  });

  serveEndpoint(app, segmentRoutes.history, async ({ params, query, actor }) => {
    const { workspaceId } = actor;
    const { segmentId } = await getSegmentRow(db, workspaceId, parseId('seg', params.id));
    const track = await findTrack(db, workspaceId, segmentId);
    const counts = await listCounts(
      db,
      { workspaceId, segmentId },
      {
        since: addMs(clock.now(), -query.days * DAY_MS),
        by: query.days <= HOURLY_DAYS ? 'hour' : 'day',
        limit: 1000,
      },
    );
    return {
      tracked_since: track?.since.toISOString() ?? null,
      problem: track?.problem ?? null,
      counts: counts.map(({ at, ...row }) => ({ at: at.toISOString(), ...row })),
    };
  });
}
