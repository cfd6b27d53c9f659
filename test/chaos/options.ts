// What a chaos run is told on the command line, and the two sizes it has otherwise.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const count = (most: number) => z.coerce.number().int().min(1).max(most);

const optionsSchema = z.object({
  seed: count(2 ** 31),
  people: count(200_000),
  pages: count(50),
  workers: count(8),
  /** How long everything is disturbed. */
  seconds: count(3_600).min(24, 'must be at least 24: the kills of service and database need their distance'),
});
export type ChaosOptions = z.output<typeof optionsSchema>;

const FULL = { people: 20_000, pages: 4, workers: 3, seconds: 60 };
const SHORT = { people: 2_000, pages: 2, workers: 2, seconds: 24 };

/** @throws Error naming the option that is wrong */
export function readOptions(args: string[]): ChaosOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      seed: text,
      people: text,
      pages: text,
      workers: text,
      seconds: text,
      short: { type: 'boolean' },
    },
  });
  const { short, ...given } = values;
  const size = short ? SHORT : FULL;
  const result = optionsSchema.safeParse({ seed: randomInt(1, 2 ** 31), ...size, ...given });
  if (result.success) return result.data;
  throw new Error(
    result.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('\n'),
  );
}

/** The command that replays a run. */
export const commandOf = (options: ChaosOptions): string =>
  `npm run chaos -- ${Object.entries(options)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ')}`;
