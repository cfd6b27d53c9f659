// The service as a process of the demo: started with the command an operator uses, in a directory of its own, killed and
// started again when the demo says so.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');
const READY_WITHIN_MS = 60_000;

export interface Service {
  url: string;
  sandboxUrl: string;
  /** What the first start printed. */
  owner: { email: string; password: string };
  /** kill -9: no chance to finish anything. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param more settings of its environment; DATABASE_URL left out: it starts a PostgreSQL of its own in `dataDir` */
export async function startService(dataDir: string, more: Record<string, string> = {}): Promise<Service> {
  const [port, sandboxPort] = await Promise.all([freePort(), freePort()]);
  const { DATABASE_URL, PUBLIC_URL, GRAPH_URL, FACEBOOK_APP_ID, ...inherited } = process.env;
  const env = {
    ...inherited,
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    ...more,
  };
  let child = await launch(env);
  const owner = readOwner(child.printed);
  return {
    url: `http://localhost:${port}`,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    owner,
    kill: () => end(child.process, 'SIGKILL'),
    restart: async () => {
      child = await launch(env);
    },
    stop: () => end(child.process, 'SIGTERM'),
  };
}

interface Launched {
  process: ChildProcess;
  printed: string;
}

/** Resolves when the addresses are printed: then it serves. */
function launch(env: NodeJS.ProcessEnv): Promise<Launched> {
  return new Promise((done, failed) => {
    const process = spawn(globalThis.process.execPath, [CLI, 'start'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const timer = setTimeout(() => {
      process.kill('SIGKILL');
      failed(new Error(`The service was not ready in time. It printed:\n${printed}`));
    }, READY_WITHIN_MS);
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (!/Database {3}/.test(printed)) return;
      clearTimeout(timer);
      done({ process, printed });
    };
    process.stdout.on('data', read);
    process.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    process.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`The service ended with code ${code}. It printed:\n${printed}`));
    });
  });
}

export function readOwner(printed: string): Service['owner'] {
  const match = /Sign in as (\S+) with the one-time password (\S+)/.exec(printed);
  if (!match) throw new Error(`The first sign-in was not printed:\n${printed}`);
  return { email: match[1] ?? '', password: match[2] ?? '' };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
