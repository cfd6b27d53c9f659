// Calls an address and says truthfully what is known afterwards: answered, surely not sent, or unanswered. One pool of
// keep-alive connections per origin; no redirects, no retries, no pipelining. Used for the Send API and for connectors.
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { AddressRefused, checkLiteralHost, guardLookup, type Resolve } from './address-guard.ts';
import type { RenderedRequest } from './connector.contract.ts';

export interface CallLimits {
  connectTimeoutMs: number;
  /** From the call to the end of the answer. */
  totalTimeoutMs: number;
  /** Of a longer answer the rest is discarded. */
  maxResponseBytes: number;
}

export interface CallerOptions extends CallLimits {
  /** Whether private and loopback addresses may be called. */
  allowPrivateAddresses: boolean;
  /** Origins that may be called wherever they lead (the configured Graph API, a sandbox). */
  allowedOrigins: string[];
  connectionsPerOrigin: number;
  /** How names become addresses, and which addresses are public; a test may say otherwise. */
  resolve?: Resolve;
  isPublic?: (address: string) => boolean;
}

/** What but the network stopped a call that was not sent. */
export type NotSentReason = 'address_refused' | 'oauth_token_refused' | 'oauth_token_unreachable';

export type CallResult =
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: string; durationMs: number }
  /** No byte of the request left: the name, the connection or our own rules stopped it. */
  | { kind: 'not_sent'; message: string; durationMs: number; reason?: NotSentReason }
  /** It left, or may have left, and no answer came: the receiver may have acted on it. */
  | { kind: 'unanswered'; message: string; durationMs: number };

export interface Caller {
  /**
   * Never rejects. `signal`: give up early; the result says whether the request had left. `limits`: for this call, instead
   * of those the caller was made with.
   */
  call(request: RenderedRequest, signal?: AbortSignal, limits?: CallLimits): Promise<CallResult>;
  /** Lets running calls end, then closes every connection. */
  close(): Promise<void>;
}

/** More origins than this at once: the one unused for longest loses its connections. */
const MAX_POOLS = 64;

export function createCaller(options: CallerOptions): Caller {
  const pools = new Map<string, Pool>();
  const closing = new Set<Promise<void>>();
  const allowed = new Set(options.allowedOrigins.map((origin) => new URL(origin).origin));
  let isClosed = false;

  /** The time to connect belongs to the connection, so calls that differ in it share none. */
  const poolOf = (origin: string, connectTimeoutMs: number): Pool => {
    const key = `${connectTimeoutMs} ${origin}`;
    const isGuarded = !options.allowPrivateAddresses && !allowed.has(origin);
    const pool = pools.get(key) ?? createPool(origin, { ...options, connectTimeoutMs }, isGuarded);
    pools.delete(key); // the map's order is the order of use
    pools.set(key, pool);
    for (const [oldest, unused] of pools) {
      if (pools.size <= MAX_POOLS) break;
      pools.delete(oldest);
      retire(unused);
    }
    return pool;
  };
  const retire = (pool: Pool): void => {
    const done: Promise<void> = pool.close().finally(() => closing.delete(done));
    closing.add(done);
  };

  return {
    call(request, signal, limits = options) {
      const startedAt = performance.now();
      if (isClosed || signal?.aborted)
        return Promise.resolve({ kind: 'not_sent', message: 'The service is stopping', durationMs: 0 });
      const url = new URL(request.url);
      const { connectTimeoutMs, totalTimeoutMs, maxResponseBytes } = limits;
      const pool = poolOf(url.origin, connectTimeoutMs);
      return exchange(pool, url, request, { totalTimeoutMs, maxResponseBytes, signal, startedAt });
    },
    async close() {
      isClosed = true;
      for (const pool of pools.values()) retire(pool);
      pools.clear();
      await Promise.all(closing);
    },
  };
}

function createPool(origin: string, options: CallerOptions, isGuarded: boolean): Pool {
  return new Pool(origin, {
    connections: options.connectionsPerOrigin,
    pipelining: 1, // one request at a time on a connection: a POST behind another one could not be told from lost
    headersTimeout: 0, // one clock for the whole call, see `exchange`
    bodyTimeout: 0,
    connect: createConnector(options, isGuarded),
  });
}

