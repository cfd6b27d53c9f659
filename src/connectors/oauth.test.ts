// Access tokens by client credentials: fetched, kept, renewed, and never seen.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type ReceivedCall, type Receiver, startReceiver } from '../../test/support/receiver.ts';
import { connectorRequest, type RenderedRequest } from './connector.contract.ts';
import { type Connectors, createConnectors } from './connectors.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
let now: Date;
let resource: Receiver;
/** Hands out tokens token-1, token-2, …; `valid` are those the resource lets in. */
let tokens: Receiver;
let valid: Set<string>;
let connectors: Connectors;

const grant = (fields: object = {}): ((call: ReceivedCall) => Answer) => {
  return () => {
    const token = `secret-token-${tokens.calls.length + 1}`;
    valid.add(token);
    const body = { access_token: token, token_type: 'bearer', expires_in: 3600, ...fields };
    return { status: 200, body: JSON.stringify(body) };
  };
};

function open(options: { allowPrivateAddresses: boolean; allowedOrigins?: string[] }): Connectors {
  const limits = { connectTimeoutMs: 5_000, totalTimeoutMs: 20_000, maxResponseBytes: 65_536 };
  return createConnectors(
    { ...limits, connectionsPerOrigin: 10, allowedOrigins: [], ...options },
    { now: () => now },
  );
}

beforeEach(async () => {
  now = NOW;
  valid = new Set();
  [resource, tokens] = [await startReceiver(), await startReceiver()];
  tokens.answerBy(grant());
  // Repeats the token, as debugging endpoints do.
  resource.answerBy(({ headers }) => {
    const { authorization = '' } = headers;
    const isLetIn = valid.has(authorization.replace('Bearer ', ''));
    return {
      status: isLetIn ? 200 : 401,
      headers: { 'x-said': authorization },
      body: `you said ${authorization}`,
    };
  });
  connectors = open({ allowPrivateAddresses: true });
});
afterEach(async () => {
  await connectors.close();
  await Promise.all([resource.close(), tokens.close()]);
});

const call = (auth: object = {}, headers: Record<string, string> = {}) => {
  const request = connectorRequest.parse({
    url: resource.url,
    auth: {
      kind: 'oauth2_client_credentials',
      token_url: `${tokens.url}/token`,
      client_id: 'shop:1',
      client_secret: 'p&ss word',
      scope: 'send read',
      ...auth,
    },
  });
  const rendered: RenderedRequest = { method: 'POST', url: `${resource.url}/a`, headers, body: '{}' };
  return connectors.call(rendered, request);
};

describe('a token', () => {
  test('is fetched once for many calls at once, and kept', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => call()));
    expect(results.every((result) => result.kind === 'answered' && result.status === 200)).toBe(true);
    await call();
    expect(tokens.calls).toHaveLength(1);
    expect(tokens.calls[0]).toMatchObject({
      method: 'POST',
      url: '/token',
      body: 'grant_type=client_credentials&scope=send+read',
    });
    const basic = `Basic ${Buffer.from('shop%3A1:p%26ss+word').toString('base64')}`;
    expect(tokens.calls[0]?.headers).toMatchObject({
      authorization: basic,
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  test('is asked for with the credentials in the form, and an audience, when the server wants that', async () => {
    await call({ client_auth: 'body', audience: 'https://api' });
    const form = new URLSearchParams(tokens.calls[0]?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      client_id: 'shop:1',
      client_secret: 'p&ss word',
      audience: 'https://api',
    });
    expect(tokens.calls[0]?.headers.authorization).toBeUndefined();
  });

  test('is fetched anew shortly before it expires, and for other credentials', async () => {
    await call();
    now = new Date(NOW.getTime() + 3_500_000);
    await call();
    expect(tokens.calls).toHaveLength(1);
    now = new Date(NOW.getTime() + 3_545_000);
    await call();
    expect(tokens.calls).toHaveLength(2);
    await call({ scope: 'other' });
    await call({ client_secret: 'another' });
    expect(tokens.calls).toHaveLength(4);
  });

  test('is masked wherever it comes back', async () => {
    const result = await call();
    expect(resource.calls[0]?.headers.authorization).toBe('Bearer secret-token-1');
    const text = result.kind === 'answered' ? result.body : '';
    expect(text).toContain('secret-token-1');
    expect(result.masks.reduce((plain, mask) => mask.text(plain), text)).toBe('you said Bearer ••••••');
  });
});

