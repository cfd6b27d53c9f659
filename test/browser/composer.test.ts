// The composer as an operator uses it: a carousel with a fallback chain, from an empty draft to the phones of those who wrote
// in time and of those who write later; media brought along; a gap found before anything is sent; what differs from person to
// person put in from a menu; several messages in several languages.
import type { Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Operator, signIn as signInByApi, steerSandbox } from '../../scripts/demo/clients.ts';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import {
  choose,
  connectContent,
  createDraft,
  openSignedIn,
  openStep,
  putIn,
  waitForFault,
  waitForWords,
  waitUntilSaved,
  writeBlock,
} from './operator.ts';
import { describeInBrowserWith, type Stage } from './stage.ts';

const SEGMENT = 'Everybody with a PSID';
const DAY_AND_A_BIT_SECONDS = 25 * 3600;

interface Shop {
  operator: Operator;
  pageId: string;
  psids: string[];
}

describeInBrowserWith({ ALLOW_PRIVATE_ADDRESSES: 'true' }, 'the composer', (getStage) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(getStage());
  });

  test('brings a file along from this computer', async () => {
    const stage = getStage();
    const tab = await openSignedIn(stage);
    await createDraft(tab, 'A picture', 'A Messenger message');
    await openStep(tab, 'What');
    await choose(tab, 'Kind of message', /^Picture, video/);
    await tab.getByRole('radiogroup', { name: 'Where it comes from' }).getByText('From the library').click();
    await tab.getByRole('button', { name: 'Choose from the library' }).click();
    const library = tab.getByRole('dialog', { name: 'Choose a picture' });
    await library.getByText('No picture yet').waitFor();
    await library
      .locator('input[type=file]')
      .setInputFiles({ name: 'green.png', mimeType: 'image/png', buffer: PNG });
    await library.waitFor({ state: 'detached' });
    await waitForWords(tab.getByRole('region', { name: 'Message', exact: true }), ['green.png']);
    await tab.getByRole('region', { name: 'As it looks in Messenger' }).getByRole('img').waitFor();
    await waitUntilSaved(tab);
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('a fallback is written in with one click for whoever lacks an attribute', {
    timeout: 90_000,
  }, async () => {
    const stage = getStage();
    const tab = await openSignedIn(stage);
    await createDraft(tab, 'A gap', 'A Messenger message');
    await choose(tab, 'Segment', SEGMENT);
    await openStep(tab, 'What');
    await tab.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello {{ nickname }}!');
    await openStep(tab, 'Review');
    const check = tab.getByRole('region', { name: 'Everybody’s message' });
    await waitForWords(check, [`${shop.psids.length} people lack nickname`]);
    const head = tab.getByRole('region', { name: 'Ready to go, but not to everybody' });
    await waitForWords(head, [`${shop.psids.length} people would get no message`]);
    await head.getByRole('button', { name: 'Publish and send' }).click();
    const question = tab.getByRole('dialog', { name: `Send to at most ${shop.psids.length} people now?` });
    await waitForWords(question, [`${shop.psids.length} people would get no message`]);
    await tab.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await check.getByRole('textbox', { name: 'Fallback for nickname' }).fill('you');
    await check.getByRole('button', { name: 'Use a fallback' }).click();
    await waitForWords(check, [`All ${shop.psids.length} messages are fine`]);
    await check.getByRole('button', { name: 'Undo' }).click();
    await waitForWords(check, [`${shop.psids.length} people lack nickname`]);
    await check.getByRole('textbox', { name: 'Fallback for nickname' }).fill('friend');
    await check.getByRole('button', { name: 'Use a fallback' }).click();
    await waitForWords(check, [`All ${shop.psids.length} messages are fine`]);
    await openStep(tab, 'What');
    const text = tab.getByRole('textbox', { name: 'Text', exact: true });
    expect(await text.inputValue()).toBe("Hello {{ nickname | default: 'friend' }}!");
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('a carousel with a fallback chain reaches who wrote, and another once they write', {
    timeout: 120_000,
  }, async () => {
    const stage = getStage();
    const [inTime = '', late = ''] = shop.psids;
    await moveClock(stage, DAY_AND_A_BIT_SECONDS);
    await write(stage, shop, inTime);
    const tab = await openSignedIn(stage);
    await createDraft(tab, 'Green is back', 'A Messenger message');
    await choose(tab, 'Segment', SEGMENT);
    await openStep(tab, 'What');
    await composeCards(tab);
    await editAsJson(tab);
    await buildChain(tab);
    const others = shop.psids.length - 1;
    await openStep(tab, 'Review');
    const reach = tab.getByRole('region', { name: 'How many can be reached' });
    await waitForWords(reach, ['Get the message now 1 ', `Get the template order_update ${others} `]);
    await openStep(tab, 'What');
    await tab.getByRole('button', { name: 'Remove way 2' }).click();
    await openStep(tab, 'Review');
    await waitForWords(reach, [
      'Get the message now 1 ',
      `Wait until they write ${others} `,
      'Not reached 0 ',
    ]);
    await publish(tab, others);
    await waitForCards(stage, shop, [inTime]);
    await write(stage, shop, late);
    await waitForCards(stage, shop, [inTime, late]);
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('what is fetched, shared and said by a program stands in the text without a word of Liquid', {
    timeout: 120_000,
  }, async () => {
    const stage = getStage();
    const tab = await openSignedIn(stage);
    await writeBlock(tab, 'Signature', 'Yours, the shop');
    const definition = { delivery_type: 'api', trigger: {}, page_id: shop.pageId };
    const { id } = await shop.operator.call<{ id: string }>('POST', '/api/campaigns', {
      name: 'Receipt',
      definition: { ...definition, message: { message: { text: 'Order ' } } },
    });
    await tab.goto(`/campaigns/${id}/edit?step=what`);
    await connectContent(tab, await serveOffer());
    await putIn(tab, 'Another field', (form) => form.getByRole('textbox', { name: 'Field' }).fill('order'));
    await putIn(tab, 'price', async (form) => {
      await choose(form, 'How it is written', /^An amount of money/);
      await choose(form, 'Language', 'American English');
      await waitForWords(form, ['For example: €49.90']);
    });
    await putIn(tab, 'Signature');
    const text = tab.getByRole('textbox', { name: 'Text', exact: true });
    expect(await text.inputValue()).toBe(
      "Order {{ EventAttribute['order'] }}{{ Content['offer']['price'] | currency: 'EUR', locale: 'en-US' }}{{ ContentBlock['Signature'] }}",
    );
    const look = tab.getByRole('region', { name: 'Preview and test' });
    await waitForWords(look, ['Would be skipped', 'EventAttribute.order']);
    await look.getByRole('textbox', { name: 'order', exact: true }).fill('0017 ');
    await waitForWords(look, ['Would be sent', 'Order 0017 €49.90Yours, the shop']);
    await waitForWords(tab.getByRole('region', { name: 'What the texts use' }), [
      'EventAttribute.order Your program has to say it',
      'Content.offer Whoever it cannot be fetched for',
    ]);
    await waitUntilSaved(tab);
    await tab.goto('/content-blocks');
    await tab.getByRole('button', { name: 'Signature' }).click();
    await tab.getByRole('link', { name: 'Receipt' }).waitFor();
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('three messages, one of them in two languages, and the best one wins', {
    timeout: 120_000,
  }, async () => {
    const stage = getStage();
    const tab = await openSignedIn(stage);
    await createDraft(tab, 'Which is best', 'A Messenger message');
    await choose(tab, 'Segment', SEGMENT);
    await openStep(tab, 'What');
    const text = tab.getByRole('textbox', { name: 'Text', exact: true });
    await text.fill('One');
    for (const words of ['Two', 'Three']) {
      await tab.getByRole('button', { name: 'Add a variant' }).click();
      await text.fill(words);
    }
    const test = tab.getByRole('region', { name: 'Several messages' });
    const variants = tab.getByRole('tablist', { name: 'Variants' });
    await waitForWords(variants, ['A · 34 %', 'B · 33 %', 'C · 33 %']);
    await test.getByLabel('Share of A').fill('50');
    await test.getByLabel('Name of variant 2').fill('Short');
    await waitForWords(variants, ['A · 50 %', 'Short · 25 %', 'C · 25 %']);
    await test.getByRole('switch', { name: /^Find the best one/ }).click();
    await choose(test, 'The best is the one that', 'most people answered');
    await test.getByLabel('Test with').fill('30');
    await waitForWords(test, [
      '30 % of the audience',
      '4 hours later the one that most people have answered',
    ]);

    await variants.getByRole('tab', { name: 'Short' }).click();
    expect(await text.inputValue()).toBe('Two');
    await tab.getByRole('button', { name: 'Add a language' }).click();
    await tab.getByRole('combobox', { name: 'Language', exact: true }).fill('Czech');
    await tab.getByRole('option', { name: 'Czech · cs' }).click();
    await tab.getByRole('button', { name: 'Add, as a copy of the message' }).click();
    await text.fill('Dva');
    await waitForWords(tab.getByRole('region', { name: 'As it looks in Messenger' }), ['Dva']);
    await tab.getByRole('tab', { name: 'Everybody else' }).click();
    expect(await text.inputValue()).toBe('Two');
    await variants.getByRole('tab', { name: 'C' }).click();
    expect(await text.inputValue()).toBe('Three');
    await waitUntilSaved(tab);
    await tab.reload();
    await waitForWords(variants, ['A · 50 %', 'Short · 25 %', 'C · 25 %']);
    await test.getByRole('button', { name: 'Remove C' }).click();
    await tab.getByRole('button', { name: 'Remove', exact: true }).click();
    await waitForWords(variants, ['A · 66 %', 'Short · 34 %']);
    expect(stage.takeComplaints()).toEqual([]);
  });
});

/** A service of the brand's own. */
async function serveOffer(): Promise<string> {
  const service = await startReceiver();
  onTestFinished(() => service.close());
  const body = JSON.stringify({ price: 49.9, items: [{ name: 'Boots' }] });
  service.answerBy(() => ({ status: 200, headers: { 'content-type': 'application/json' }, body }));
  return service.url;
}

/** The smallest picture there is: one dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** The sandbox's Page with its people, and an approved utility template. */
async function openShop({ service }: Stage): Promise<Shop> {
  const operator = await signInByApi(service);
  const [page] = await steerSandbox<{ id: string }[]>(service, 'GET', '/sandbox/pages');
  const pageId = page?.id ?? '';
  const people = await steerSandbox<{ data: { psid: string }[] }>(
    service,
    'GET',
    `/sandbox/people?page_id=${pageId}&limit=500`,
  );
  await until('the example people are known', async () => {
    const { people: known } = await operator.call<{ people: object[] }>('GET', '/api/people?limit=100');
    return known.length >= people.data.length;
  });
  await operator.call('POST', `/api/pages/${pageId}/templates`, {
    kind: 'own',
    name: 'order_update',
    language: 'en',
    parameter_format: 'NAMED',
    header: null,
    body: {
      text: 'Hello {{first_name}}, your order {{order_id}} is on its way.',
      samples: [
        { name: 'first_name', sample: 'Ana' },
        { name: 'order_id', sample: '566701' },
      ],
    },
    buttons: [{ type: 'POSTBACK', text: 'Ask us' }],
  });
  return { operator, pageId, psids: people.data.map(({ psid }) => psid) };
}

const moveClock = ({ service }: Stage, advance_seconds: number): Promise<unknown> =>
  steerSandbox(service, 'PUT', '/sandbox/clock', { advance_seconds });

const write = ({ service }: Stage, { pageId }: Shop, psid: string): Promise<unknown> =>
  steerSandbox(service, 'POST', `/sandbox/people/${psid}/actions`, {
    page_id: pageId,
    type: 'message',
    text: 'Is it back?',
  });

/** Three cards by mouse and keyboard, with what is too long said at once. */
async function composeCards(tab: Page): Promise<void> {
  await choose(tab, 'Kind of message', /^Cards/);
  const cards = tab.getByRole('region', { name: 'Message', exact: true });
  const title = cards.getByRole('textbox', { name: 'Title' });
  await title.fill('x'.repeat(81));
  await waitForFault(title, ['1 character too many: at most 80']);
  await title.fill('Back in green, ');
  await waitForFault(title, ['65 left']);
  await cards.getByRole('button', { name: 'Personalise title' }).click();
  await tab.getByRole('option', { name: 'first_name' }).click();
  await tab.getByRole('textbox', { name: 'Write instead' }).fill('you');
  await tab.getByRole('button', { name: 'Put it in' }).click();
  expect(await title.inputValue()).toBe("Back in green, {{ UserAttribute['first_name'] | default: 'you' }}");
  await waitForFault(title, ['65 left, less the personalised part']);
  await cards.getByRole('textbox', { name: 'Second line' }).fill('While it lasts');
  await tab.getByRole('button', { name: 'Add button' }).click();
  const button = tab.getByRole('group', { name: 'Button 1', exact: true });
  await button.getByRole('textbox', { name: 'Words' }).fill('Have a look');
  await button.getByRole('textbox', { name: 'Address' }).fill('https://shop.test/green');
  await tab.getByRole('button', { name: 'Add card' }).click();
  await title.fill('Blue');
  await waitForWords(cards, ['Needs one more than the title']);
  await cards.getByRole('textbox', { name: 'Second line' }).fill('As ever');
  await tab.getByRole('button', { name: 'Duplicate card 2' }).press('Enter');
  await tab.getByRole('button', { name: 'Move card 3 left' }).press('Enter');
  await title.fill('Red');
  await waitForWords(tab.getByRole('tablist', { name: 'Cards' }), ['1. Back', '2. Red', '3. Blue']);
  await tab.getByRole('tab', { name: '3. Blue' }).click();
  await tab.getByRole('button', { name: 'Remove card 3' }).press('Enter');
  await waitForWords(cards, ['Cards 2 of 10', 'Buttons 0 of 3']);
}

/** What the form does not know is kept when the form changes something else. */
async function editAsJson(tab: Page): Promise<void> {
  await tab.getByRole('tab', { name: 'Raw' }).click();
  const json = tab.getByRole('textbox', { name: 'Message as JSON' });
  await waitForWords(json, ['"title": "Red"', 'Have a look']);
  const message = JSON.parse((await json.innerText()).replaceAll('\u00a0', ' ')) as {
    attachment: { payload: Record<string, unknown> };
  };
  message.attachment.payload['sharable'] = true;
  await json.fill(JSON.stringify(message));
  await tab.getByRole('tab', { name: 'Compose' }).click();
  await tab.getByRole('tab', { name: '2. Red' }).click();
  await tab.getByRole('textbox', { name: 'Second line' }).fill('New');
  await tab.getByRole('tab', { name: 'Raw' }).click();
  await waitForWords(json, ['"sharable": true', '"subtitle": "New"']);
  await tab.getByRole('tab', { name: 'Compose' }).click();
  await waitForWords(tab.getByRole('region', { name: 'As it looks in Messenger' }), [
    'Sandbox Shop',
    'Back in green, ',
    'Have a look',
    'Red',
  ]);
}

/** The message, else a template, else a week of waiting. */
async function buildChain(tab: Page): Promise<void> {
  const ways = tab.getByRole('region', { name: 'Ways to reach each person' });
  await ways.getByRole('button', { name: 'Add a way' }).click();
  await tab.getByRole('menuitem', { name: 'Wait until they next write' }).click();
  await ways.getByRole('textbox', { name: 'For at most' }).fill('168');
  await ways.getByRole('button', { name: 'Add a way' }).click();
  await tab.getByRole('menuitem', { name: 'A utility template' }).click();
  const templates = tab.getByRole('dialog', { name: 'Choose a utility template' });
  await templates.getByRole('button', { name: /order_update/ }).click();
  await waitForWords(ways, [
    'Send the utility template order_update (en)',
    'your order ‹order_id› is on its way',
    'for up to 7 days',
  ]);
  const order = ways.getByRole('textbox', { name: '{{order_id}}' });
  await waitForFault(order, ['Is empty']);
  await order.fill('566701');
  await ways.getByRole('textbox', { name: /Ask us/ }).fill('ASK');
  await waitForWords(ways, ['your order 566701 is on its way']);
  await waitUntilSaved(tab);
}

async function publish(tab: Page, others: number): Promise<void> {
  await tab.getByRole('button', { name: 'Publish and send' }).click();
  const dialog = tab.getByRole('dialog', { name: 'Send to 1 person now?' });
  await waitForWords(dialog, [`${others} people are held until they write.`]);
  await dialog.getByRole('button', { name: 'Publish and send' }).click();
  await tab.getByRole('region', { name: 'What became of everyone' }).waitFor();
}

/** Until the sandbox took the carousel for exactly these people. */
async function waitForCards({ service }: Stage, { pageId }: Shop, psids: string[]): Promise<void> {
  const wanted = psids.toSorted();
  let got: string[] = [];
  await until(`the cards are with ${wanted.join(' and ')}`, async () => {
    const sent = await steerSandbox<{ data: { psid: string; message: unknown }[] }>(
      service,
      'GET',
      `/sandbox/messages?page_id=${pageId}&limit=500`,
    );
    got = sent.data.filter((one) => JSON.stringify(one).includes('"sharable":true')).map(({ psid }) => psid);
    return JSON.stringify(got.toSorted()) === JSON.stringify(wanted);
  }).catch((error: Error) => {
    throw new Error(`${error.message}\nThey were with: ${got.join(', ')}`);
  });
}
