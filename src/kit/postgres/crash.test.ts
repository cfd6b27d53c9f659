// What the embedded server survives: our death, its own, a stale pid file, a terminal's Ctrl-C; and that nothing stays behind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  end,
  makeDataDirs,
  makeWorkspace,
  postmasterPid,
  serverPids,
  startOwner,
  until,
} from '../../../test/support/embedded.ts';
import { execute, many, openDatabase } from '../db.ts';
import { isConnectionLoss, waitForDatabase } from '../db-connection.ts';
import { silentLog } from '../log.ts';
import { startEmbeddedPostgres } from './embedded.ts';

const workspace = makeWorkspace();
let makeDataDir: () => string;
beforeAll(async () => {
  makeDataDir = await makeDataDirs(workspace.dir);
});
afterAll(workspace.remove);

const start = (dataDir: string) => startEmbeddedPostgres({ dataDir, log: silentLog });

describe('when the program that owns it', () => {
  it('is killed, the next start ends the orphan and finds every committed row', async () => {
    const dataDir = makeDataDir();
    const owner = await startOwner(dataDir);
    const before = openDatabase({ url: owner.answer.url!, max: 1 });
    await execute(before.db, sql`create table kept as select 42 as answer`);
    const orphan = postmasterPid(dataDir);
    await end(owner.child, 'SIGKILL');
    expect(serverPids(dataDir)).toContain(orphan);

    const server = await start(dataDir);
    expect(serverPids(dataDir)).not.toContain(orphan);
    const after = openDatabase({ url: server.url, max: 1 });
    expect(await many(after.db, sql`select answer from kept`)).toEqual([{ answer: 42 }]);
    await Promise.all([before.close(), after.close()]);
    await server.stop();
  });

  it.each(['SIGTERM', 'SIGUSR2'] as const)('leaves on %s, no process stays behind', async (signal) => {
    const dataDir = makeDataDir();
    const owner = await startOwner(dataDir);
    expect(serverPids(dataDir).length).toBeGreaterThan(1);
    await end(owner.child, signal);
    await until('the server to be gone', () => serverPids(dataDir).length === 0);
    // in order: nothing to recover at the next start
    const server = await start(dataDir);
    await server.stop();
  });

  it('gets Ctrl-C from the terminal, the server does not get it too', async () => {
    const dataDir = makeDataDir();
    const owner = await startOwner(dataDir);
    process.kill(-owner.child.pid!, 'SIGINT'); // as a terminal does: to the whole group
    expect(await owner.nextLine()).toEqual({ interrupted: true });
    await waitForDatabase(owner.answer.url!, { timeoutMs: 5_000 });
    await end(owner.child, 'SIGTERM');
  });
});

describe('when the server', () => {
  it('is killed, it is started again at the same address and the pool reconnects', async () => {
    const dataDir = makeDataDir();
    const server = await start(dataDir);
    const database = openDatabase({ url: server.url, max: 3 });
    await execute(database.db, sql`create table kept as select 42 as answer`);
    const running = execute(database.db, sql`select pg_sleep(60)`);
    const killed = postmasterPid(dataDir);
    process.kill(killed, 'SIGKILL');
    await expect(running).rejects.toSatisfy(isConnectionLoss);
    await until(
      'another postmaster',
      () => serverPids(dataDir).length > 0 && postmasterPid(dataDir) !== killed,
    );
    const rows = await until('an answer', () =>
      many(database.db, sql`select answer from kept`).catch((error) => {
        if (!isConnectionLoss(error)) throw error;
      }),
    );
    expect(rows).toEqual([{ answer: 42 }]);
    await database.close();
    await server.stop();
  });

  it('cannot start again, the owner is told why after a few tries', async () => {
    const dataDir = makeDataDir();
    const server = await start(dataDir);
    const gone = new Promise<Error>((resolve) => server.onExit(resolve));
    writeFileSync(join(dataDir, 'postgres', 'cluster', 'postgresql.conf'), 'no_such_setting = 1\n', {
      flag: 'a',
    });
    process.kill(postmasterPid(dataDir), 'SIGKILL');
    expect((await gone).message).toMatch(/died 6 times within a minute.*no_such_setting/s);
    await server.stop();
    expect(serverPids(dataDir)).toEqual([]);
  });

  it('is told to stop while it is being started again, it stops', async () => {
    const dataDir = makeDataDir();
    const server = await start(dataDir);
    process.kill(postmasterPid(dataDir), 'SIGKILL');
    await server.stop();
    await until('the server to be gone', () => serverPids(dataDir).length === 0);
    await (await start(dataDir)).stop();
  });
});

describe('a postmaster.pid', () => {
  it.each([
    ['of a process that is gone', 2 ** 22 - 3],
    ['whose number another program has now', process.pid],
  ])('%s does not keep the server from starting', async (_, pid) => {
    const dataDir = makeDataDir();
    const cluster = join(dataDir, 'postgres', 'cluster');
    writeFileSync(
      join(cluster, 'postmaster.pid'),
      `${pid}\n${cluster}\n1700000000\n5432\n${cluster}\n\n0 0\nready\n`,
    );
    writeFileSync(join(cluster, '.s.PGSQL.5432.lock'), `${pid}\n`);
    const server = await start(dataDir);
    await waitForDatabase(server.url, { timeoutMs: 5_000 });
    await server.stop();
  });
});
