// The calls of one host: made through its connectors, counted by its breaker. The lane of the host has one holder, which
// keeps one of these as long as it holds the lane.
import type { ConnectorRequest, RenderedRequest } from '../connectors/connector.contract.ts';
import type { ConnectorResult, Connectors } from '../connectors/connectors.ts';
import type { Clock } from '../kit/clock.ts';
import { createBreaker, readHealth } from './connector-breaker.ts';

export interface ConnectorHost {
  /** How many calls may begin now: Infinity, 1 while it is tried whether the host is back, or 0. */
  room(): number;
  /** Only when there is room, asked in the same turn of the event loop. Never rejects. */
  call(rendered: RenderedRequest, request: ConnectorRequest): Promise<ConnectorResult>;
  /** What keeps its calls waiting, for the report; null: nothing. */
  limit(): { until: Date; because: string } | null;
}

/** @param origin as it is told in the report: https://crm.example.org */
export function createConnectorHost(connectors: Connectors, origin: string, clock: Clock): ConnectorHost {
  const breaker = createBreaker();
  return {
    room: () => breaker.room(clock.now().getTime()),
    async call(rendered, request) {
      const pass = breaker.begin();
      const result = await connectors.call(rendered, request);
      const now = clock.now();
      breaker.record(pass, readHealth(result, now), now.getTime());
      return result;
    },
    limit() {
      const because = breaker.words(origin);
      const { openUntilMs } = breaker;
      return because === null || openUntilMs === null ? null : { until: new Date(openUntilMs), because };
    },
  };
}
