// The child's half of `child.ts`: answers the parent's questions until told to stop, or until the parent is gone.
import type { Usage } from './child.ts';

interface Question {
  id: number;
  verb: string;
  input: unknown;
}

/** What the parent handed to `startChild`. */
export const readSettings = <T>(): T => JSON.parse(process.argv[2] ?? 'null') as T;

/** Answers each verb with its function's result. `stop` ends the process in order. */
export function serve(verbs: Record<string, (input: never) => unknown>, stop: () => unknown): void {
  const all: typeof verbs = { ready: () => true, usage: readUsage, ...verbs };
  const answer = async ({ id, verb, input }: Question): Promise<void> => {
    try {
      const result = await all[verb]?.(input as never);
      process.send?.({ id, result });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', async (question: Question) => {
    if (question.verb !== 'stop') return void answer(question);
    await stop();
    process.exit();
  });
  process.on('disconnect', () => process.exit(1));
  process.on('SIGINT', () => {}); // a terminal sends it to all; the parent decides what ends when
}

function readUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