describe('a 401', () => {
  test('of a token that was let in before is answered by one call with a new one, and the record shows both', async () => {
    await call();
    valid.clear();
    const result = await call();
    expect(result).toMatchObject({ kind: 'answered', status: 200 });
    expect(result.earlier).toEqual([
      expect.stringMatching(/^POST .*\/a answered 401: .* repeated with a new access token$/),
    ]);
    expect(resource.calls.map((one) => one.status)).toEqual([200, 401, 200]);
    expect(tokens.calls).toHaveLength(2);
  });

  test('of many calls at once renews the token once', async () => {
    await call();
    valid.clear();
    const results = await Promise.all(Array.from({ length: 10 }, () => call()));
    expect(results.every((result) => result.kind === 'answered' && result.status === 200)).toBe(true);
    expect(tokens.calls).toHaveLength(2);
  });

  test('of a new token stands, and the endpoint is not asked over and over', async () => {
    resource.answerBy(() => ({ status: 401 }));
    for (let count = 0; count < 5; count += 1)
      expect(await call()).toMatchObject({ status: 401, earlier: [] });
    expect([resource.calls.length, tokens.calls.length]).toEqual([5, 1]);
  });
});

describe('a token endpoint', () => {
  test('that refuses the client is left alone for a minute', async () => {
    tokens.answerBy(() => ({
      status: 401,
      body: '{"error":"invalid_client","error_description":"p&ss word is wrong"}',
    }));
    const results = await Promise.all([call(), call(), call()]);
    for (const result of [...results, await call()])
      expect(result).toMatchObject({
        kind: 'not_sent',
        reason: 'oauth_token_refused',
        message: `The token endpoint ${tokens.url}/token answered 401: invalid_client •••••• is wrong`,
      });
    expect(tokens.calls).toHaveLength(1);
    expect(resource.calls).toEqual([]);
    tokens.answerBy(grant());
    now = new Date(NOW.getTime() + 61_000);
    expect(await call()).toMatchObject({ kind: 'answered', status: 200 });
  });

  test.each<[string, Answer, string]>([
    ['that fails', { status: 503 }, 'oauth_token_unreachable'],
    ['that wants fewer calls', { status: 429, headers: { 'retry-after': '30' } }, 'oauth_token_unreachable'],
    ['that gives no token', { status: 200, body: '{"token":"x"}' }, 'oauth_token_refused'],
    [
      'that gives one of another kind',
      { status: 200, body: '{"access_token":"x","token_type":"mac"}' },
      'oauth_token_refused',
    ],
    [
      'that gives one no header can carry',
      { status: 200, body: '{"access_token":"a\\r\\nb: c"}' },
      'oauth_token_refused',
    ],
    ['that redirects', { status: 307, headers: { location: '/elsewhere' } }, 'oauth_token_refused'],
  ])('%s has its reason', async (_name, answer, reason) => {
    tokens.answerBy(() => answer);
    expect(await call()).toMatchObject({ kind: 'not_sent', reason });
    await call();
    expect(tokens.calls).toHaveLength(1);
  });

  test('that asks us to wait is not asked before', async () => {
    tokens.answerBy(() => ({ status: 503, headers: { 'retry-after': '90' } }));
    await call();
    now = new Date(NOW.getTime() + 89_000);
    await call();
    expect(tokens.calls).toHaveLength(1);
    now = new Date(NOW.getTime() + 91_000);
    await call();
    expect(tokens.calls).toHaveLength(2);
  });

  test('that cannot be reached', async () => {
    await tokens.close();
    expect(await call()).toMatchObject({ kind: 'not_sent', reason: 'oauth_token_unreachable' });
  });

  test('at a private address is refused like any other', async () => {
    await connectors.close();
    connectors = open({ allowPrivateAddresses: false, allowedOrigins: [resource.url] });
    expect(await call()).toMatchObject({ kind: 'not_sent', reason: 'address_refused' });
    expect(tokens.calls).toEqual([]);
  });
});
