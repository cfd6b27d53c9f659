// The two ways out. Only calls to the Send API may go to the configured Graph address when that is a private one (the
// sandbox): their address is built by us. What an operator types goes through the guard whatever it says.
import { type Caller, type CallerOptions, createCaller } from '../connectors/caller.ts';
import { type Connectors, createConnectors } from '../connectors/connectors.ts';

export interface Callers {
  send: Caller;
  connectors: Connectors;
  close(): Promise<void>;
}

const LIMITS = {
  connectTimeoutMs: 5_000,
  totalTimeoutMs: 20_000,
  maxResponseBytes: 64 * 1024,
  connectionsPerOrigin: 256,
} satisfies Partial<CallerOptions>;

export function openCallers(options: { graphUrl: string; allowPrivateAddresses: boolean }): Callers {
  const { graphUrl, allowPrivateAddresses } = options;
  const send = createCaller({ ...LIMITS, allowPrivateAddresses, allowedOrigins: [new URL(graphUrl).origin] });
  const connectors = createConnectors({ ...LIMITS, allowPrivateAddresses, allowedOrigins: [] });
  return {
    send,
    connectors,
    close: async () => {
      await Promise.all([send.close(), connectors.close()]);
    },
  };
}
