// The pure rules of campaigns: wall-clock times, and what a request keeps secret.

import { describe, expect, test } from 'vitest';
import type { ConnectorRequest } from '../delivery/plan.contract.ts';
import { createSecrets } from '../kit/secrets.ts';
import { type CampaignDefinition, campaignDefinition } from './campaign.contract.ts';
import {
  hideSecrets,
  holdsToken,
  removePastedTokens,
  SECRET_SHOWN,
  sealSecrets,
} from './campaign.request.ts';
import { dueAt } from './campaign.schedule.ts';
import { schedule } from './schedule.contract.ts';

describe('a wall-clock time in a zone', () => {
  const at = (local_time: string, time_zone: string) =>
    dueAt(schedule.parse({ kind: 'at', local_time, time_zone }), new Date(0))?.toISOString();

  test.each([
    ['winter', '2026-12-24T09:00', 'Europe/Prague', '2026-12-24T08:00:00.000Z'],
    ['summer', '2026-07-01T09:00', 'Europe/Prague', '2026-07-01T07:00:00.000Z'],
    [
      'skipped by the clock change: the instant after the gap',
      '2026-03-29T02:30',
      'Europe/Prague',
      '2026-03-29T01:30:00.000Z',
    ],
    ['twice: the first', '2026-10-25T02:30', 'Europe/Prague', '2026-10-25T00:30:00.000Z'],
    ['a gap at midnight', '2026-09-06T00:15', 'America/Santiago', '2026-09-06T04:15:00.000Z'],
    ['half an hour of summer time', '2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['no summer time', '2026-07-01T09:00', 'Asia/Kolkata', '2026-07-01T03:30:00.000Z'],
    ['the zone’s old name', '2026-07-01T09:00', 'Asia/Calcutta', '2026-07-01T03:30:00.000Z'],
    ['UTC', '2028-02-29T23:59', 'UTC', '2028-02-29T23:59:00.000Z'],
  ])('%s', (_name, localTime, zone, expected) => {
    expect(at(localTime, zone)).toBe(expected);
  });

  test.each([
    ['2026-02-30T10:00', 'UTC'],
    ['2026-13-01T10:00', 'UTC'],
    ['2026-01-01T24:30', 'UTC'],
    ['2026-01-01 10:00', 'UTC'],
    ['2026-01-01T10:00', 'Mars/Olympus'],
    ['2026-01-01T10:00', '+02:00'],
  ])('refuses %s in %s', (local_time, time_zone) => {
    expect(schedule.safeParse({ kind: 'at', local_time, time_zone }).success).toBe(false);
  });

  test('now is now', () => {
    expect(dueAt({ kind: 'now' }, new Date(7))).toEqual(new Date(7));
  });
});

const define = (request: object): CampaignDefinition & { request: ConnectorRequest } => {
  const definition = campaignDefinition.parse({
    request: { url: 'https://hooks.example.org/a', ...request },
  });
  return { ...definition, request: requestOf(definition) };
};
function requestOf({ request }: CampaignDefinition): ConnectorRequest {
  if (request === null) throw new Error('has no request');
  return request;
}

describe('secret headers', () => {
  const secrets = createSecrets('k'.repeat(32));
  const withHeaders = (...headers: object[]) => define({ headers });
  const key = { name: 'X-Key', value: 'hush', secret: true };
  const dots = { ...key, value: SECRET_SHOWN };
  const stored = (definition: CampaignDefinition) => requestOf(definition).headers.map(({ value }) => value);

  test('are sealed on the way in, dots on the way out, and the dots mean: keep it', () => {
    const first = sealSecrets(withHeaders(key, { name: 'X-Open', value: 'seen' }), null, secrets);
    expect(JSON.stringify(first)).not.toContain('hush');
    expect(stored(hideSecrets(first))).toEqual([SECRET_SHOWN, 'seen']);
    const again = sealSecrets(hideSecrets(first), first, secrets);
    expect(again).toEqual(first);
  });

  test('of the same name keep their places, and one that moved is found by its name', () => {
    const first = sealSecrets(withHeaders(key, { ...key, value: 'other' }), null, secrets);
    expect(sealSecrets(hideSecrets(first), first, secrets)).toEqual(first);
    const plain = { name: 'X-New', value: '1' };
    const moved = withHeaders(plain, plain, { ...dots, name: 'x-key' });
    expect(stored(sealSecrets(moved, first, secrets))[2]).toBe(stored(first)[0]);
  });

  test.each([
    ['dots that nothing was stored for', dots, null],
    ['dots that would be stored in the clear', { ...dots, secret: false }, key],
    ['a sealed text typed by hand', { ...key, value: 'sealed:AAAA' }, null],
  ])('refuse %s', (_name, header, before) => {
    const old = before && sealSecrets(withHeaders(before), null, secrets);
    expect(() => sealSecrets(withHeaders(header), old, secrets)).toThrow(
      expect.objectContaining({ kind: 'invalid', field: 'request.headers.0.value' }),
    );
  });

  test('do not follow the address to another host', () => {
    const first = sealSecrets(withHeaders(key), null, secrets);
    const path = define({ url: 'https://hooks.example.org/b?x=1', headers: [dots] });
    expect(requestOf(sealSecrets(path, first, secrets)).headers).toEqual(requestOf(first).headers);
    const host = define({ url: 'https://hooks.example.org.evil.test/a', headers: [dots] });
    expect(() => sealSecrets(host, first, secrets)).toThrow(/another host/);
  });
});

describe('the client secret of OAuth', () => {
  const secrets = createSecrets('k'.repeat(32));
  const withAuth = (auth: object = {}, request: object = {}) =>
    define({
      auth: {
        kind: 'oauth2_client_credentials',
        token_url: 'https://id.example.org/token',
        client_id: 'shop',
        client_secret: 'hush',
        ...auth,
      },
      ...request,
    });
  const dots = { client_secret: SECRET_SHOWN };

  test('is sealed on the way in, dots on the way out, and the dots mean: keep it', () => {
    const first = sealSecrets(withAuth(), null, secrets);
    expect(JSON.stringify(first)).not.toContain('hush');
    expect(requestOf(hideSecrets(first)).auth?.client_secret).toBe(SECRET_SHOWN);
    expect(sealSecrets(hideSecrets(first), first, secrets)).toEqual(first);
    const other = sealSecrets(withAuth({ ...dots, client_id: 'other', scope: 'x' }), first, secrets);
    expect(requestOf(other).auth?.client_secret).toBe(requestOf(first).auth?.client_secret);
  });

  test.each([
    ['dots that nothing was stored for', withAuth(dots), null],
    ['a sealed text typed by hand', withAuth({ client_secret: 'sealed:AAAA' }), withAuth()],
    [
      'dots for a token URL of another host',
      withAuth({ ...dots, token_url: 'https://evil.test/token' }),
      withAuth(),
    ],
    ['dots for a request to another host', withAuth(dots, { url: 'https://evil.test/a' }), withAuth()],
  ])('refuse %s', (_name, changed, before) => {
    const stored = before && sealSecrets(before, null, secrets);
    expect(() => sealSecrets(changed, stored, secrets)).toThrow(
      expect.objectContaining({ kind: 'invalid', field: 'request.auth.client_secret' }),
    );
  });
});

describe('a Page token pasted into a Send API call', () => {
  const url = 'https://graph.facebook.com/v26.0/1/messages';
  const remove = (request: object) => removePastedTokens(define({ url, ...request }).request);

  test.each([
    ['the address', { url: `${url}?a=1&access_token=EAAG&b=2` }, { url: `${url}?a=1&b=2` }],
    ['the address, alone', { url: `${url}?access_token=EAAG` }, { url }],
    ['the parameters', { params: [{ name: 'Access_Token', value: ' EAAG ' }] }, { params: [] }],
    [
      'the Authorization header',
      { headers: [{ name: 'authorization', value: 'Bearer EAAG' }] },
      { headers: [] },
    ],
    [
      'form rows',
      {
        body: {
          kind: 'form',
          rows: [
            { name: 'access_token', value: 'EAAG' },
            { name: 'a', value: '1' },
          ],
        },
      },
      { body: { kind: 'form', rows: [{ name: 'a', value: '1' }] } },
    ],
  ])('is taken out of %s', (_name, given, expected) => {
    const { request, tokens } = remove(given);
    expect(request).toMatchObject(expected);
    expect(tokens).toEqual(['EAAG']);
  });

  test('takes its proof along, and leaves everything else alone', () => {
    const given = {
      params: [
        { name: 'appsecret_proof', value: 'x' },
        { name: 'a', value: '{{ token }}' },
      ],
    };
    expect(remove(given)).toMatchObject({ request: { params: [{ name: 'a' }] }, tokens: [] });
  });

  test.each([
    ['{"access_token": "EAAG"}', true],
    ['recipient=1&access_token=EAAG', true],
    ['{"message":{"text":"Your access_token has arrived"}}', false],
  ])('is noticed in a raw body: %s', (text, expected) => {
    expect(holdsToken(define({ body: { kind: 'raw', text } }).request)).toBe(expected);
  });
});
