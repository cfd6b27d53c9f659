// A contestant, a load generator or a mock as a process of its own, asked over IPC: the parent's half. The other half is
// `serve.ts`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export interface Usage {
  /** CPU of the process since its start, user and system. */
  cpuMs: number;
  rssMb: number;
  /** The most it ever had. */
  peakRssMb: number;
}

export interface Child {
  /** Rejects with the child's error, or when the child has ended. */
  ask<T>(verb: string, input?: unknown): Promise<T>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** @param file relative to `bench/`. `settings` is what `readSettings` gives there. `nodeOptions` are Node's own. */
export async function startChild(
  file: string,
  settings: unknown,
  nodeOptions: string[] = [],
): Promise<Child> {
  const child = fork(resolve(import.meta.dirname, '..', file), [JSON.stringify(settings)], {
    execArgv: nodeOptions,
    // Its log is written as in production, and read by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  child.on('message', ({ id, result, error }: Answer) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(result as never);
    else asker?.reject(new Error(`${file}: ${error}`));
  });
  child.once('exit', (code) => {
    for (const asker of waiting.values()) asker.reject(new Error(`${file} ended with code ${code}`));
    waiting.clear();
  });
  const ask = <T>(verb: string, input?: unknown): Promise<T> =>
    new Promise((done, failed) => {
      if (!child.connected) return failed(new Error(`${file} has ended`));
      lastId += 1;
      waiting.set(lastId, { resolve: done, reject: failed });
      child.send({ id: lastId, verb, input });
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
  await ask('ready').finally(() => clearTimeout(timer));
  return {
    ask,
    usage: () => ask('usage'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.send({ id: 0, verb: 'stop' });
      await ended;
    },
  };
}
