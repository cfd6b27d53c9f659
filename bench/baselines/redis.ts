// The Redis that BullMQ needs, when there is one: found, or installed on Debian as root; in the benchmark's own directory.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Place } from '../kit/place.ts';

/** Starts Redis as its documentation recommends for queues: an append-only file, synced every second. null: there is none. */
export async function startRedis(place: Place): Promise<number | null> {
  if (!isThere('redis-server', '--version') && !installRedis()) return null;
  const port = await freePort();
  const dir = join(place.dir, 'redis');
  mkdirSync(dir);
  const options = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'];
  const server = spawn('redis-server', [...options, ...durable].map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  place.atEnd(async () => {
    if (server.exitCode !== null) return;
    server.kill();
    await once(server, 'exit');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    server.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve(port);
    });
  });
}

const isThere = (program: string, argument: string): boolean =>
  spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;

function installRedis(): boolean {
  if (process.getuid?.() !== 0 || !isThere('apt-get', '--version')) return false;
  console.log('Installing Redis for the BullMQ baseline (apt-get install redis-server)…');
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-q', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // RUNLEVEL 1: the package's own service is not started.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    }).status === 0;
  return apt('update') && apt('install', '-y', '--no-install-recommends', 'redis-server');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
