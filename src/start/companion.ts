// The Messenger sandbox that `npm start` brings along: a process of its own, so that killing the service leaves the
// "platform" and its record standing. One left over by a killed service is adopted.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { AppError } from '../kit/errors.ts';

const sandboxPage = z.object({
  id: z.string(),
  name: z.string(),
  access_token: z.string(),
  app_id: z.string(),
  app_secret: z.string(),
  verify_token: z.string(),
});
export type SandboxPage = z.output<typeof sandboxPage>;

export interface Companion {
  url: string;
  pages: SandboxPage[];
  stop(): void;
}

/** Where the sandbox of this machine is, or would be. */
export const companionUrl = (port: number): string => `http://127.0.0.1:${port}`;

const READY_WITHIN_MS = 15_000;

export async function startCompanion(options: {
  port: number;
  dataDir: string;
  program: string;
}): Promise<Companion> {
  const url = companionUrl(options.port);
  const pidFile = join(resolve(options.dataDir), 'sandbox.pid');
  let pages = await readPages(url);
  if (pages === undefined) {
    spawnSandbox(options, pidFile);
    pages = await waitForPages(url);
  }
  return { url, pages, stop: () => stopSandbox(pidFile) };
}

function spawnSandbox(
  { port, dataDir, program }: { port: number; dataDir: string; program: string },
  pidFile: string,
): void {
  mkdirSync(dataDir, { recursive: true });
  const log = openSync(join(dataDir, 'sandbox.log'), 'a');
  const child = spawn(process.execPath, [program], {
    env: {
      ...withoutSecrets(process.env),
      SANDBOX_PORT: String(port),
      SANDBOX_STATE: join(resolve(dataDir), 'sandbox.json'),
    },
    stdio: ['ignore', log, log],
    detached: true, // a Ctrl-C in the terminal reaches us alone; we stop it in order
  });
  closeSync(log);
  child.unref();
  if (child.pid !== undefined) writeFileSync(pidFile, String(child.pid));
}

/** The sandbox plays the platform: it has no business with our key and database. */
function withoutSecrets({
  ENCRYPTION_KEY: _key,
  DATABASE_URL: _url,
  ...env
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

async function waitForPages(url: string): Promise<SandboxPage[]> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const pages = await readPages(url);
    if (pages !== undefined) return pages;
    await sleep(50);
  }
  throw new AppError('unavailable', `The Messenger sandbox did not start on ${url}.`, {
    remedy: 'See sandbox.log in DATA_DIR; if the port is taken, set SANDBOX_PORT to another one.',
  });
}

/** undefined: nobody answers there. Refuses when somebody else does. */
async function readPages(url: string): Promise<SandboxPage[] | undefined> {
  let text: string;
  try {
    const answer = await request(`${url}/sandbox/pages`, { headersTimeout: 2_000, bodyTimeout: 2_000 });
    text = await answer.body.text();
  } catch {
    return undefined;
  }
  const pages = z.array(sandboxPage).safeParse(tryJson(text));
  if (pages.success) return pages.data;
  throw new AppError('conflict', `Something else than the Messenger sandbox answers on ${url}.`, {
    remedy: 'Stop it, or set SANDBOX_PORT to a free port.',
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stopSandbox(pidFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (isSandbox(pid)) process.kill(pid, 'SIGTERM');
    rmSync(pidFile, { force: true });
  } catch {
    // No file or no such process: nothing to stop.
  }
}

/** The number may have been given to another process since: where /proc tells, it is asked. */
function isSandbox(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('simulator');
  } catch {
    return process.platform !== 'linux';
  }
}
