// Files over HTTP on a database of their own: for tests of routes. Whoever calls works in w, with the permission that
// x-permission names.
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { createTestDatabase } from '../../../test/support/database.ts';
import { createTestServer } from '../../../test/support/server.ts';
import { type Database, execute } from '../../kit/db.ts';
import type { Permission } from '../../kit/http/actor.ts';
import { silentLog } from '../../kit/log.ts';
import { createImportWorker } from '../import.workers.ts';
import { registerTransferRoutes } from '../transfer.routes.ts';

export const NOW = new Date('2026-11-22T12:00:00Z');
const clock = { now: () => NOW };

const noCampaign = (): never => {
  throw new Error('No campaign is asked about here');
};

export interface TransferService {
  database: Database;
  app: FastifyInstance;
  /** Imports what is there to import. */
  work(): Promise<void>;
  close(): Promise<void>;
}

export async function openTransfer(): Promise<TransferService> {
  const database = await createTestDatabase({ max: 8 });
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  const app = createTestServer(({ headers }) => {
    const permission = String(headers['x-permission'] ?? 'own') as Permission;
    return { kind: 'operator', workspaceId: 'w', name: 'tests', permission };
  });
  registerTransferRoutes(app, {
    ...{ db, clock, maxBytes: 1_000_000, pagePerSecond: 300 },
    explain: noCampaign,
    explainWait: noCampaign,
    explainEntry: noCampaign,
    matchPeople: noCampaign,
    listRetryable: async () => [],
  });
  const worker = createImportWorker({ ...database, clock, log: silentLog });
  return {
    database,
    app,
    async work() {
      while ((await worker.step(new AbortController().signal)) === 'again');
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}
