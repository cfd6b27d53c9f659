// The table of errors (messenger-platform §7): each row can be had on any call, with its usual HTTP status; and what is not
// contractual about an error can be varied. Which conditions give which row is tested where the condition is.
import { expect, test } from 'vitest';
import { expectRefused, openScene } from './scene.ts';

/** [HTTP status, codes, or `code/subcode`s] */
const ROWS: [number, (number | string)[]][] = [
  [500, [1, 99, '1/1357046', 1200]],
  [503, [2]],
  [403, [10, 200, 210, 230, 299]],
  [401, [190, '190/458', '190/459', '190/460', '190/463', '190/464', '190/467', '190/492']],
  [400, ['1/2018382', '2/2018344', 4, 17, 32, 80001, 80006, '4/2018354', '9/2018352', 102, 104]],
  [
    400,
    [
      '10/2018278',
      '10/2534022',
      '10/2018065',
      '10/2018108',
      '10/2018336',
      '10/1893015',
      '10/1404170',
      '10/1893063',
    ],
  ],
  [
    400,
    [100, '100/33', '100/2018001', '100/2018008', '100/2018294', '100/2018014', '100/2018032', '100/2018034'],
  ],
  [
    400,
    ['100/2018047', '100/2018109', '100/2018074', '100/2018164', '100/2018320', '100/2018328', '100/2018416'],
  ],
  [
    400,
    ['100/2534015', '100/2534025', '100/2534037', '200/2018028', '200/2018027', '200/2018021', '200/1545041'],
  ],
  [
    400,
    [
      551,
      '551/1545041',
      368,
      '368/1390008',
      '508/2534122',
      613,
      '613/2018338',
      '613/1893016',
      '613/2534040',
      '613/1996',
    ],
  ],
  [
    400,
    [
      2022, 10303, 10900, 10902, 10903, 2018144, 2018154, 2018163, 2018166, 2018171, 2018234, 2018173,
      2018188,
    ],
  ],
  [400, [2018218, 2018247, 2018300, 2018321, 24001, 36103, 2534013, 9000001, 2300035, 2300044, 2071010]],
];

test('every row of the table, with its status and envelope', async () => {
  const scene = await openScene();
  for (const [status, keys] of ROWS) {
    for (const key of keys) {
      const [code, subcode] = String(key).split('/').map(Number);
      const action = { type: 'error', code, ...(subcode === undefined ? {} : { subcode }) };
      await scene.control('PUT', '/sandbox/faults', [
        { match: { kind: 'graph', path: '*/messages' }, action },
      ]);
      const answer = await scene.send(scene.psid, { text: 'x' });
      expectRefused(answer.body, [code!, subcode], String(key));
      expect(answer.status, String(key)).toBe(status);
      const transient = [2, 1200, 508].includes(code!);
      expect(answer.body.error.is_transient, String(key)).toBe(transient ? true : undefined);
    }
  }
});

test('messages in other languages, other statuses, HTML, half an answer, a lost answer', async () => {
  const scene = await openScene();
  const platform = (patch: object) => scene.control('PUT', '/sandbox/settings', { platform: patch });
  const refused = async () => scene.send('24000000000000001', { text: 'x' });
  const messages = new Set<string>();
  const traces = new Set<string>();
  for (const message_language of ['en_US', 'de_DE', 'zh_CN']) {
    await platform({ message_language });
    const { body } = await refused();
    expectRefused(body, [100, 2018001], message_language);
    messages.add(body.error.message);
    traces.add(body.error.fbtrace_id);
  }
  expect({ messages: messages.size, traces: traces.size }).toEqual({ messages: 3, traces: 3 });
  await platform({ message_language: 'mixed', odd_status_probability: 1 });
  const statuses = new Set<number>();
  for (let i = 0; i < 40; i++) {
    const { status, body } = await refused();
    expectRefused(body, [100, 2018001], 'an odd status');
    statuses.add(status);
  }
  expect(statuses).toEqual(new Set([400, 500]));
  await platform({ message_language: 'en_US', odd_status_probability: 0 });
  const strike = (action: unknown) =>
    scene.control('PUT', '/sandbox/faults', [
      { match: { kind: 'graph', path: '*/messages' }, action, times: 1 },
    ]);
  const total = async (): Promise<number> =>
    (await scene.control('GET', `/sandbox/messages/summary?page_id=${scene.page.id}`)).body.total;
  await strike({ type: 'html', status: 502 });
  const html = await fetch(`${scene.sandbox.url}/me/messages?access_token=${scene.page.access_token}`, {
    method: 'POST',
  });
  expect({ status: html.status, type: html.headers.get('content-type') }).toEqual({
    status: 502,
    type: 'text/html; charset=utf-8',
  });
  for (const type of ['reset', 'reset_after_accept', 'truncate']) {
    await strike({ type });
    await expect(scene.send(scene.psid, { text: type }), type).rejects.toThrow();
  }
  expect(await total()).toBe(2);
  await strike({ type: 'error_after_accept', code: 1, subcode: 1357046 });
  expectRefused((await scene.send(scene.psid, { text: 'x' })).body, [1, 1357046], 'sent all the same');
  expect(await total()).toBe(3);
});

test('wrong paths and unknown objects', async () => {
  const scene = await openScene();
  for (const [path, code, subcode] of [
    ['/v26.0/', 2500],
    ['/me/likes', 2500],
    ['/me/messages/x/y', 2500],
    ['/24000000000000009', 100, 33],
    ['/m_nothing', 100, 33],
    ['/t_1', 100, 33],
    [`/me?fields=a{`, 100],
    ['/me?fields=shoe_size', 100],
  ] as const)
    expectRefused((await scene.graph(path)).body, [code, subcode], path);
  expectRefused(
    (await scene.graph('/me/messages', undefined)).body,
    [100, 33],
    'GET of an edge that takes POST',
  );
});
