// Every documented refusal of the Send API: what we find before sending, and that the sandbox refuses it when it is sent
// anyway. The tables stand in test/support/refusals/.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../simulator/sandbox.ts';
import { openStory, someoneWhoWrote } from '../../simulator/testing/story.ts';
import { listGraphErrors } from '../../src/messenger/graph-errors.ts';
import { checkSendBody } from '../../src/messenger/send-api.ts';
import { checkUtilityParameters, composeUtility } from '../../src/messenger/utility-message.ts';
import { type LintRule, lintMessage } from '../../src/policy/lint.ts';
import { REFUSED_BODIES } from '../support/refusals/bodies.ts';
import { ELSEWHERE } from '../support/refusals/elsewhere.ts';
import { NOW, REFUSED_STATES } from '../support/refusals/states.ts';

interface GraphAnswer {
  error?: { code: number; error_subcode?: number };
}

/** Code, or code/subcode; 'accepted' when it was. */
function answerOf({ error }: GraphAnswer): string {
  if (error === undefined) return 'accepted';
  return error.error_subcode === undefined ? `${error.code}` : `${error.code}/${error.error_subcode}`;
}

describe('for the body alone, which the check of limits finds', () => {
  let sandbox: Sandbox;
  let psid: string;
  const control = (method: string, path: string, body: object) =>
    fetch(`${sandbox.url}${path}`, { method, body: JSON.stringify(body) }).then((answer) => answer.json());

  beforeAll(async () => {
    sandbox = await startSandbox();
    const page_id = sandbox.pages[0]!.id;
    await control('PUT', '/sandbox/settings', { limits: { thread_messages_per_minute: 10_000 } });
    const { psids } = (await control('POST', '/sandbox/people', { page_id, count: 1 })) as {
      psids: string[];
    };
    psid = psids[0]!;
    await control('POST', `/sandbox/people/${psid}/actions`, { page_id, type: 'message', text: 'hello' });
  });
  afterAll(() => sandbox?.close());

  const send = async (body: object): Promise<string> => {
    const { id, access_token } = sandbox.pages[0]!;
    const answer = await fetch(`${sandbox.url}/v26.0/${id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answerOf((await answer.json()) as GraphAnswer);
  };

  test('a plain message is accepted, by both', async () => {
    const body = { recipient: { id: psid }, messaging_type: 'RESPONSE', message: { text: 'hi' } };
    expect(checkSendBody(body)).toEqual([]);
    expect(await send(body)).toBe('accepted');
  });

  test.each(REFUSED_BODIES)('%s', async (_what, rest, answer, field) => {
    const body = { recipient: { id: psid }, ...rest };
    expect(checkSendBody(body).map((problem) => problem.field)).toContain(field);
    expect(await send(body)).toBe(answer);
  });
});

describe('for what happened before, which the policy knows', () => {
  test.each(REFUSED_STATES)('$what', async ({ before, body, answer, verdict, reason }) => {
    expect(verdict).toMatchObject({ reason });
    const story = await openStory();
    const [psid] = await story.people(1);
    const known = await before(story, psid!);
    const sent = { recipient: { id: psid }, ...body(known ?? '', psid!) };
    expect(answerOf((await story.graph(`/v26.0/${story.page.id}/messages`, sent)).body)).toBe(answer);
  });
});

describe('for what only the platform can look up, which the linter warns of', () => {
  const attachment = (type: string, payload: object) => ({ message: { attachment: { type, payload } } });
  const optIn = attachment('template', { template_type: 'notification_messages', payload: 'P' });

  test.each<[string, { message: object }, string, LintRule, object?]>([
    [
      'an attachment id of long ago',
      attachment('image', { attachment_id: '1' }),
      '100/2018074',
      'attachment_age',
    ],
    [
      'media of a host that is none',
      attachment('image', { url: 'https://shop.invalid/x.png' }),
      '100/2018008',
      'link_placeholder',
    ],
    [
      'a product of another catalogue',
      attachment('template', { template_type: 'product', elements: [{ id: '1' }] }),
      '100/2018320',
      'unverified',
      { products: ['2'] },
    ],
    [
      'a form that is none',
      attachment('template', { template_type: 'instant_form', form_id: '1' }),
      '1/2018382',
      'unverified',
      { forms: ['2'] },
    ],
    ['a sticker of no catalogue', { message: { sticker_id: '1' } }, '100', 'unverified'],
    ['a second request to opt in', optIn, '613/1893016', 'optin_request'],
  ])('%s', async (_what, body, answer, rule, setup = {}) => {
    expect(lintMessage({ body: { ...body }, on: NOW }).map((finding) => finding.rule)).toContain(rule);
    const story = await openStory();
    const psid = await someoneWhoWrote(story);
    await story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup });
    if (body === optIn) expect(answerOf((await story.send(psid, body.message)).body)).toBe('accepted');
    expect(answerOf((await story.send(psid, body.message)).body)).toBe(answer);
  });
});

test('a utility template that is filled wrongly is found, and refused', async () => {
  const components = [
    { type: 'BODY', text: 'Your order {{1}} has left our house.', example: { body_text: [['566701']] } },
  ];
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.graph('/v26.0/me/message_templates', {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components,
  });
  const send = async (body: { name: null; value: string }[]) => {
    const filling = { name: 'order_update', header: null, body, buttons: [] };
    const problems = checkUtilityParameters(filling, components, 'POSITIONAL').map(({ field }) => field);
    const sent = { recipient: { id: psid }, ...composeUtility(filling, 'en', 'message') };
    return { problems, answer: answerOf((await story.graph(`/v26.0/${story.page.id}/messages`, sent)).body) };
  };
  expect(await send([])).toEqual({ problems: ['body'], answer: '100' });
  expect(await send([{ name: null, value: '7' }])).toEqual({ problems: [], answer: 'accepted' });
});

test('no documented code is without its place', () => {
  const shown = [
    ...REFUSED_BODIES.map(([, , answer]) => answer),
    ...REFUSED_STATES.map(({ answer }) => answer),
    ...['100/2018074', '100/2018008', '100/2018320', '1/2018382', '613/1893016'],
  ];
  const placed = new Set([...shown, ...Object.values(ELSEWHERE).flat()]);
  const documented = listGraphErrors().map(({ key }) => key);
  expect(documented.filter((key) => !placed.has(key))).toEqual([]);
  expect(
    Object.values(ELSEWHERE)
      .flat()
      .filter((key) => !documented.includes(key)),
  ).toEqual([]);
});
