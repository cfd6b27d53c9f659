// The lines of a recording (NDJSON): a Graph call with its answer, or a webhook as it was posted. Written by recorder.ts, read
// again by replay.ts and fixtures.ts. Tokens and secrets are never written.
import { z } from 'zod';

const instant = z.string().max(40);

export const graphLineSchema = z.object({
  kind: z.literal('graph'),
  n: z.number().int(),
  /** Virtual time. */
  at: instant,
  took_ms: z.number(),
  method: z.string().max(10),
  /** With its version, without query. */
  path: z.string().max(2000),
  params: z.record(z.string(), z.unknown()),
  /** Whose token it was; null for another kind of token, or none that is known. */
  page_id: z.string().nullable(),
  /** What became of it: `json`, or an answer that is none (`html`, `reset`, `hang`, …). */
  outcome: z.string().max(40),
  status: z.number().int().nullable(),
  answer: z.unknown(),
});
export type GraphLine = z.output<typeof graphLineSchema>;

export const webhookLineSchema = z.object({
  kind: z.literal('webhook'),
  n: z.number().int(),
  at: instant,
  took_ms: z.number(),
  app_id: z.string(),
  page_ids: z.array(z.string()).max(1000),
  /** The very bytes, all of them ASCII, so that ids keep every digit. */
  body: z.string().max(4_194_304),
  /** `delivered`, or why not. */
  result: z.string().max(1000),
});
export type WebhookLine = z.output<typeof webhookLineSchema>;

export const lineSchema = z.discriminatedUnion('kind', [graphLineSchema, webhookLineSchema]);
export type Line = z.output<typeof lineSchema>;

/** What stands in a recording for a token or secret. */
export const LEFT_OUT = '(left out)';
const SECRETS = new Set([
  'access_token',
  'appsecret_proof',
  'client_secret',
  'fb_exchange_token',
  'input_token',
  'page_access_token',
]);
/** Batches and `next` links carry tokens inside longer texts. */
const SECRET_IN_TEXT = /\b(access_token|appsecret_proof|client_secret)=[^&"\s]+/g;

/** The line as JSON; of a Graph call without tokens and secrets, in whatever depth they stand. */
export function writeLine(line: Line): string {
  return line.kind === 'webhook' ? JSON.stringify(line) : JSON.stringify(line, leaveOut);
}

function leaveOut(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return SECRETS.has(key) ? LEFT_OUT : value.replace(SECRET_IN_TEXT, `$1=${LEFT_OUT}`);
}

/** Lines in one upload. */
const LINE_LIMIT = 200_000;

/** A line that cannot be used, with its number. */
export class LineError extends Error {}

/** The lines of a text. @throws LineError naming the line that is wrong */
export function parseLines(text: string): Line[] {
  const lines: Line[] = [];
  let number = 0;
  for (const part of text.split('\n')) {
    number++;
    if (part.trim() === '') continue;
    if (lines.length >= LINE_LIMIT) throw new LineError(`a recording has at most ${LINE_LIMIT} lines`);
    lines.push(parseLine(part, number));
  }
  return lines;
}

function parseLine(text: string, number: number): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LineError(`line ${number} is not JSON: ${(error as Error).message}`);
  }
  const result = lineSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new LineError(`line ${number}: ${issue?.path.join('.') || 'kind'}: ${issue?.message ?? 'invalid'}`);
}
