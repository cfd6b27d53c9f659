// The two judgements of a login: whose it is, and what it brought.
import { expect, it } from 'vitest';
import type { Actor } from '../kit/http/actor.ts';
import { createSecrets } from '../kit/secrets.ts';
import { makeOffer, requireGranted, showOffer } from './page.login.offer.ts';
import { openState, sealState } from './page.login.state.ts';
import type { DebugToken } from './page.probe.ts';

const secrets = createSecrets('a key for tests with 32 characters');
const now = new Date('2026-11-22T12:00:00Z');
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);
const ada: Actor = {
  kind: 'operator',
  workspaceId: 'default',
  name: 'ada@example.com',
  permission: 'own',
  sessionId: 's1',
};

it('gives the app back to the operator and the sign-in that began the login, for half an hour', () => {
  const state = sealState(secrets, ada, '170', now);
  expect(state).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(openState(secrets, ada, state, minutes(29))).toBe('170');
});

it.each([
  ['another operator', { ...ada, name: 'eve@example.com' }, 0, /another operator/],
  ['another sign-in of the same operator', { ...ada, sessionId: 's2' }, 0, /another sign-in/],
  ['another workspace', { ...ada, workspaceId: 'other' }, 0, /another operator/],
  ['half an hour later', ada, 30, /took too long/],
])('refuses %s', (_what, actor, later, message) => {
  const state = sealState(secrets, ada, '170', now);
  expect(() => openState(secrets, actor, state, minutes(later))).toThrow(message);
});

it('refuses a state that was changed, made up, or sealed for something else', () => {
  const state = sealState(secrets, ada, '170', now);
  const changed = `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`;
  const foreign = secrets.seal('{"access_token":"x"}').toString('base64url');
  const otherKey = sealState(createSecrets('another key for tests, 32 characters'), ada, '170', now);
  for (const one of [changed, 'made-up', '', foreign, otherKey])
    expect(() => openState(secrets, ada, one, now)).toThrow(/not begun here/);
});

const token = (change: Partial<DebugToken> = {}): DebugToken => ({
  is_valid: true,
  scopes: ['pages_show_list', 'pages_messaging', 'pages_manage_metadata', 'business_management'],
  granular_scopes: [],
  ...change,
});
const page = { id: '100', name: 'Shop', access_token: 'EAA-secret', tasks: ['MESSAGING', 'MODERATE'] };

it('names each permission that was declined, and what it is for', () => {
  expect(() => requireGranted(token({ scopes: ['pages_show_list'] }))).toThrow(
    /pages_messaging \(to send.*pages_manage_metadata \(to subscribe/,
  );
  expect(() => requireGranted(token())).not.toThrow();
});

it('offers Pages by name, and says of each that cannot be connected why', () => {
  const granular_scopes = [{ scope: 'pages_messaging', target_ids: ['100', '300'] }];
  const { pages } = makeOffer(
    '170',
    [
      page,
      { ...page, id: '200', name: 'Not ticked' },
      { ...page, id: '300', name: 'A reader', tasks: ['ANALYZE', 'MODERATE'] },
      { id: '400', name: 'No token' },
      { ...page, id: 'not digits' },
    ],
    token({ granular_scopes }),
  );
  expect(pages.map(({ name, problem }) => [name, problem])).toEqual([
    ['A reader', expect.stringContaining('lacks the task MESSAGING')],
    ['No token', expect.stringContaining('gives no token')],
    ['Not ticked', expect.stringContaining('not ticked in the dialog for pages_messaging')],
    ['Shop', null],
  ]);
});

it('says that Pages of a business portfolio may be missing, and that there is none', () => {
  const scopes = ['pages_show_list', 'pages_messaging', 'pages_manage_metadata'];
  const { notes } = makeOffer('170', [], token({ scopes }));
  expect(notes.map((note) => note.title)).toEqual([
    expect.stringContaining('business_management'),
    expect.stringContaining('lists no Page'),
  ]);
  expect(makeOffer('170', [page], token()).notes).toEqual([]);
});

it('shows no token', () => {
  const found = makeOffer('170', [page], token());
  const shown = showOffer(found, { loginId: 'l', connected: new Set(['100']), expiresAt: now });
  expect(JSON.stringify(shown)).not.toContain('EAA-secret');
  expect(shown.pages).toMatchObject([{ id: '100', connected: true }]);
});
