// Segments over HTTP on a database of their own, with words to fill it: for tests of routes.
import { sql } from 'kysely';
import { createTestDatabase } from '../../../test/support/database.ts';
import { createTestServer } from '../../../test/support/server.ts';
import { type Database, execute, jsonb, one } from '../../kit/db.ts';
import type { Permission } from '../../kit/http/actor.ts';
import type { Filter, GroupFilter } from '../filter.contract.ts';
import { registerSegmentRoutes } from '../segment.routes.ts';

export const NOW = new Date('2026-11-22T12:00:00Z');

export const all = (...filters: Filter[]): GroupFilter => ({ kind: 'group', match: 'all', filters });
export const any = (...filters: Filter[]): GroupFilter => ({ kind: 'group', match: 'any', filters });
export const none = (...filters: Filter[]): GroupFilter => ({ kind: 'group', match: 'none', filters });
export const is = (attribute: string, value: string | number): Filter => ({
  kind: 'attribute',
  attribute,
  op: 'is',
  value,
});
export const inSegment = (segment_id: string, is_in = true): Filter => ({
  kind: 'segment',
  segment_id,
  is_in,
});

export type SegmentService = Awaited<ReturnType<typeof openSegments>>;

/** Two workspaces, w and other; whoever calls works in w. */
export async function openSegments() {
  const database: Database = await createTestDatabase();
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'w'), ('other', 'other')`);
  const caller: { permission: Permission } = { permission: 'own' };
  const app = createTestServer(() => ({ kind: 'key', workspaceId: 'w', name: 'key:test', ...caller }));
  registerSegmentRoutes(app, { db, clock: { now: () => NOW } });
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const response = await app.inject({ method, url, ...(payload && { payload }) });
    return { status: response.statusCode, body: response.json() };
  };
  return {
    db,
    call,
    caller,
    /** The id of the new segment. */
    async create(name: string, filter: GroupFilter, tracked = false): Promise<string> {
      const { status, body } = await call('POST', '/api/segments', { name, filter, tracked });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body.id;
    },
    async addPerson(attributes: object, workspaceId = 'w'): Promise<number> {
      const { id } = await one(
        db,
        sql<{
          id: number;
        }>`insert into profiles (workspace_id, attributes) values (${workspaceId}, ${jsonb(attributes)})
                            returning profile_id as id`,
      );
      return id;
    },
    async close(): Promise<void> {
      await app.close();
      await database.close();
    },
  };
}
