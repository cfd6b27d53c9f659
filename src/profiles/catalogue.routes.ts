// The catalogue over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { findLastProfileId, listAttributes } from './attribute.queries.ts';
import { forgetConflicts, listConflicts } from './attribute-conflicts.ts';
import { countAttributes, listEventValues, listFrequentValues } from './attribute-sample.ts';
import {
  convertAttribute,
  deleteAttribute,
  describeAttribute,
  type FindUses,
  getAttribute,
  previewConversion,
  renameAttribute,
} from './attributes.ts';
import { catalogueRoutes } from './catalogue.contract.ts';
import { showAttribute, showConflict } from './catalogue.view.ts';
import { listEvents } from './event-catalogue.ts';
import { listHidden } from './sensitive.ts';

interface Needs {
  db: Db;
  clock: Clock;
  findUses: FindUses;
}

export function registerCatalogueRoutes(app: FastifyInstance, needs: Needs): void {
  registerReading(app, needs);
  registerChanging(app, needs);
}

function registerReading(app: FastifyInstance, needs: Needs): void {
  const { db } = needs;
  serveEndpoint(app, catalogueRoutes.list, async ({ actor }) => {
    const rows = await listAttributes(db, actor.workspaceId);
    const people = await countAttributes(db, actor.workspaceId);
    const lastId = await findLastProfileId(db, actor.workspaceId);
    return {
      attributes: rows.map((row) => showAttribute(row, people.get(row.name) ?? 0, lastId)),
      events: await listEvents(db, actor.workspaceId),
    };
  });

  serveEndpoint(app, catalogueRoutes.values, async ({ actor, query }) => {
    const { event, ...asked } = query;
    const hidden = await listHidden(db, actor);
    const [name = ''] = asked.attribute.split('.');
    if (hidden.has(name)) return { values: [] };
    const values =
      event === undefined
        ? await listFrequentValues(db, actor.workspaceId, asked)
        : await listEventValues(db, actor.workspaceId, { ...asked, event, hidden });
    return { values };
  });

  serveEndpoint(app, catalogueRoutes.get, ({ actor, params }) =>
    details(needs, actor.workspaceId, params.name),
  );

  serveEndpoint(app, catalogueRoutes.conversion, async ({ actor, params, query }) => {
    const asked = { name: params.name, type: query.type };
    const { isExact, ...counts } = await previewConversion(db, actor.workspaceId, asked);
    return { ...counts, is_exact: isExact };
  });
}

function registerChanging(app: FastifyInstance, needs: Needs): void {
  const { db, clock, findUses } = needs;
  serveEndpoint(app, catalogueRoutes.update, async ({ actor, params, body }) => {
    const { workspaceId } = actor;
    const deed = { workspaceId: actor.workspaceId, name: params.name, actor: actor.name, now: clock.now() };
    const { type, description, sensitive, from_websites: fromWebsites, name: newName } = body;
    if (type !== undefined)
      await convertAttribute(db, { ...deed, type, mayRemove: body.remove_unfit, findUses });
    await describeAttribute(db, { ...deed, description, sensitive, fromWebsites });
    if (newName !== undefined && newName !== params.name)
      await renameAttribute(db, { ...deed, newName, findUses });
    return details(needs, workspaceId, params.name);
  });

  serveEndpoint(app, catalogueRoutes.forgetConflicts, async ({ actor, params }) => {
    await getAttribute(db, actor.workspaceId, params.name);
    await withTransaction(db, (tx) => forgetConflicts(tx, actor.workspaceId, params.name));
    return { forgotten: true as const };
  });

  serveEndpoint(app, catalogueRoutes.remove, async ({ actor, params }) => {
    const deed = { workspaceId: actor.workspaceId, name: params.name, actor: actor.name, now: clock.now() };
    await deleteAttribute(db, { ...deed, findUses });
    return details(needs, actor.workspaceId, params.name);
  });
}

async function details({ db, findUses }: Needs, workspaceId: string, name: string) {
  const row = await getAttribute(db, workspaceId, name);
  const people = await countAttributes(db, workspaceId);
  const conflicts = await listConflicts(db, workspaceId, name);
  return {
    ...showAttribute(row, people.get(name) ?? 0, await findLastProfileId(db, workspaceId)),
    first_seen_at: row.first_seen_at.toISOString(),
    conflicts_by_type: conflicts.map(showConflict),
    used_by: await findUses(db, workspaceId, name),
  };
}
