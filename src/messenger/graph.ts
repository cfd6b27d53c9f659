// The Graph API as a client of few words: get, post, delete. What Facebook answers is a value, never an exception.
// Sending messages does not pass here (lanes call with their own connections); this is for tokens, Pages and people.
import { Agent, type Dispatcher, FormData, request } from 'undici';
import type { z } from 'zod';
import { describeError } from '../kit/errors.ts';
import { type GraphError, type Headers, readGraphError } from './graph-errors.ts';
import { parseLossless } from './lossless-json.ts';
import { appSecretProof } from './signature.ts';

/** `appSecret` adds the proof; leave it out for app tokens, which carry the secret themselves. */
export interface GraphAuth {
  token: string;
  appSecret?: string;
}

export type GraphAnswer<T> =
  | { kind: 'ok'; data: T; headers: Headers }
  | { kind: 'refused'; error: GraphError; status: number; headers: Headers }
  /** No answer, or none that could be read: a network failure, an HTML page, an unexpected shape. */
  | { kind: 'unreachable'; message: string };

export type GraphParams = Record<string, string | number | boolean>;

/** Bytes to send along, in the field `filedata` (Messenger: saving assets). */
export interface GraphFile {
  name: string;
  mime: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface GraphClient {
  /** `auth` null: the call carries what it needs itself, as the exchange of a login code does. */
  get<T>(
    path: string,
    query: GraphParams,
    auth: GraphAuth | null,
    reply: z.ZodType<T>,
  ): Promise<GraphAnswer<T>>;
  post<T>(path: string, body: GraphParams, auth: GraphAuth, reply: z.ZodType<T>): Promise<GraphAnswer<T>>;
  delete<T>(path: string, query: GraphParams, auth: GraphAuth, reply: z.ZodType<T>): Promise<GraphAnswer<T>>;
  /** A POST that may take long: a file as multipart, or an address the platform fetches within 75 s. */
  upload<T>(
    path: string,
    params: GraphParams,
    auth: GraphAuth,
    body: { file: GraphFile | null; reply: z.ZodType<T> },
  ): Promise<GraphAnswer<T>>;
  close(): Promise<void>;
}

interface GraphCall<T> {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  params: GraphParams;
  auth: GraphAuth | null;
  reply: z.ZodType<T>;
  file?: GraphFile | null;
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** 25 MB over a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The token an app speaks with in its own name. */
export const appToken = (appId: string, appSecret: string): string => `${appId}|${appSecret}`;

/** `path` starts with a slash and has no version. The token travels in a header, so that no URL carries it. */
export function createGraphClient(options: {
  graphUrl: string;
  version: string;
  dispatcher?: Dispatcher;
}): GraphClient {
  const own = options.dispatcher
    ? undefined
    : new Agent({ connections: 16, maxResponseSize: MAX_ANSWER_BYTES });
  const dispatcher = options.dispatcher ?? own!;
  const base = `${options.graphUrl}/${options.version}`;
  const call = <T>(given: GraphCall<T>): Promise<GraphAnswer<T>> => callGraph(base, dispatcher, given);
  return {
    get: (path, params, auth, reply) => call({ method: 'GET', path, params, auth, reply }),
    post: (path, params, auth, reply) => call({ method: 'POST', path, params, auth, reply }),
    delete: (path, params, auth, reply) => call({ method: 'DELETE', path, params, auth, reply }),
    upload: (path, params, auth, { file, reply }) =>
      call({ method: 'POST', path, params, auth, reply, file, timeoutMs: UPLOAD_TIMEOUT_MS }),
    close: async () => own?.close(),
  };
}

async function callGraph<T>(
  base: string,
  dispatcher: Dispatcher,
  call: GraphCall<T>,
): Promise<GraphAnswer<T>> {
  const { method, path, auth, reply, timeoutMs = TIMEOUT_MS } = call;
  const params = new URLSearchParams(
    Object.entries(call.params).map(([name, value]) => [name, String(value)] as [string, string]),
  );
  if (auth?.appSecret !== undefined)
    params.set('appsecret_proof', appSecretProof(auth.token, auth.appSecret));
  const isPost = method === 'POST';
  try {
    const answer = await request(`${base}${path}${isPost ? '' : `?${params}`}`, {
      dispatcher,
      method,
      headers: { ...(auth && { authorization: `Bearer ${auth.token}` }), ...(isPost && !call.file && FORM) },
      body: isPost ? encodeBody(params, call.file) : null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return readAnswer(answer.statusCode, answer.headers, await answer.body.text(), reply);
  } catch (error) {
    return { kind: 'unreachable', message: describeError(error) };
  }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function encodeBody(params: URLSearchParams, file: GraphFile | null | undefined): string | FormData {
  if (!file) return params.toString();
  const form = new FormData();
  for (const [name, value] of params) form.set(name, value);
  form.set('filedata', new File([file.bytes], file.name, { type: file.mime }));
  return form;
}

function readAnswer<T>(status: number, headers: Headers, body: string, reply: z.ZodType<T>): GraphAnswer<T> {
  let parsed: unknown;
  try {
    parsed = parseLossless(body);
  } catch {
    return {
      kind: 'unreachable',
      message: `It answered with status ${status} and something that is not JSON`,
    };
  }
  const error = readGraphError(parsed);
  if (error) return { kind: 'refused', error, status, headers };
  const data = reply.safeParse(parsed);
  if (data.success) return { kind: 'ok', data: data.data, headers };
  const [issue] = data.error.issues;
  return {
    kind: 'unreachable',
    message: `It answered with an unexpected shape (${issue?.path.join('.')}: ${issue?.message})`,
  };
}
