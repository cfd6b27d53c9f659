// The HTTP edge of the dialects over a database of its own, for their tests.
import { sql } from 'kysely';
import { createTestDatabase } from '../../../test/support/database.ts';
import { createAccess } from '../../access/access.ts';
import { createApiKey, type KeyPermission } from '../../access/api-keys.ts';
import { type Database, execute, many } from '../../kit/db.ts';
import { createServer } from '../../kit/http/server.ts';
import { silentLog } from '../../kit/log.ts';
import { registerIngestRoutes } from '../ingest.routes.ts';

/** What the service's clock says. */
export const NOW = new Date('2026-11-22T10:00:00Z');

export interface Edge {
  database: Database;
  /** A workspace of its own, with a key. */
  makeWorkspace(): Promise<Workspace>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
  body: any;
}

export interface Workspace {
  id: string;
  /** A call of MoEngage's dialect: `path` goes behind /v1/, `:workspace` in it becomes the id. */
  post(path: string, body: object | string, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** A call of Segment's dialect, with a key for servers or one for websites. */
  segment(path: string, body: object, key?: KeyPermission): Promise<Answer>;
  people(): Promise<{ customer_id: string | null; attributes: Record<string, unknown> }[]>;
  events(): Promise<{ customer_id: string | null; name: string; attributes: object }[]>;
}

export async function openEdge(): Promise<Edge> {
  const database = await createTestDatabase();
  const { db, pool } = database;
  const app = createServer(silentLog);
  const clock = { now: () => NOW };
  const publicUrl = 'http://localhost:3000';
  const access = createAccess({ db, pool, clock, log: silentLog, publicUrl, encryptionKey: 'k'.repeat(32) });
  access.register(app);
  registerIngestRoutes(app, { db, clock, log: silentLog, access });
  let workspaces = 0;
  return {
    database,
    async makeWorkspace() {
      workspaces += 1;
      const id = `shop${workspaces}`;
      await execute(db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
      const { secret } = await createApiKey(db, id, 'crm');
      const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      const send = async (
        method: 'GET' | 'POST',
        path: string,
        options: { payload?: string; headers?: Record<string, string> } = {},
      ): Promise<Answer> => {
        const response = await app.inject({
          method,
          url: `/v1/${path.replace(':workspace', id)}`,
          headers: { authorization, 'content-type': 'application/json', ...options.headers },
          ...(options.payload !== undefined && { payload: options.payload }),
        });
        return { status: response.statusCode, body: response.json() };
      };
      return {
        id,
        post: (path, body, headers = {}) =>
          send('POST', path, { payload: typeof body === 'string' ? body : JSON.stringify(body), headers }),
        get: (path) => send('GET', path),
        segment: async (path, body, key = 'send') => {
          const writeKey =
            key === 'send' ? secret : (await createApiKey(db, id, 'site', { permission: key })).secret;
          const headers = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
          return send('POST', path, { payload: JSON.stringify(body), headers });
        },
        people: () =>
          many(
            db,
            sql<{ customer_id: string | null; attributes: Record<string, unknown> }>`
              select customer_id, attributes from profiles where workspace_id = ${id} order by profile_id`,
          ),
        events: () =>
          many(
            db,
            sql<{ customer_id: string | null; name: string; attributes: object }>`
              select p.customer_id, e.name, e.attributes
                from events e join profiles p using (workspace_id, profile_id)
               where e.workspace_id = ${id} order by e.event_id`,
          ),
      };
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}
