// Lists of people over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { refuseHiddenIdentifier } from './attribute-types.ts';
import { listRoutes as routes } from './list.contract.ts';
import { createListOf, deleteList, getList, type ListRow, listLists } from './lists.ts';

export function registerListRoutes(app: FastifyInstance, { db, clock }: { db: Db; clock: Clock }): void {
  serveEndpoint(app, routes.list, async ({ actor }) => ({
    lists: (await listLists(db, actor.workspaceId)).map(view),
  }));
  serveEndpoint(app, routes.get, async ({ params, actor }) =>
    view(await getList(db, actor.workspaceId, parseId('lst', params.id))),
  );
  serveEndpoint(app, routes.create, async ({ body, actor }) => {
    const by = { workspaceId: actor.workspaceId, actor: actor.name, now: clock.now() };
    refuseHiddenIdentifier(body.identifier, await listHidden(db, actor), 'identifier');
    const { listId, unmatched } = await createListOf(db, by, body);
    return { list: view(await getList(db, actor.workspaceId, listId)), unmatched };
  });
  serveEndpoint(app, routes.remove, async ({ params, actor }) => {
    const by = { workspaceId: actor.workspaceId, actor: actor.name, now: clock.now() };
    await deleteList(db, by, parseId('lst', params.id));
    return { deleted: true as const };
  });
}

const view = ({ listId, createdAt, ...row }: ListRow) => ({
  ...row,
  id: formatId('lst', listId),
  created_at: createdAt.toISOString(),
});
