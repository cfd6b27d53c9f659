// Where the embedded server's files are. Normally <DATA_DIR>/postgres; elsewhere when the user the server runs as
// cannot get there, in which case that name is a symbolic link to the real place.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canUse, chooseServerUser, type ServerUser } from './server-user.ts';
import { StartError } from './start-error.ts';

/** For binaries and data that root's server user could not reach where they are. */
export const SHARED_ROOT = '/var/lib/talaria';

/** Ours, with `cluster` inside it the server user's: as root, nothing we write can be redirected by that user. */
export interface Home {
  dir: string;
  /** PostgreSQL's data directory; its socket is in there too. */
  cluster: string;
  /** The database password, readable by us alone. */
  passwordFile: string;
  settingsFile: string;
  logFile: string;
  user: ServerUser;
}

/** Finds the existing home or makes a new one. Throws StartError when it belongs to somebody else. */
export function openHome(dataDir: string): Home {
  const named = resolve(dataDir, 'postgres');
  if (isBrokenLink(named)) {
    throw new StartError(
      `${named} points to a directory that is gone. Mount or restore it; to begin with an empty database, remove ${named}.`,
    );
  }
  if (!existsSync(named)) makeHome(named);
  const dir = realpathSync(named);
  const cluster = join(dir, 'cluster');
  const owner = statSync(dir).uid;
  if (process.getuid?.() !== owner) {
    throw new StartError(
      `The data in ${dir} belongs to user ${owner}, and this is user ${process.getuid?.()}. ` +
        'Start Talaria as the user that made it, or give this one a DATA_DIR of its own.',
    );
  }
  const user = chooseServerUser(cluster);
  if (!canUse(user, dir, 'x')) {
    throw new StartError(
      `PostgreSQL runs here as ${user.name}, which cannot reach ${dir}. Give it the way (chmod o+x on the directories ` +
        'above), or start Talaria as an ordinary user.',
    );
  }
  return {
    dir,
    cluster,
    passwordFile: join(dir, 'password'),
    settingsFile: join(dir, 'talaria.conf'),
    logFile: join(dir, 'server.log'),
    user,
  };
}

function makeHome(named: string): void {
  const dataDir = dirname(named);
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const user = chooseServerUser(join(named, 'cluster'));
  const reachable = canUse(user, dataDir, 'x');
  // A random name and a link, not a name derived from the path: deleting DATA_DIR must mean a fresh start.
  const dir = reachable ? named : join(SHARED_ROOT, `data-${randomBytes(6).toString('hex')}`);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, user.uid === undefined ? 0o700 : 0o711);
  if (reachable) return;
  chmodSync(SHARED_ROOT, 0o755);
  symlinkSync(dir, named);
}

function isBrokenLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path);
}
