// Calls of connectors over real sockets: redirects, access tokens, limits, and what of it is told.
import { afterEach, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../test/support/receiver.ts';
import type { CallerOptions } from './caller.ts';
import { type ConnectorRequest, connectorRequest, type RenderedRequest } from './connector.contract.ts';
import { type Connectors, createConnectors } from './connectors.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function receiver(): Promise<Receiver> {
  const made = await startReceiver();
  cleanups.push(made.close);
  return made;
}

function connectors(options: Partial<CallerOptions> = {}, now = () => new Date()): Connectors {
  const made = createConnectors(
    {
      allowPrivateAddresses: true,
      allowedOrigins: [],
      connectTimeoutMs: 5_000,
      totalTimeoutMs: 20_000,
      maxResponseBytes: 65_536,
      connectionsPerOrigin: 10,
      ...options,
    },
    { now },
  );
  cleanups.push(made.close);
  return made;
}

const request = (url: string, rules: object = {}): ConnectorRequest =>
  connectorRequest.parse({ url, ...rules });
const post = (url: string, headers: Record<string, string> = {}): RenderedRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: '{"a":1}',
});
const moved = (status: number, location: string) => ({ status, headers: { location } });

describe('a redirect', () => {
  test('is not followed unless the request allows it', async () => {
    const there = await receiver();
    there.answerBy(() => moved(302, '/b'));
    const result = await connectors().call(post(`${there.url}/a`), request(there.url));
    expect(result).toMatchObject({ kind: 'answered', status: 302, earlier: [] });
    expect(there.calls).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])('of %i makes the same call elsewhere', async (status) => {
    const there = await receiver();
    there.answerBy(({ url }) =>
      url === '/a' ? moved(status, 'b?x=1#part') : { status: 200, body: 'there' },
    );
    const rules = request(there.url, { follow_redirects: 1 });
    const result = await connectors().call(post(`${there.url}/a`, { 'x-key': 'k' }), rules);
    expect(result).toMatchObject({ kind: 'answered', status: 200, body: 'there' });
    expect(result.earlier).toEqual([
      `POST ${there.url}/a answered ${status}; it was followed to ${there.url}/b?x=1`,
    ]);
    expect(there.calls[1]).toMatchObject({ method: 'POST', url: '/b?x=1', body: '{"a":1}' });
    expect(there.calls[1]?.headers).toMatchObject({ 'x-key': 'k', 'content-type': 'application/json' });
  });

  test('of 303 asks for the other resource, without the body', async () => {
    const there = await receiver();
    there.answerBy(({ url }) => (url === '/a' ? moved(303, '/b') : { status: 200 }));
    const rules = request(there.url, { follow_redirects: 1 });
    expect(await connectors().call(post(`${there.url}/a`), rules)).toMatchObject({ status: 200 });
    expect(there.calls[1]).toMatchObject({ method: 'GET', url: '/b', body: '' });
    expect(there.calls[1]?.headers['content-type']).toBeUndefined();
  });

  test('to another origin takes no secret along, not even back', async () => {
    const [home, away] = [await receiver(), await receiver()];
    home.answerBy(({ url }) => (url === '/a' ? moved(307, `${away.url}/b`) : { status: 200 }));
    away.answerBy(() => moved(307, `${home.url}/c`));
    const headers = [{ name: 'X-Mine', value: 'hush', secret: true }];
    const rules = request(home.url, { follow_redirects: 5, headers });
    const sent = {
      authorization: 'Bearer t',
      cookie: 'c',
      'x-mine': 'hush',
      'x-api-key': 'k',
      'x-open': 'o',
    };
    expect(await connectors().call(post(`${home.url}/a`, sent), rules)).toMatchObject({ status: 200 });
    for (const call of [away.calls[0], home.calls[1]]) {
      expect(call?.headers).toMatchObject({ 'x-open': 'o' });
      for (const name of ['authorization', 'cookie', 'x-mine', 'x-api-key'])
        expect(call?.headers[name]).toBeUndefined();
    }
  });

  test('is followed as often as allowed; then it is the answer', async () => {
    const there = await receiver();
    there.answerBy(() => moved(302, '/again'));
    const rules = request(there.url, { follow_redirects: 3 });
    const result = await connectors().call(post(there.url), rules);
    expect(result).toMatchObject({ status: 302 });
    expect(there.calls).toHaveLength(4);
  });

  test.each(['ftp://h.example/', 'http://user:pass@h.example/', 'http://[', 'javascript:alert(1)'])(
    'to %s is not followed, and the record says so',
    async (location) => {
      const there = await receiver();
      there.answerBy(() => moved(302, location));
      const result = await connectors().call(post(there.url), request(there.url, { follow_redirects: 2 }));
      expect(result).toMatchObject({ kind: 'answered', status: 302 });
      expect(result.earlier).toEqual([expect.stringContaining('it was not followed')]);
    },
  );

  test('to a private address is stopped by the guard', async () => {
    const [open, inside] = [await receiver(), await receiver()];
    open.answerBy(() => moved(307, `${inside.url}/admin`));
    const guarded = connectors({ allowPrivateAddresses: false, allowedOrigins: [open.url] });
    const result = await guarded.call(post(open.url), request(open.url, { follow_redirects: 2 }));
    expect(result).toMatchObject({ kind: 'not_sent', reason: 'address_refused' });
    expect(inside.calls).toEqual([]);
  });
});

describe('limits of a request', () => {
  test('cut a longer answer', async () => {
    const there = await receiver();
    there.answerBy(() => ({ status: 200, body: 'x'.repeat(5_000) }));
    const result = await connectors().call(post(there.url), request(there.url, { max_response_kb: 1 }));
    expect(result).toMatchObject({ kind: 'answered', body: 'x'.repeat(1024) });
  });

  test('end the wait for an answer, redirects included', async () => {
    const [first, silent] = [await receiver(), await receiver()];
    first.answerBy(() => moved(307, silent.url));
    silent.answerBy(() => 'never');
    const rules = request(first.url, { follow_redirects: 1, timeouts: { total_ms: 500 } });
    const result = await connectors().call(post(first.url), rules);
    expect(result).toMatchObject({
      kind: 'unanswered',
      message: expect.stringContaining('No answer within'),
    });
  });
});
