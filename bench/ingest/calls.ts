// The requests of the ingest benchmark: track calls of known customers as a library for Segment's protocol sends them, one by one
// or in batches, and the same events in our own API's words.
import { randomBytes } from 'node:crypto';

/** Who tracks what: the same customers whoever receives it. */
export const CUSTOMERS = 25_000;
export const customerId = (n: number): string => `customer-${n}`;

export type Dialect = 'segment' | 'ours';

const EVENTS = [
  'Product Viewed',
  'Product Added',
  'Order Completed',
  'Article Read',
  'Video Played',
  'Searched',
];
const CATEGORIES = ['shoes', 'coats', 'hats', 'bags'];

/** Makes requests, no event twice. `secret` is an API key. */
export function createRequests(secret: string): (dialect: Dialect, events: number) => string {
  const runId = randomBytes(9).toString('base64url');
  let made = 0;
  const next = { segment: nextCall, ours: nextEvent };

  function nextCall(at: string): string {
    const { n, name, properties } = draw();
    return (
      `{"type":"track","messageId":"${runId}-${n}","userId":"${whose(n)}","event":"${name}","timestamp":"${at}",` +
      `"properties":${properties},"context":{"library":{"name":"@segment/analytics-node","version":"2.3.0"},"locale":"cs-CZ",` +
      `"page":{"path":"/shop/item-${n % 500}","url":"https://shop.example.org/shop/item-${n % 500}"}},"integrations":{}}`
    );
  }

  function nextEvent(at: string): string {
    const { n, name, properties } = draw();
    return `{"customer_id":"${whose(n)}","name":"${name}","occurred_at":"${at}","dedupe_key":"${runId}-${n}","attributes":${properties}}`;
  }

  function draw(): { n: number; name: string; properties: string } {
    made += 1;
    const n = made;
    const properties =
      `{"sku":"SKU-${n % 2_000}","category":"${CATEGORIES[n % 4]}","price":${(n % 30_000) / 100},` +
      `"quantity":${(n % 5) + 1},"is_gift":${n % 7 === 0}}`;
    return { n, name: EVENTS[n % EVENTS.length]!, properties };
  }

  return (dialect, events) => {
    const at = new Date().toISOString();
    const items = Array.from({ length: events }, () => next[dialect](at));
    const body =
      dialect === 'ours'
        ? `{"events":[${items.join(',')}]}`
        : events === 1
          ? items[0]!
          : `{"batch":[${items.join(',')}],"sentAt":"${at}"}`;
    const path = dialect === 'ours' ? '/api/events' : events === 1 ? '/v1/track' : '/v1/batch';
    const authorization =
      dialect === 'ours' ? `Bearer ${secret}` : `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;
    return (
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
      `Authorization: ${authorization}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    );
  };
}

/** Customers in no order, each as often as the others: the multiplier has no divisor in common with their number. */
const whose = (n: number): string => customerId((n * 7_919) % CUSTOMERS);
