// Reads what the Graph API answered to a send: accepted, refused and why, limited, or not to be read. Decides by code and
// subcode only: messages are localised, and the HTTP status is not part of the contract (both on record in production).
import type { Explanation } from '../kit/remedy.ts';
import { GENERIC_ERROR, GRAPH_ERROR_RANGES, GRAPH_ERRORS } from './graph-error-table.ts';
import { DEEDS, type GraphErrorAction, type GraphErrorRow, type Treatment } from './graph-error-terms.ts';
import { findObject, findText, isObject, type JsonObject, parseLossless } from './lossless-json.ts';

export type { Explanation } from '../kit/remedy.ts';
export type { GraphErrorAction } from './graph-error-terms.ts';

export interface GraphError {
  code: number;
  subcode: number | null;
  message: string;
  type: string;
  /** Facebook's own hint that the same call may succeed later. */
  isTransient: boolean;
  /** error_data.remaining_seconds, of some rate limits. */
  remainingSeconds: number | null;
  /** To quote to Meta's support. */
  traceId: string | null;
}

export interface GraphErrorMeaning extends Explanation {
  /** 'code/subcode' or 'code', as answered; the key failures are counted by. */
  key: string;
  remedy: string;
  action: GraphErrorAction;
  /** Calls in all, where fewer than usual make sense; null: as many as usual. */
  tries: number | null;
  /** Of an error to retry: the shortest wait. */
  retryAfterMs: number | null;
  /** Of a rate limit or a bar: how long to stop when the answer does not say. null: neither. */
  waitMs: number | null;
  /** Pauses double up to here while the error comes back. */
  longestMs: number | null;
  /** No row names it: neither the code nor the subcode is documented. */
  isGeneric: boolean;
}

export type Headers = Record<string, string | string[] | undefined>;

export type SendAnswer =
  | { kind: 'accepted'; mid: string | null; recipientId: string | null }
  | {
      kind: 'refused';
      key: string;
      action: Exclude<GraphErrorAction, 'slow_down' | 'pause_page'>;
      tries: number | null;
      retryAfterMs: number | null;
      code: number;
      subcode: number | null;
      message: string;
    }
  /** The Page has to stop. `askedMs`: for how long, when the answer says so. */
  | { kind: 'limited' | 'barred'; key: string; askedMs: number | null; firstMs: number; longestMs: number }
  /** Whether it was sent is unknown: an HTML 502, a truncated answer. Only the echo can tell. */
  | { kind: 'unreadable'; detail: string };

type Entry = readonly [Treatment, GraphErrorRow];
const ROWS = new Map<string, Entry>(
  GRAPH_ERRORS.flatMap(([treatment, rows]) => rows.map((row) => [row[0], [treatment, row]] as const)),
);

/** Codes and short subcodes (463) live in one key space; from here on a number names one thing whichever it stands as. */
const SUBCODE_ALONE_FROM = 10_000;

/** Falls back from code/subcode to the subcode alone, the code, its range, and at last a generic row. */
export function explainGraphError(code: number, subcode: number | null): GraphErrorMeaning {
  const entry =
    (subcode !== null && ROWS.get(`${code}/${subcode}`)) ||
    (subcode !== null && subcode >= SUBCODE_ALONE_FROM && findAlone(subcode)) ||
    findAlone(code) ||
    GENERIC_ERROR;
  return { ...describeEntry(entry), key: subcode === null ? `${code}` : `${code}/${subcode}` };
}

function findAlone(number: number): Entry | undefined {
  const own = ROWS.get(`${number}`);
  if (own) return own;
  const range = GRAPH_ERROR_RANGES.find(([from, to]) => from <= number && number <= to);
  return range && [range[2], range[3]];
}

function describeEntry(entry: Entry): GraphErrorMeaning {
  const [{ action, who, again, remedy, tries, waitSeconds, longestSeconds }, [key, title, ownRemedy]] = entry;
  const waitMs = waitSeconds === undefined ? null : waitSeconds * 1000;
  const stops = action === 'slow_down' || action === 'pause_page';
  return {
    key,
    title,
    remedy: ownRemedy ?? remedy,
    who,
    again,
    does: tries === undefined ? DEEDS[action] : `Tries ${tries} times in all, then gives up.`,
    action,
    tries: tries ?? null,
    retryAfterMs: stops ? null : waitMs,
    waitMs: stops ? waitMs : null,
    longestMs: stops && longestSeconds !== undefined ? longestSeconds * 1000 : null,
    isGeneric: entry === GENERIC_ERROR,
  };
}

/** Every row there is, ranges and the generic one included: for the printed table. */
export const listGraphErrors = (): GraphErrorMeaning[] =>
  [
    ...ROWS.values(),
    ...GRAPH_ERROR_RANGES.map(([, , treatment, row]) => [treatment, row] as const),
    GENERIC_ERROR,
  ].map(describeEntry);

