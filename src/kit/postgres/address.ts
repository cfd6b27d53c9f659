// Where the embedded server listens, and the URL that leads there: also for another program on the machine, such as a
// backup beside the running service.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { DATABASE_NAME, DATABASE_USER } from './cluster.ts';
import { findServerProcesses, readPostmasterFile } from './leftovers.ts';

/** A socket in a directory, or a loopback port. */
export interface Address {
  socketDir?: string;
  port: number;
}

// sun_path, with its closing zero: 108 bytes on Linux, 104 on macOS.
const MAX_SOCKET_PATH_BYTES = 103;
const SOCKET_PORT = 5432;

/** A socket inside the cluster's directory, which only its owner may enter; a free port where that name is too long. */
export async function chooseAddress(cluster: string): Promise<Address> {
  const socket = join(cluster, `.s.PGSQL.${SOCKET_PORT}`);
  // A comma would separate two directories in the server's option.
  const fits = Buffer.byteLength(socket) <= MAX_SOCKET_PATH_BYTES && !cluster.includes(',');
  return fits ? { socketDir: cluster, port: SOCKET_PORT } : { port: await findFreePort() };
}

export function toServerOptions({ socketDir, port }: Address): string[] {
  return ['-h', socketDir ? '' : '127.0.0.1', '-k', socketDir ?? '', '-p', String(port)];
}

export function toUrl({ socketDir, port }: Address, password: string, database: string): string {
  const host = socketDir ? 'localhost' : '127.0.0.1';
  const query = socketDir ? `?host=${encodeURIComponent(socketDir)}` : '';
  return `postgres://${DATABASE_USER}:${password}@${host}:${port}/${database}${query}`;
}

/**
 * The URL of the server that a running Talaria has on this data directory, or undefined. Holds the password, which only the
 * user who started it can read.
 */
export function findRunningEmbedded(dataDir: string): string | undefined {
  const named = resolve(dataDir, 'postgres');
  if (!existsSync(named)) return undefined;
  const dir = realpathSync(named);
  const cluster = join(dir, 'cluster');
  const file = readPostmasterFile(cluster);
  if (!file?.ready || !findServerProcesses(cluster).includes(file.pid)) return undefined;
  const address = file.socketDir ? { socketDir: file.socketDir, port: file.port } : { port: file.port };
  return toUrl(address, readFileSync(join(dir, 'password'), 'utf8').trim(), DATABASE_NAME);
}

function findFreePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
