// Reading what the platform answered to a send, by code and subcode alone.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classifySendAnswer, explainGraphError, readUsage } from './graph-errors.ts';

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

it.each([
  [190, 999, 'needs_token'], // the code alone
  [100, 12345, 'fix'],
  [100, 2018180, 'fix'], // the subcode's range
  [278, null, 'needs_token'], // the code's range
  [7, 2018416, 'fix'], // the subcode alone
  [4, 463, 'slow_down'], // a short subcode names nothing under another code
  [424242, null, 'fix'],
  [-1, null, 'fix'],
])('%i/%s falls back to %s', (code, subcode, action) => {
  expect(explainGraphError(code, subcode).action).toBe(action);
});

it('the same code and subcode mean the same, whatever the message, type and status', () => {
  const pair = fc.record({
    code: fc.oneof(fc.constantFrom(1, 2, 4, 10, 100, 190, 200, 368, 551, 613, 2022), fc.integer()),
    subcode: fc.option(
      fc.oneof(fc.constantFrom(463, 2018278, 1545041, 2018108, 1893063), fc.integer({ min: 1, max: 3e6 })),
    ),
  });
  const dress = fc.record({
    message: fc.string(),
    type: fc.constantFrom('OAuthException', 'GraphMethodException', ''),
    status: fc.constantFrom(200, 400, 401, 403, 429, 500, 502, 503),
    contentType: fc.constantFrom('application/json', 'text/html', ''),
  });
  type Dress = { message: string; type: string; status: number; contentType: string };
  const judge = ({ code, subcode }: { code: number; subcode: number | null }, how: Dress) => {
    const { message, type, status } = how;
    const body = refusal(code, subcode ?? undefined, { message, type, error_user_msg: message });
    const answer = classifySendAnswer({ status, headers: { 'content-type': how.contentType }, body });
    return { ...answer, message: '' };
  };
  fc.assert(
    fc.property(pair, dress, dress, (error, one, other) => {
      expect(judge(error, one)).toEqual(judge(error, other));
      expect(judge(error, one).kind).toMatch(/^(refused|limited|barred)$/);
    }),
  );
});

it('what is neither an error nor an acceptance stays open, whatever its status', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 200, max: 599 }), (body, status) => {
      expect(classify(body, status).kind).toBe('unreadable');
    }),
  );
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
  ['limited', refusal(613), 400, { kind: 'limited', key: '613', askedMs: null, firstMs: 5000 }],
  [
    'limited, with the time left',
    refusal(613, undefined, { error_data: { remaining_seconds: 42 } }),
    400,
    { kind: 'limited', askedMs: 42_000 },
  ],
  ['barred', refusal(10, 1893063), 400, { kind: 'barred', askedMs: null, firstMs: 1_800_000 }],
  ['commerce turned off', refusal(2022), 400, { kind: 'barred', key: '2022', longestMs: 14_400_000 }],
  ['a message id with an error status', '{"message_id":"m"}', 500, { kind: 'unreadable' }],
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
  expect(classify(refusal(80006), 400, headers)).toMatchObject({ key: '80006', askedMs: 180_000 });
  expect(classify(refusal(4), 400, { 'retry-after': '7' })).toMatchObject({ askedMs: 7_000 });
  expect(classify(refusal(4), 400, { 'retry-after': 'soon' })).toMatchObject({ askedMs: null });
});
