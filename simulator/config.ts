// Configuration of the sandbox from the command line and the environment, read once by main.ts. A wrong value stops the start
// with its name.
import { parseArgs } from 'node:util';
import { z } from 'zod';

const schema = z.object({
  /** Port of the Graph side, the controls and the phone page; 0 takes a free one. */
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  /** The same seed gives the same Page, ids, tokens and people. */
  SANDBOX_SEED: z.string().min(1).default('sandbox'),
  /** A callback the default Page is subscribed to from the start, without handshake. */
  SANDBOX_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** How many accepted sends are kept; totals go on beyond it. */
  SANDBOX_RECORD_LIMIT: z.coerce.number().int().min(1000).max(10_000_000).default(500_000),
  /** A file in which the world outlives the process. */
  SANDBOX_STATE: z.string().min(1).optional(),
  /** How many people a new world begins with. */
  SANDBOX_PEOPLE: z.coerce.number().int().min(0).max(500_000).default(0),
});

/** Flags of the command line, and the variable that each stands for. */
const FLAGS = {
  port: 'SANDBOX_PORT',
  host: 'SANDBOX_HOST',
  people: 'SANDBOX_PEOPLE',
  'webhook-url': 'SANDBOX_WEBHOOK_URL',
  state: 'SANDBOX_STATE',
  seed: 'SANDBOX_SEED',
  'record-limit': 'SANDBOX_RECORD_LIMIT',
} as const;

export const USAGE = `Usage: messenger-sandbox [options]

A stand-in for Facebook's Messenger Platform and for the people who use it: the Graph API, webhooks, controls over HTTP,
and a page in the browser that looks like a phone.

  --port NUMBER         where it listens, 3100 by default; 0 takes a free port      SANDBOX_PORT
  --host ADDRESS        127.0.0.1 by default                                        SANDBOX_HOST
  --people NUMBER       how many people a new world begins with, 0 by default       SANDBOX_PEOPLE
  --webhook-url URL     subscribes the default Page to this callback at once        SANDBOX_WEBHOOK_URL
  --state FILE          keeps the world in this file across restarts                SANDBOX_STATE
  --seed TEXT           the same seed gives the same Page, tokens and people        SANDBOX_SEED
  --record-limit NUMBER how many accepted sends are kept, 500000 by default         SANDBOX_RECORD_LIMIT
  --help                this text

Each option can be given by the environment variable named beside it; options win.
Point a client at it by its base URL alone: http://127.0.0.1:3100 in place of https://graph.facebook.com.
`;

export interface SandboxOptions {
  port: number;
  host: string;
  seed: string;
  webhookUrl?: string | undefined;
  recordLimit: number;
  statePath?: string | undefined;
  /** Only in a new world. */
  people: number;
}

/** The options, or `help` when they were asked for. @throws Error that names every wrong flag or variable */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[] = [],
): SandboxOptions | 'help' {
  const flags = readFlags(args);
  if (flags === 'help') return 'help';
  const given = Object.fromEntries(
    Object.entries({ ...env, ...flags }).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new Error(
      result.error.issues.map((issue) => `${nameOf(issue.path, flags)}: ${issue.message}`).join('\n'),
    );
  }
  const config = result.data;
  return {
    port: config.SANDBOX_PORT,
    host: config.SANDBOX_HOST,
    seed: config.SANDBOX_SEED,
    webhookUrl: config.SANDBOX_WEBHOOK_URL,
    recordLimit: config.SANDBOX_RECORD_LIMIT,
    statePath: config.SANDBOX_STATE,
    people: config.SANDBOX_PEOPLE,
  };
}

/** Flags as the variables they stand for. @throws Error of an unknown flag */
function readFlags(args: readonly string[]): Record<string, string> | 'help' {
  const options = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({
    args: [...args],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: true,
  });
  if (values.help === true) return 'help';
  const flags: Record<string, string> = {};
  for (const [name, variable] of Object.entries(FLAGS)) {
    const value = (values as Record<string, unknown>)[name];
    if (typeof value === 'string') flags[variable] = value;
  }
  return flags;
}

/** As the caller gave it: by flag or by variable. */
function nameOf(path: readonly PropertyKey[], flags: Record<string, string>): string {
  const variable = path.map(String).join('.');
  if (!(variable in flags)) return variable;
  return `--${Object.entries(FLAGS).find(([, name]) => name === variable)?.[0] ?? variable}`;
}
