// A host that fails, over real sockets: left alone, tried by one call, and open again when that is answered.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../test/support/receiver.ts';
import { connectorRequest } from '../connectors/connector.contract.ts';
import { type Connectors, createConnectors } from '../connectors/connectors.ts';
import { FIRST_WAIT_MS, OPENS_AFTER } from './connector-breaker.ts';
import { type ConnectorHost, createConnectorHost } from './connector-host.ts';

let now: Date;
let receiver: Receiver;
let connectors: Connectors;
let host: ConnectorHost;
beforeEach(async () => {
  now = new Date('2026-11-22T12:00:00Z');
  receiver = await startReceiver();
  const limits = { connectTimeoutMs: 5_000, totalTimeoutMs: 20_000, maxResponseBytes: 65_536 };
  const clock = { now: () => now };
  connectors = createConnectors(
    { ...limits, connectionsPerOrigin: 10, allowPrivateAddresses: true, allowedOrigins: [] },
    clock,
  );
  host = createConnectorHost(connectors, receiver.url, clock);
});
afterEach(async () => {
  await connectors.close();
  await receiver.close();
});

const call = () =>
  host.call(
    { method: 'POST', url: receiver.url, headers: {}, body: null },
    connectorRequest.parse({ url: receiver.url }),
  );

test('a host that fails is left alone, then tried by one call', async () => {
  receiver.answerBy(() => ({ status: 503 }));
  await Promise.all(Array.from({ length: OPENS_AFTER }, call));
  expect(host.room()).toBe(0);
  expect(host.limit()).toEqual({
    until: new Date(now.getTime() + FIRST_WAIT_MS),
    because: `${receiver.url} fails: 10 calls in a row; next try at 12:00:05 UTC`,
  });

  now = new Date(now.getTime() + FIRST_WAIT_MS);
  expect(host.room()).toBe(1);
  const trying = call();
  expect(host.room()).toBe(0);
  await trying;
  expect(host.limit()?.until).toEqual(new Date(now.getTime() + 2 * FIRST_WAIT_MS));

  now = new Date(now.getTime() + 2 * FIRST_WAIT_MS);
  receiver.answerBy(() => ({ status: 200 }));
  await call();
  expect([host.room(), host.limit()]).toEqual([Number.POSITIVE_INFINITY, null]);
});

test('refusals of the message do not stop a host that is well', async () => {
  receiver.answerBy(() => ({ status: 422 }));
  await Promise.all(Array.from({ length: OPENS_AFTER * 2 }, call));
  expect([host.room(), host.limit()]).toEqual([Number.POSITIVE_INFINITY, null]);
});
