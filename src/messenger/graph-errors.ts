// Reads what the Graph API answered to a send: accepted, refused and why, limited, or not to be read. Decides by code and
// subcode only: messages are localised, and the HTTP status is not part of the contract (both on record in production).
import {
  GRAPH_ERROR_RANGES,
  GRAPH_ERRORS,
  type GraphErrorAction,
  type GraphErrorRow,
} from './graph-error-table.ts';
import { findObject, findText, isObject, type JsonObject, parseLossless } from './lossless-json.ts';

export type { GraphErrorAction } from './graph-error-table.ts';

export interface GraphError {
  code: number;
  subcode: number | null;
  message: string;
  type: string;
  /** Facebook's own hint that the same call may succeed later. */
  isTransient: boolean;
  /** To quote to Meta's support. */
  traceId: string | null;
}

export interface GraphErrorMeaning {
  /** 'code/subcode' or 'code', as answered; the key failures are counted by. */
  key: string;
  title: string;
  remedy: string;
  action: GraphErrorAction;
  /** Of a rate limit: how long to stop when the headers do not say. null: not a rate limit. */
  waitMs: number | null;
}

export type Headers = Record<string, string | string[] | undefined>;

export type SendAnswer =
  | { kind: 'accepted'; mid: string | null; recipientId: string | null }
  | {
      kind: 'refused';
      key: string;
      action: GraphErrorAction;
      code: number;
      subcode: number | null;
      message: string;
    }
  | { kind: 'limited'; key: string; waitMs: number }
  /** Whether it was sent is unknown: an HTML 502, a truncated answer. Only the echo can tell. */
  | { kind: 'unreadable'; detail: string };

const ROWS = new Map(GRAPH_ERRORS.map((row) => [row[0], row]));

/** Codes and short subcodes (463) live in one key space; from here on a number names one thing whichever it stands as. */
const SUBCODE_ALONE_FROM = 10_000;

const GENERIC: GraphErrorRow = [
  'other',
  'Facebook refused the call with a code that is not documented',
  'Read the message Facebook sent with it, and see the error codes of the Messenger Platform.',
  'fix',
];

/** Falls back from code/subcode to the subcode alone, the code, its range, and at last a generic row. */
export function explainGraphError(code: number, subcode: number | null): GraphErrorMeaning {
  const row =
    (subcode !== null && ROWS.get(`${code}/${subcode}`)) ||
    (subcode !== null && subcode >= SUBCODE_ALONE_FROM && findAlone(subcode)) ||
    findAlone(code) ||
    GENERIC;
  const [, title, remedy, action, waitSeconds] = row;
  const key = subcode === null ? `${code}` : `${code}/${subcode}`;
  return { key, title, remedy, action, waitMs: waitSeconds === undefined ? null : waitSeconds * 1000 };
}

function findAlone(number: number): GraphErrorRow | undefined {
  const range = GRAPH_ERROR_RANGES.find(([from, to]) => from <= number && number <= to);
  return ROWS.get(`${number}`) ?? range?.[2];
}

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
  const { key, title, action, waitMs } = explainGraphError(code, subcode);
  if (waitMs !== null) return { kind: 'limited', key, waitMs: readUsage(headers)?.regainMs || waitMs };
  const retriable = error.isTransient && title === GENERIC[1];
  return { kind: 'refused', key, action: retriable ? 'retry' : action, code, subcode, message };
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
    const parsed = tryParse(Array.isArray(header) ? (header[0] ?? '') : (header ?? ''));
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
