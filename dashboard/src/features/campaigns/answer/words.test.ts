// The line that stands for the settings while they are folded away.
import { expect, test } from 'vitest';
import { type Rules, rulesWords } from './words.ts';

const RULES: Rules = {
  success: { statuses: ['2xx'], body: null },
  retry: { max_attempts: 6, within_minutes: 60 },
  timeouts: { connect_ms: 5_000, total_ms: 20_000 },
  follow_redirects: 0,
  max_response_kb: 64,
  auth: null,
};
const AUTH: NonNullable<Rules['auth']> = {
  kind: 'oauth2_client_credentials',
  token_url: 'https://id.example.org/token',
  client_id: 'a',
  client_secret: 'b',
  scope: '',
  audience: '',
  client_auth: 'basic',
};

test.each<[Partial<Rules>, string]>([
  [
    {},
    'An answer of 2xx is success. Up to 6 calls within an hour, at most 20 s each. Redirects are not followed.',
  ],
  [
    {
      success: { statuses: ['200', '201'], body: { path: 'data.ok', op: 'equals', value: 'true' } },
      retry: { max_attempts: 1, within_minutes: 60 },
      timeouts: { connect_ms: 500, total_ms: 2_500 },
      follow_redirects: 2,
      auth: AUTH,
    },
    'An answer of 200 or 201 in which data.ok is “true” is success. One call of at most 2.5 s; none is made again. Up to 2 redirects are followed. With an OAuth access token from id.example.org.',
  ],
  [
    {
      success: { statuses: [], body: { path: '', op: 'one_of', values: ['a', 'b', 'c'] } },
      retry: { max_attempts: 2, within_minutes: 90 },
      auth: { ...AUTH, token_url: 'https://' },
    },
    'No answer in which … is “a”, “b” or “c” is success. Up to 2 calls within 90 minutes, at most 20 s each. Redirects are not followed. With an OAuth access token.',
  ],
])('%j', (rules, words) => expect(rulesWords({ ...RULES, ...rules })).toBe(words));
