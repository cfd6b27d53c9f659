// The embedded server as a whole: what a start gives, where things are put, and who is refused.
import { chownSync, lstatSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  end,
  findOrdinaryUser,
  makeDataDirs,
  makeDir,
  makeWorkspace,
  postmasterPid,
  serverPids,
  startOwner,
} from '../../../test/support/embedded.ts';
import { silentLog } from '../log.ts';
import { findRunningEmbedded } from './address.ts';
import { startEmbeddedPostgres } from './embedded.ts';

const workspace = makeWorkspace();
const ordinaryUser = findOrdinaryUser();
let makeDataDir: () => string;
beforeAll(async () => {
  makeDataDir = await makeDataDirs(workspace.dir);
});
afterAll(workspace.remove);

const start = (dataDir: string) => startEmbeddedPostgres({ dataDir, log: silentLog });

describe('a start', () => {
  it('gives a database in UTF8 and UTC that writes durably, and keeps its data for the next start', async () => {
    const dataDir = makeDataDir();
    const first = await start(dataDir);
    const [settings] = await query(
      first.url,
      `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
              current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
              current_setting('jit') as jit, 'ß' < 'z' as by_code_point, upper('é') as upper`,
    );
    expect(settings).toEqual({
      encoding: 'UTF8',
      zone: 'UTC',
      fsync: 'on',
      commit: 'on',
      jit: 'off',
      by_code_point: false,
      upper: 'É',
    });
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    await first.stop();
    expect(serverPids(dataDir)).toEqual([]);

    const second = await start(dataDir);
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(second.version).toMatch(/^18\./);
    await second.stop();
  });

  it('lets nobody in without the password, which only we can read', async () => {
    const dataDir = makeDataDir();
    const server = await start(dataDir);
    const url = new URL(server.url);
    expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    url.password = 'guessed';
    await expect(query(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    await server.stop();
  });

  it('can be found by another program, a backup for instance, while it runs', async () => {
    const dataDir = makeDataDir();
    expect(findRunningEmbedded(dataDir)).toBeUndefined();
    const server = await start(dataDir);
    expect(findRunningEmbedded(dataDir)).toBe(server.url);
    await server.stop();
    expect(findRunningEmbedded(dataDir)).toBeUndefined();
  });

  it('uses a loopback port where the path is too long for a socket', async () => {
    const dataDir = join(workspace.dir, 'long'.repeat(25));
    const server = await start(dataDir);
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(findRunningEmbedded(dataDir)).toBe(server.url);
    expect(await query(server.url, 'select host(inet_server_addr()) as address')).toEqual([
      { address: '127.0.0.1' },
    ]);
    await server.stop();
  });

  it('lets a setting in postgresql.conf win over the derived one', async () => {
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'postgres', 'cluster', 'postgresql.conf'), 'work_mem = 3MB\n', { flag: 'a' });
    const server = await start(dataDir);
    expect(await query(server.url, 'show work_mem')).toEqual([{ work_mem: '3MB' }]);
    await server.stop();
  });
});

describe('a start is refused with a sentence', () => {
  it('when another Talaria uses the data directory', async () => {
    const dataDir = makeDataDir();
    const server = await start(dataDir);
    const { answer } = await startOwner(dataDir);
    expect(answer.refused).toBe(
      `The data directory ${dataDir} is in use by another Talaria: process ${process.pid}, running since ` +
        `${readNote(dataDir).startedAt}. Stop it, or give this one a DATA_DIR of its own.`,
    );
    await expect(start(dataDir)).rejects.toThrow('in use by another Talaria');
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('when the data is of another major version, naming the way over', async () => {
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '16\n');
    await expect(start(dataDir)).rejects.toThrow(
      /written by PostgreSQL 16.*brings PostgreSQL 18.*backup FILE.*restore FILE/s,
    );
    writeFileSync(join(dataDir, 'postgres', 'cluster', 'PG_VERSION'), '18\n');
    await (await start(dataDir)).stop(); // the refusal left the lock free
  });

  it('when the server cannot start, in its own words', async () => {
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'postgres', 'cluster', 'postgresql.conf'), 'no_such_setting = 1\n', {
      flag: 'a',
    });
    await expect(start(dataDir)).rejects.toThrow(/did not start.*no_such_setting/s);
  });

  it('when the password file is gone', async () => {
    const dataDir = makeDataDir();
    rmSync(join(dataDir, 'postgres', 'password'));
    await expect(start(dataDir)).rejects.toThrow(/password file .* is missing/);
  });
});

describe.skipIf(!ordinaryUser)('users (needs root)', () => {
  it('runs as an ordinary user, and refuses data of another one', async () => {
    const dataDir = makeDir(join(workspace.dir, 'theirs'), 0o755);
    chownSync(dataDir, ordinaryUser!.uid, ordinaryUser!.gid);
    const owner = await startOwner(dataDir, ordinaryUser);
    expect(owner.answer.url).toContain('postgres://');
    expect(statSync(`/proc/${postmasterPid(dataDir)}`).uid).toBe(ordinaryUser!.uid);
    await end(owner.child, 'SIGTERM');
    await expect(start(dataDir)).rejects.toThrow(
      new RegExp(`belongs to user ${ordinaryUser!.uid}, and this is user 0`),
    );
    const other = await startOwner(makeDataDir(), ordinaryUser);
    expect(other.answer.refused).toMatch(/belongs to user 0, and this is user/);
  });

  it('as root, puts the data where the server can get when it cannot enter the directory', async () => {
    const dataDir = join(makeDir(join(workspace.dir, 'private'), 0o700), 'data');
    const first = await start(dataDir);
    const place = realpathSync(join(dataDir, 'postgres'));
    expect(lstatSync(join(dataDir, 'postgres')).isSymbolicLink()).toBe(true);
    await query(first.url, 'create table kept ()');
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'select from kept')).toEqual([]);
    await second.stop();
    rmSync(place, { recursive: true });
    await expect(start(dataDir)).rejects.toThrow(/points to a directory that is gone/);
  });
});

function readNote(dataDir: string): { startedAt: string } {
  return JSON.parse(readFileSync(join(dataDir, 'postgres', 'instance.json'), 'utf8')) as {
    startedAt: string;
  };
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement).finally(() => client.end());
  return rows;
}
