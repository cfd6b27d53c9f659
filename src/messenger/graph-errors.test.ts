// Reading what the platform answered to a send, by code and subcode alone.
import { expect, it } from 'vitest';
import { GRAPH_ERRORS } from './graph-error-table.ts';
import { classifySendAnswer, explainErrorKey, explainGraphError, readUsage } from './graph-errors.ts';

const refusal = (code: number, subcode?: number, more: object = {}) =>
  JSON.stringify({
    error: {
      message: 'lokalisiert',
      type: 'OAuthException',
      code,
      error_subcode: subcode,
      fbtrace_id: 'A',
      ...more,
    },
  });
const classify = (body: string, status = 400, headers = {}) => classifySendAnswer({ status, headers, body });

it('every row says what and how, once', () => {
  const keys = GRAPH_ERRORS.map(([key]) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const [key, title, remedy] of GRAPH_ERRORS)
    expect([key, title.length > 10, remedy.length > 10]).toEqual([key, true, true]);
});

it.each([
  [10, 2018278, 'window_closed'],
  [10, 2534022, 'window_closed'],
  [551, 1545041, 'drop_person'],
  [200, 1545041, 'drop_person'],
  [551, null, 'drop_person'],
  [10, 2018108, 'drop_person'],
  [100, 2018001, 'drop_person'],
  [10, 1893015, 'opt_out'],
  [80006, null, 'pause_lane'],
  [613, null, 'pause_lane'],
  [613, 2018338, 'drop_person'],
  [10, 1893063, 'pause_lane'],
  [190, 463, 'needs_token'],
  [190, 999, 'needs_token'],
  [200, null, 'needs_token'],
  [278, null, 'needs_token'],
  [200, 2018028, 'operator'],
  [100, 12345, 'fix'],
  [100, 2018180, 'fix'],
  [7, 2018416, 'fix'],
  [1, 1357046, 'verify_by_echo'],
  [1, null, 'retry'],
  [2, null, 'retry'],
  [1200, null, 'retry'],
  [424242, null, 'fix'],
])('%i/%s asks for %s', (code, subcode, action) => {
  expect(explainGraphError(code, subcode).action).toBe(action);
});

it('a key leads back to its meaning', () => {
  expect(explainErrorKey('10/2018278')?.title).toMatch(/window/);
  expect(explainErrorKey('window_closed')).toBeNull();
});

it.each([
  [
    'accepted',
    '{"recipient_id":"24000000000000001","message_id":"m_x"}',
    200,
    { kind: 'accepted', mid: 'm_x', recipientId: '24000000000000001' },
  ],
  ['a sender action', '{"recipient_id":"5"}', 200, { kind: 'accepted', mid: null, recipientId: '5' }],
  [
    'a recipient beyond 2^53',
    '{"recipient_id":24000000000000001234,"message_id":"m"}',
    200,
    { kind: 'accepted', mid: 'm', recipientId: '24000000000000001234' },
  ],
  [
    'refused',
    refusal(10, 2018278),
    400,
    {
      kind: 'refused',
      key: '10/2018278',
      action: 'window_closed',
      code: 10,
      subcode: 2018278,
      message: 'lokalisiert',
    },
  ],
  ['an error that came with 200', refusal(551, 1545041), 200, { kind: 'refused', key: '551/1545041' }],
  [
    'undocumented but transient',
    refusal(424242, undefined, { is_transient: true }),
    400,
    { kind: 'refused', key: '424242', action: 'retry' },
  ],
  ['limited', refusal(613), 400, { kind: 'limited', key: '613', waitMs: 5000 }],
  ['barred', refusal(10, 1893063), 400, { kind: 'limited', waitMs: 1_800_000 }],
  ['commerce turned off', refusal(2022), 400, { kind: 'refused', action: 'pause_lane' }],
  ['an HTML page', '<html>502</html>', 502, { kind: 'unreadable', detail: 'Status 502: <html>502</html>' }],
  ['a cut answer', '{"recipient_id":"5","mess', 200, { kind: 'unreadable' }],
  ['an empty answer', '', 200, { kind: 'unreadable', detail: 'Status 200: no body' }],
  ['success without a message', '{"ok":true}', 200, { kind: 'unreadable' }],
])('%s', (_what, body, status, expected) => {
  expect(classify(body, status)).toMatchObject(expected);
});

it('the headers say how full the allowance is, and when it is free again', () => {
  const headers = {
    'x-business-use-case-usage':
      '{"1":[{"type":"messenger","call_count":97,"total_cputime":23,"total_time":99,"estimated_time_to_regain_access":3}]}',
    'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":25}',
  };
  expect(readUsage(headers)).toEqual({ percent: 99, regainMs: 180_000 });
  expect(readUsage({})).toBeNull();
  expect(readUsage({ 'x-app-usage': 'odd' })).toBeNull();
  expect(classify(refusal(80006), 400, headers)).toEqual({ kind: 'limited', key: '80006', waitMs: 180_000 });
});
