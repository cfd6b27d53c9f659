// PostgreSQL's data directory: made once with initdb, checked at each start, its settings file rewritten.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import type { Home } from './home.ts';
import { asUser, type ServerUser } from './server-user.ts';
import { type Machine, renderSettings } from './settings.ts';
import { StartError } from './start-error.ts';

/** The role and the database the product uses; the role owns the cluster. */
export const DATABASE_USER = 'talaria';
export const DATABASE_NAME = 'talaria';

const MB = 1024 * 1024;

/** Makes the cluster when there is none, refuses one of another major version, and returns the password. */
export async function prepareCluster(
  home: Home,
  binaries: Binaries,
  overrides: Record<string, string>,
): Promise<string> {
  const versionFile = join(home.cluster, 'PG_VERSION');
  const isNew = !existsSync(home.cluster);
  const password = readPassword(home, isNew);
  if (isNew) await initialise(home, binaries, password);
  else
    checkMajor(
      home,
      binaries,
      existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : undefined,
    );
  writeFileSync(home.settingsFile, renderSettings(measureMachine(), overrides));
  chmodSync(home.settingsFile, 0o644);
  return password;
}

function checkMajor(home: Home, binaries: Binaries, found: string | undefined): void {
  if (found === String(binaries.major)) return;
  if (found === undefined) {
    throw new StartError(
      `${home.cluster} is not a PostgreSQL data directory (it has no PG_VERSION). Move it away to begin afresh.`,
    );
  }
  throw new StartError(
    `The data in ${home.cluster} was written by PostgreSQL ${found}; this Talaria brings PostgreSQL ${binaries.major}. ` +
      'With the Talaria that wrote it, run "npm run talaria -- backup FILE"; then move the directory away and run ' +
      '"npm run talaria -- restore FILE" with this one.',
  );
}

/** Written before the cluster is made, so that a cluster never exists without its password. */
function readPassword(home: Home, isNew: boolean): string {
  if (existsSync(home.passwordFile)) return readFileSync(home.passwordFile, 'utf8').trim();
  if (!isNew) {
    throw new StartError(
      `The database's password file ${home.passwordFile} is missing. Put it back; the data cannot be opened without it.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(home.passwordFile, `${password}\n`, { mode: 0o600 });
  return password;
}

/** In a directory beside it and then renamed: a half-made cluster is never taken for one. */
async function initialise(home: Home, binaries: Binaries, password: string): Promise<void> {
  const unfinished = `${home.cluster}.new`;
  const passwordCopy = join(dirname(unfinished), 'password.initdb');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordCopy, { force: true });
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordCopy, password, { mode: 0o600, flag: 'wx' });
    giveTo(home.user, unfinished);
    giveTo(home.user, passwordCopy);
    await runInitdb(home.user, binaries, unfinished, passwordCopy);
    appendFileSync(
      join(unfinished, 'postgresql.conf'),
      "\n# Settings made for this machine at each start. Put your own below this line.\ninclude_if_exists = '../talaria.conf'\n",
    );
    renameSync(unfinished, home.cluster);
  } finally {
    rmSync(passwordCopy, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The built-in C.UTF-8 sorts the same on every system, with or without installed locales. */
async function runInitdb(
  user: ServerUser,
  binaries: Binaries,
  cluster: string,
  passwordFile: string,
): Promise<void> {
  const options = [
    `--pgdata=${cluster}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(binaries.initdb, options, {
      ...asUser(user),
      cwd: '/',
      env: serverEnvironment(),
    });
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new StartError(
      `A new database could not be made in ${dirname(cluster)}: ${printed || String(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Nothing of ours: a PGPORT or LC_ALL of the person's shell would change the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

function giveTo(user: ServerUser, path: string): void {
  if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
}

function measureMachine(): Machine {
  // constrainedMemory is the container's limit; without one it is 0 or beyond the machine's memory.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return {
    memoryMb: Math.min(totalmem(), limit) / MB,
    cores: availableParallelism(),
    ...(existsSync('/dev/shm') ? { sharedMemoryMb: sizeMb('/dev/shm') } : {}),
  };
}

function sizeMb(path: string): number {
  const { blocks, bsize } = statfsSync(path);
  return (blocks * bsize) / MB;
}
