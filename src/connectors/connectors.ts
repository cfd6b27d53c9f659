// The call of a connector as its request rules it: with an access token when it needs one, along redirects when it may, in
// the time it has. One answer comes out; what led to it is told beside it. Between rendering and the ledger.
import { type Clock, systemClock } from '../kit/clock.ts';
import type { CallRules, ClientCredentials } from './call-rules.contract.ts';
import { type CallerOptions, type CallLimits, type CallResult, createCaller } from './caller.ts';
import type { ConnectorRequest, RenderedRequest } from './connector.contract.ts';
import { type AddressProblem, inspectAddresses } from './inspect-addresses.ts';
import { createMask, type Mask } from './mask-request.ts';
import { type AccessToken, createTokenStore, type NoToken, type TokenStore } from './oauth-tokens.ts';
import { readRedirect } from './redirect.ts';

export type ConnectorResult = CallResult & {
  /** What came before the answer: redirects, a refused token. A line each, for the attempt's record. */
  earlier: string[];
  /** Takes fetched access tokens out of what is stored or shown. */
  masks: Mask[];
};

export interface Connectors {
  /**
   * Never rejects. Calls once; the exceptions are redirects, when the request allows them, and one repetition with a new
   * access token after a 401.
   */
  call(rendered: RenderedRequest, request: ConnectorRequest, signal?: AbortSignal): Promise<ConnectorResult>;
  /** Addresses of the request that are certain to be refused here. */
  inspectAddresses(request: ConnectorRequest): AddressProblem[];
  /** Lets running calls end, then closes every connection. */
  close(): Promise<void>;
}

export function createConnectors(options: CallerOptions, clock: Clock = systemClock): Connectors {
  const caller = createCaller(options);
  const tokens = createTokenStore(caller, clock);
  return {
    async call(rendered, request, signal) {
      const startedAtMs = performance.now();
      const trip: Trip = {
        rules: request,
        secretHeaders: new Set(
          request.headers.filter((one) => one.secret).map((one) => one.name.toLowerCase()),
        ),
        earlier: [],
        masks: [createMask(secretsOf(request))],
        limits: () => limitsOf(request, performance.now() - startedAtMs),
        send: (hop, limits) => caller.call(hop, signal, limits),
      };
      const result =
        request.auth === null
          ? (await follow(rendered, trip)).result
          : await callWithToken(rendered, request.auth, tokens, trip);
      const { earlier, masks } = trip;
      return { ...result, durationMs: performance.now() - startedAtMs, earlier, masks };
    },
    inspectAddresses: (request) => inspectAddresses(request, options.allowPrivateAddresses),
    close: () => caller.close(),
  };
}

/** In the clear: the request is about to be made. */
const secretsOf = ({ headers, auth }: ConnectorRequest): string[] => [
  ...headers.filter((one) => one.secret).map((one) => one.value),
  ...(auth === null ? [] : [auth.client_secret]),
];

/** One call on its way: what it may, and what has happened to it. */
interface Trip {
  rules: CallRules;
  secretHeaders: ReadonlySet<string>;
  earlier: string[];
  masks: Mask[];
  /** For the next hop: the time that is left. */
  limits(): CallLimits;
  send(hop: RenderedRequest, limits: CallLimits): Promise<CallResult>;
}

const limitsOf = ({ timeouts, max_response_kb }: CallRules, elapsedMs: number): CallLimits => ({
  connectTimeoutMs: timeouts.connect_ms,
  totalTimeoutMs: Math.max(1, Math.round(timeouts.total_ms - elapsedMs)),
  maxResponseBytes: max_response_kb * 1024,
});

/** The end of a chain of redirects, and the request that led to it. */
interface End {
  result: CallResult;
  request: RenderedRequest;
}

async function follow(first: RenderedRequest, trip: Trip): Promise<End> {
  let request = first;
  for (let hop = 0; ; hop += 1) {
    const result = await trip.send(request, trip.limits());
    if (result.kind !== 'answered' || hop >= trip.rules.follow_redirects) return { result, request };
    const redirect = readRedirect(request, result, trip.secretHeaders);
    if (redirect.kind === 'none') return { result, request };
    const line = `${request.method} ${request.url} answered ${result.status}`;
    if (redirect.kind === 'stop') {
      trip.earlier.push(`${line}; it was not followed: ${redirect.why}`);
      return { result, request };
    }
    trip.earlier.push(
      `${line}; it was followed to ${redirect.request.url}${redirect.leavesOrigin ? ', without secrets' : ''}`,
    );
    request = redirect.request;
  }
}

/** The call with an access token; after a 401 once more with a new one, when a new one can help. */
async function callWithToken(
  rendered: RenderedRequest,
  auth: ClientCredentials,
  tokens: TokenStore,
  trip: Trip,
): Promise<CallResult> {
  const first = await tokens.get(auth, trip.limits());
  if (!first.ok) return notSent(first);
  const { result, request } = await followWith(first, rendered, trip);
  // A token that did not travel to the end of the redirects was not judged there.
  const wasJudged = result.kind === 'answered' && request.headers['authorization'] !== undefined;
  if (!wasJudged) return result;
  if (result.status < 400) tokens.proved(auth, first.token);
  if (result.status !== 401 || first.isFresh || !tokens.discard(auth, first.token)) return result;
  const said = trip.masks.reduce((text, mask) => mask.cut(text, 2_000), result.body).slice(0, 300);
  trip.earlier.push(
    `${request.method} ${request.url} answered 401: ${said}; it was repeated with a new access token`,
  );
  const second = await tokens.get(auth, trip.limits());
  if (!second.ok) return notSent(second);
  const repeated = await followWith(second, rendered, trip);
  if (repeated.result.kind === 'answered' && repeated.result.status < 400) tokens.proved(auth, second.token);
  return repeated.result;
}

const notSent = ({ reason, message }: NoToken): CallResult => ({
  kind: 'not_sent',
  reason,
  message,
  durationMs: 0,
});

function followWith(token: AccessToken, rendered: RenderedRequest, trip: Trip): Promise<End> {
  trip.masks.push(token.mask);
  const headers = { ...rendered.headers, authorization: `Bearer ${token.token}` };
  return follow({ ...rendered, headers }, trip);
}
