// A PostgreSQL 15 of the machine's own (Debian: postgresql-15), for the tests that the product runs on the oldest server
// it supports. Without one those tests are skipped, and their title says why.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asUser, chooseServerUser } from '../../src/kit/postgres/server-user.ts';

const BIN = '/usr/lib/postgresql/15/bin';

/** Why the tests cannot run here, or undefined when they can. */
export const noOldestServer: string | undefined = existsSync(join(BIN, 'initdb'))
  ? undefined
  : `needs ${BIN} (apt-get install postgresql-15)`;

/** Starts it on a socket in a directory of its own; `url(name)` makes an empty database and returns its URL. */
export function startOldestServer(): { makeDatabase: (name: string) => string; stop: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'talaria-pg15-'));
  chmodSync(dir, 0o755);
  const data = join(dir, 'data');
  mkdirSync(data, { mode: 0o700 });
  const user = chooseServerUser(join(dir, 'none'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(BIN, program), args, {
      ...asUser(user),
      cwd: '/',
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  run('initdb', '-D', data, '-A', 'trust', '-U', 'tester', '-E', 'UTF8', '--locale=C.UTF-8');
  const options = `-c listen_addresses='' -c unix_socket_directories=${data} -c fsync=off`;
  run('pg_ctl', '-D', data, '-l', join(data, 'log'), '-o', options, '-w', 'start');
  return {
    makeDatabase(name) {
      run('createdb', '-h', data, '-U', 'tester', name);
      return `postgres://tester@localhost/${name}?host=${encodeURIComponent(data)}`;
    },
    stop() {
      run('pg_ctl', '-D', data, '-m', 'fast', '-w', 'stop');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