/** The meaning of a stored key ('10/2018278'), null when the text is not one. */
export function explainErrorKey(key: string): GraphErrorMeaning | null {
  const match = /^(-?\d{1,9})(?:\/(\d{1,9}))?$/.exec(key);
  return match ? explainGraphError(Number(match[1]), match[2] === undefined ? null : Number(match[2])) : null;
}

/** The error envelope of a parsed answer, null when there is none. */
export function readGraphError(answer: unknown): GraphError | null {
  const error = isObject(answer) ? findObject(answer, 'error') : undefined;
  const code = Number(findText(error, 'code') ?? Number.NaN);
  if (!error || !Number.isInteger(code)) return null;
  const subcode = Number(findText(error, 'error_subcode') ?? Number.NaN);
  return {
    code,
    subcode: Number.isInteger(subcode) && subcode > 0 ? subcode : null,
    message: (findText(error, 'message') ?? '').slice(0, 1000),
    type: findText(error, 'type') ?? '',
    isTransient: error['is_transient'] === true,
    remainingSeconds: Number(findText(findObject(error, 'error_data'), 'remaining_seconds') ?? 0) || null,
    traceId: findText(error, 'fbtrace_id') ?? null,
  };
}

/** `body` as received; header names in lower case. */
export function classifySendAnswer(answer: { status: number; headers: Headers; body: string }): SendAnswer {
  const parsed = tryParse(answer.body);
  const error = readGraphError(parsed);
  if (error) return classifyError(error, answer.headers);
  const ok = answer.status >= 200 && answer.status < 300;
  const mid = isObject(parsed) ? findText(parsed, 'message_id') : undefined;
  const recipientId = isObject(parsed) ? findText(parsed, 'recipient_id') : undefined;
  // A sender action answers with the recipient alone.
  if (ok && (mid !== undefined || recipientId !== undefined))
    return { kind: 'accepted', mid: mid ?? null, recipientId: recipientId ?? null };
  const shown = answer.body.slice(0, 200).replace(/\s+/g, ' ').trim();
  return { kind: 'unreadable', detail: `Status ${answer.status}: ${shown === '' ? 'no body' : shown}` };
}

function classifyError(error: GraphError, headers: Headers): SendAnswer {
  const { code, subcode, message } = error;
  const meaning = explainGraphError(code, subcode);
  const { key, action, tries, retryAfterMs } = meaning;
  if (action === 'slow_down' || action === 'pause_page') {
    const firstMs = meaning.waitMs ?? 0;
    const longestMs = meaning.longestMs ?? firstMs;
    const kind = action === 'slow_down' ? 'limited' : 'barred';
    return { kind, key, askedMs: readAskedWait(error, headers), firstMs, longestMs };
  }
  const retriable = error.isTransient && meaning.isGeneric;
  const refusal = { kind: 'refused', key, tries, retryAfterMs, code, subcode, message } as const;
  return { ...refusal, action: retriable ? 'retry' : action };
}

/** However long an answer asks to wait, it is asked again after a day at the latest. */
const MAX_ASKED_MS = 86_400_000;

/** The longest wait the answer names: usage headers, Retry-After, remaining_seconds. null: it names none. */
function readAskedWait(error: GraphError, headers: Headers): number | null {
  const retryAfter = headers['retry-after'];
  const retrySeconds = Number(Array.isArray(retryAfter) ? retryAfter[0] : (retryAfter ?? 0));
  const askedMs = Math.max(
    readUsage(headers)?.regainMs ?? 0,
    (error.remainingSeconds ?? 0) * 1000,
    Number.isFinite(retrySeconds) ? retrySeconds * 1000 : 0,
  );
  return askedMs > 0 ? Math.min(askedMs, MAX_ASKED_MS) : null;
}

function tryParse(body: string): unknown {
  try {
    return parseLossless(body);
  } catch {
    return undefined;
  }
}

/**
 * How much of its allowance the Page has used, in percent, and when calls are allowed again (0: they are). From
 * `X-Business-Use-Case-Usage` and `X-App-Usage`, which appear only "once enough calls were made" (Graph rate limiting).
 */
export function readUsage(headers: Headers): { percent: number; regainMs: number } | null {
  const entries = ['x-business-use-case-usage', 'x-app-usage'].flatMap((name) => {
    const header = headers[name];
    const text = Array.isArray(header) ? header[0] : header;
    const parsed = text === undefined ? undefined : tryParse(text);
    if (!isObject(parsed)) return [];
    return name === 'x-app-usage' ? [parsed] : Object.values(parsed).flat().filter(isObject);
  });
  if (entries.length === 0) return null;
  const most = (keys: string[]): number =>
    Math.max(0, ...entries.flatMap((entry) => keys.map((key) => readNumber(entry, key))));
  return {
    percent: most(['call_count', 'total_cputime', 'total_time']),
    regainMs: most(['estimated_time_to_regain_access']) * 60_000,
  };
}

const readNumber = (entry: JsonObject, key: string): number => {
  const value = entry[key];
  return typeof value === 'number' && value > 0 ? value : 0;
};
