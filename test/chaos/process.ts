// One process of the product as its keeper sees it: started until it says that it is ready, killed with -9, started again.
// That it ends by itself is told: a process must survive whatever happens around it.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');
/** A process whose database is killed while it starts may end; whoever keeps it starts it again. */
const MOST_STARTS = 5;
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 30_000;

export interface Program {
  name: string;
  /** Command of the product. */
  command: 'start' | 'worker';
  env: Record<string, string>;
  /** What it prints when it is ready. */
  ready: RegExp;
  logFile: string;
  /** Told when it ended though nobody asked it to. */
  onDeath: (what: string) => void;
}

export interface Kept {
  readonly name: string;
  /** true once it is ready, false when it was killed before. @throws Error when it does not come up */
  start(): Promise<boolean>;
  /** kill -9: no chance to finish anything. */
  kill(): Promise<void>;
  /** Nothing of it runs until `thaw`; what others send it waits. */
  freeze(): void;
  thaw(): void;
  /** In order; with force when that takes too long. */
  stop(): Promise<void>;
  /** What the first start printed. */
  printed(): string;
}

export function keep(program: Program): Kept {
  const { name, onDeath } = program;
  const log = createWriteStream(program.logFile, { flags: 'a' });
  let child: ChildProcess | undefined;
  let isWanted = false;
  let firstPrinted = '';

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    isWanted = false;
    if (child === undefined) return;
    const gone = exited(child);
    child.kill(signal);
    child.kill('SIGCONT'); // the frozen do not even hear that they shall stop
    const force = setTimeout(() => child?.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(force);
  };

  return {
    name,
    printed: () => firstPrinted,
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
    async start() {
      isWanted = true;
      for (let tries = 1; isWanted; tries++) {
        const launched = launch(program, log);
        child = launched.child;
        const printed = await launched.ready;
        if (printed !== undefined) {
          firstPrinted ||= printed;
          void exited(launched.child).then((how) => isWanted && onDeath(`${name} ended by itself (${how})`));
          return true;
        }
        if (isWanted && tries === MOST_STARTS)
          throw new Error(`${name} did not start ${tries} times; see ${program.logFile}`);
      }
      return false;
    },
  };
}

/** `ready`: what it printed until then, or undefined when it ended before. */
function launch(
  { command, env, ready, logFile }: Program,
  log: NodeJS.WritableStream,
): { child: ChildProcess; ready: Promise<string | undefined> } {
  const child = spawn(process.execPath, [CLI, command], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => log.write(chunk));
  const answer = new Promise<string | undefined>((done, failed) => {
    let printed = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      failed(new Error(`${command} was not ready in time; see ${logFile}`));
    }, READY_WITHIN_MS);
    const settle = (text: string | undefined): void => {
      clearTimeout(timer);
      done(text);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      log.write(chunk);
      if (printed.length > 10_000) return;
      printed += chunk.toString();
      if (ready.test(printed)) settle(printed);
    });
    void exited(child).then(() => settle(undefined));
  });
  return { child, ready: answer };
}

/** How it ended, e.g. "signal SIGKILL"; at once when it has already. */
function exited(child: ChildProcess): Promise<string> {
  const how = (code: number | null, signal: string | null): string =>
    signal === null ? `exit code ${code}` : `signal ${signal}`;
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(how(child.exitCode, child.signalCode));
  return new Promise((done) => {
    child.once('exit', (code, signal) => done(how(code, signal)));
  });
}