function createConnector(options: CallerOptions, isGuarded: boolean): buildConnector.connector {
  const { connectTimeoutMs, resolve, isPublic } = options;
  const lookup = isGuarded ? { lookup: guardLookup(resolve, isPublic) } : {};
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, ...lookup });
  return (target, callback) => {
    try {
      if (isGuarded) checkLiteralHost(target.hostname, isPublic);
    } catch (error) {
      return callback(error as Error, null);
    }
    return connect(target, callback);
  };
}

interface ExchangeOptions extends Omit<CallLimits, 'connectTimeoutMs'> {
  signal: AbortSignal | undefined;
  startedAt: number;
}

/** One request and what came back. The result is settled exactly once; whatever arrives later is dropped. */
function exchange(
  pool: Pool,
  url: URL,
  request: RenderedRequest,
  options: ExchangeOptions,
): Promise<CallResult> {
  return new Promise((resolve) => {
    const handler = new Exchange(options, resolve);
    const dispatch: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: encodeHeaders(request.headers),
      body: request.body,
    };
    try {
      pool.dispatch(dispatch, handler);
    } catch (error) {
      handler.fail(error as Error); // a header or path undici will not send
    }
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #resolve: (result: CallResult) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #answer: { status: number; headers: Record<string, string> } | undefined;
  #bytes = 0;
  #isSettled = false;

  constructor(options: ExchangeOptions, resolve: (result: CallResult) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#timer = setTimeout(
      () => this.fail(new Error(`No answer within ${options.totalTimeoutMs} ms`)),
      options.totalTimeoutMs,
    );
    options.signal?.addEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => this.fail(new Error('The call was given up'));

  /** undici calls this right before it writes the first byte: until then nothing can have left. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled) controller.abort(new Error('given up while waiting for a connection'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status >= 200) this.#answer = { status, headers: flattenHeaders(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#options.maxResponseBytes - this.#bytes;
    this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.#bytes += chunk.length;
    if (chunk.length > room) this.fail(new Error('The rest of the answer is not wanted'));
  }

  onResponseEnd(): void {
    this.#settle({ kind: 'answered', ...this.#answerSoFar() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** A status that came is an answer even when its body was cut short; whether the rest is readable is judged elsewhere. */
  fail(error: Error): void {
    if (this.#isSettled) return;
    const message = describe(error);
    if (this.#answer) this.#settle({ kind: 'answered', ...this.#answerSoFar() });
    else if (this.#controller) this.#settle({ kind: 'unanswered', message });
    else if (error instanceof AddressRefused)
      this.#settle({ kind: 'not_sent', message, reason: 'address_refused' });
    else this.#settle({ kind: 'not_sent', message });
    this.#controller?.abort(error);
  }

  #answerSoFar(): { status: number; headers: Record<string, string>; body: string } {
    const body = Buffer.concat(this.#chunks).toString('utf8');
    return { status: this.#answer?.status ?? 0, headers: this.#answer?.headers ?? {}, body };
  }

  #settle(result: Unmeasured): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#resolve({ ...result, durationMs: performance.now() - this.#options.startedAt });
  }
}

type Unmeasured = CallResult extends infer Result
  ? Result extends CallResult
    ? Omit<Result, 'durationMs'>
    : never
  : never;

function describe(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  // Happy Eyeballs wraps one error per address tried and says nothing itself
  const inner =
    error instanceof AggregateError ? (error.errors as Error[]).map((one) => one.message).join('; ') : '';
  const message = (error.message || inner || error.name).slice(0, 500);
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}

/** HTTP/1.1 headers are bytes; what is beyond ASCII goes as UTF-8. */
function encodeHeaders(headers: Record<string, string>): Record<string, string> {
  const encoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    encoded[name] = ASCII.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
  return encoded;
}
const ASCII = /^[\x20-\x7e]*$/;

function flattenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}
