// The two ways out. Only calls to the Send API may go to the configured Graph address when that is a private one (the
// sandbox): their address is built by us. What an operator types goes through the guard whatever it says.
import { type Caller, type CallerOptions, createCaller } from '../connectors/caller.ts';
import { type Connectors, createConnectors } from '../connectors/connectors.ts';
import type { Clock } from '../kit/clock.ts';
import { type ContentFetcher, createContentFetcher } from './content-fetcher.ts';
import { createFetchAllowance, type FetchAllowance } from './fetch-allowance.ts';

export interface Callers {
  send: Caller;
  connectors: Connectors;
  /** What texts take from the brand's own services, through `connectors`. */
  content: ContentFetcher;
  /** Of that, what operators have fetched by looking. */
  looks: FetchAllowance;
  close(): Promise<void>;
}

/** The platform takes each call on a connection of its own: 1,024 allow 10,000 calls a second at answers of 100 ms. */
const SEND_CONNECTIONS = 1_024;

const LIMITS = {
  connectTimeoutMs: 5_000,
  totalTimeoutMs: 20_000,
  maxResponseBytes: 64 * 1024,
  connectionsPerOrigin: 256,
} satisfies Partial<CallerOptions>;

export function openCallers(
  { graphUrl, allowPrivateAddresses }: { graphUrl: string; allowPrivateAddresses: boolean },
  clock: Clock,
): Callers {
  const send = createCaller({
    ...LIMITS,
    connectionsPerOrigin: SEND_CONNECTIONS,
    allowPrivateAddresses,
    allowedOrigins: [new URL(graphUrl).origin],
  });
  const connectors = createConnectors({ ...LIMITS, allowPrivateAddresses, allowedOrigins: [] });
  return {
    send,
    connectors,
    content: createContentFetcher(connectors, () => clock.now().getTime()),
    looks: createFetchAllowance(),
    close: async () => {
      await Promise.all([send.close(), connectors.close()]);
    },
  };
}
