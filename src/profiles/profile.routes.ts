// People over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parsePlace } from '../kit/ids.ts';
import { registerConsentRoutes } from './consent.routes.ts';
import { saveCustomers } from './customers.ts';
import { registerEventSettingRoutes } from './event-settings.routes.ts';
import { countPeople, listPeople } from './people.queries.ts';
import {
  getDetails,
  listIdentities,
  listMerged,
  listOtherIds,
  type PersonDetails,
} from './person.queries.ts';
import { showEntry, showPerson, showRow } from './person.view.ts';
import { profileRoutes } from './profile.contract.ts';
import { listHidden } from './sensitive.ts';
import { formatCursor, listTimeline, parseCursor } from './timeline.queries.ts';

interface Needs {
  db: Db;
  clock: Clock;
}

export function registerProfileRoutes(app: FastifyInstance, needs: Needs): void {
  registerReading(app, needs);
  registerWriting(app, needs);
  registerConsentRoutes(app, needs);
  registerEventSettingRoutes(app, needs);
}

function registerReading(app: FastifyInstance, { db, clock }: Needs): void {
  serveEndpoint(app, profileRoutes.list, async ({ actor, query }) => {
    const { search, kind, limit } = query;
    const beforeId = query.after === undefined ? null : parsePlace('prf', query.after);
    const hidden = await listHidden(db, actor);
    const filter = { search, hidden, kind, beforeId, limit: limit + 1 };
    const rows = await listPeople(db, actor.workspaceId, filter);
    const page = rows.slice(0, limit);
    return {
      people: page.map((row) => showRow(row, hidden)),
      next: rows.length > limit ? formatId('prf', page.at(-1)!.profile_id) : null,
      total: search === '' ? await countPeople(db, actor.workspaceId, kind) : null,
    };
  });

  serveEndpoint(app, profileRoutes.get, async ({ actor, params }) =>
    readPerson({ db, clock }, actor, await getDetails(db, actor.workspaceId, params.id)),
  );

  serveEndpoint(app, profileRoutes.timeline, async ({ actor, params, query }) => {
    const before = parseCursor(query.before);
    const { profile_id } = await getDetails(db, actor.workspaceId, params.id);
    const hidden = await listHidden(db, actor);
    const options = { before, limit: query.limit + 1, hidden };
    const rows = await listTimeline(db, actor.workspaceId, profile_id, options);
    const page = rows.slice(0, query.limit);
    return {
      entries: page.map((row) => showEntry(row, hidden)),
      next: rows.length > query.limit ? formatCursor(page.at(-1)!) : null,
    };
  });
}

function registerWriting(app: FastifyInstance, { db, clock }: Needs): void {
  serveEndpoint(app, profileRoutes.save, async ({ actor, body }) => {
    const input = { customerId: body.customer_id, attributes: body.attributes };
    // Thrown after the commit: what the catalogue counts of a refused value stays.
    const [result] = await withTransaction(db, (tx) =>
      saveCustomers(tx, actor.workspaceId, [input], clock.now()),
    );
    if (!result?.ok) throw result?.error ?? new Error('A customer was given and no result came back');
    const id = formatId('prf', result.profileId);
    return readPerson({ db, clock }, actor, await getDetails(db, actor.workspaceId, id));
  });
}

async function readPerson({ db, clock }: Needs, actor: Actor, details: PersonDetails) {
  const identities = await listIdentities(db, actor.workspaceId, details.profile_id);
  const merged = await listMerged(db, actor.workspaceId, details.profile_id);
  const others = await listOtherIds(db, actor.workspaceId, details.profile_id);
  const hidden = await listHidden(db, actor);
  return showPerson(details, { identities, merged, others, hidden, now: clock.now() });
}
