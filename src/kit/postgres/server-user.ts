// Which system user the server runs as. PostgreSQL refuses to run as root, so root has to lend it another one.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { StartError } from './start-error.ts';

/** `uid` and `gid` are set only when we are root: then the server's processes are started as that user. */
export interface ServerUser {
  name: string;
  uid?: number;
  gid?: number;
}

/**
 * Ourselves, unless we are root. As root: the owner of the existing cluster; else `postgres` or `talaria` if the
 * machine has them; else `talaria`, newly made; else `nobody`.
 */
export function chooseServerUser(cluster: string): ServerUser {
  if (process.getuid?.() !== 0) return { name: 'this user' };
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    return { name: findUser(String(uid))?.name ?? `user ${uid}`, uid, gid };
  }
  const user = findUser('postgres') ?? findUser('talaria') ?? createUser('talaria') ?? findUser('nobody');
  if (user) return user;
  throw new StartError(
    'PostgreSQL does not run as root, and no system user for it could be made. ' +
      'Make one (useradd --system postgres), or start Talaria as an ordinary user.',
  );
}

/** Asks the system itself whether the user may read or execute a path, so that access lists and mounts count too. */
export function canUse(user: ServerUser, path: string, right: 'r' | 'w' | 'x'): boolean {
  return (
    spawnSync('/bin/sh', ['-c', `test -${right} "$0"`, path], { ...asUser(user), cwd: '/' }).status === 0
  );
}

/** The spawn options that make a child run as the server's user. */
export function asUser(user: ServerUser): { uid?: number; gid?: number } {
  return user.uid === undefined || user.gid === undefined ? {} : { uid: user.uid, gid: user.gid };
}

function findUser(nameOrUid: string): ServerUser | undefined {
  try {
    const id = (flag: string) =>
      execFileSync('id', [flag, nameOrUid], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return { name: id('-un'), uid: Number(id('-u')), gid: Number(id('-g')) };
  } catch {
    return undefined;
  }
}

/** useradd is the shadow package's (Debian, Fedora), adduser busybox's (Alpine). */
function createUser(name: string): ServerUser | undefined {
  const made =
    spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name]).status ===
      0 || spawnSync('adduser', ['-S', '-D', '-H', name]).status === 0;
  return made ? findUser(name) : undefined;
}
