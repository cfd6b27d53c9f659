// Configuration of the sandbox from the environment, read once by main.ts. A wrong value stops the start with its name.
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
});

export interface SandboxOptions {
  port: number;
  host: string;
  seed: string;
  webhookUrl?: string | undefined;
  recordLimit: number;
  statePath?: string | undefined;
}

/** @throws Error that names every wrong variable */
export function readConfig(env: Readonly<Record<string, string | undefined>>): SandboxOptions {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new Error(
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
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
  };
}
