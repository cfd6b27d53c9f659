// An operator makes a campaign of each delivery type: each by mouse, the richest with the keyboard alone; and finds out in two
// clicks why somebody did not get one.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type Operator, signIn as signInByApi, steerSandbox } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import {
  choose,
  chooseByKeys,
  createDraft,
  goTo,
  openSignedIn,
  openStep,
  pressOn,
  tabTo,
  waitForWords,
  waitUntilSaved,
} from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

describeInBrowser('delivery types', (getStage) => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await signInByApi(getStage().service);
    await letThingsHappen(operator, getStage());
  });

  test('each is made by mouse and says in one sentence what it does', { timeout: 120_000 }, async () => {
    const tab = await openSignedIn(getStage());
    await createDraft(tab, 'By mouse', 'A Messenger message');
    await openStep(tab, 'When');
    const type = tab.getByRole('region', { name: 'How it starts' });
    await type.getByRole('button', { name: 'Change' }).click();

    await chooseType(tab, 'Again and again');
    await tab.getByText('Thu', { exact: true }).click();
    await says(tab, ['every Monday and Thursday at 09:00']);
    await choose(tab, 'Days, weeks or months', 'months');
    await choose(tab, 'Which day of the month', 'on a weekday');
    await choose(tab, 'Which one', 'last');
    await says(tab, ['every month on the last Monday at 09:00']);
    await waitForWords(tab.getByRole('region', { name: 'When it goes out' }), ['The next runs']);

    await chooseType(tab, 'When somebody enters or leaves a segment');
    await tab.getByText('Somebody leaves', { exact: true }).click();
    await choose(tab, 'Segment', /./);
    await says(tab, ['When somebody leaves “']);

    await chooseType(tab, 'When something happens for many');
    await pickEvent(tab, 'Price dropped');
    await says(tab, ['When Price dropped happens, to everybody in …']);

    await chooseType(tab, 'When your program calls');
    await waitForWords(tab.getByRole('region', { name: 'How your program calls' }), [
      '/trigger',
      'idempotency_key',
    ]);

    await chooseType(tab, 'Once');
    await tab.getByRole('radio', { name: /^At a time by each person’s own clock/ }).click();
    await says(tab, ['by each person’s own clock']);
    // What was entered for a type comes back with it.
    await chooseType(tab, 'Again and again');
    await says(tab, ['every month on the last Monday at 09:00']);
    await waitUntilSaved(tab);
    expect(await seriousFaults(tab)).toEqual([]);
    expect(getStage().takeComplaints()).toEqual([]);
  });

  test('an event with everything, with the keyboard alone', { timeout: 120_000 }, async () => {
    const tab = await openSignedIn(getStage());
    const keys = tab.keyboard;
    await tab.goto('/campaigns?new=true');
    const dialog = tab.getByRole('dialog', { name: 'New campaign' });
    await tabTo(dialog.getByLabel('Name'));
    await keys.type('By keyboard');
    await tabTo(dialog.getByRole('radio', { name: /^Once/ }));
    await keys.press('ArrowDown');
    await keys.press('ArrowDown');
    await pressOn(dialog.getByRole('button', { name: 'Create draft' }));
    await tab.getByRole('heading', { name: 'By keyboard', level: 1 }).waitFor();
    await pressOn(tab.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'When' }));

    const waitsFor = tab.getByRole('region', { name: 'What it waits for' });
    await tabTo(waitsFor.getByRole('combobox', { name: 'Event' }));
    await typeName(tab, 'Cart abandoned');
    await pressOn(waitsFor.getByRole('button', { name: 'Condition' }));
    await tabTo(waitsFor.getByRole('combobox', { name: 'Attribute' }));
    await typeName(tab, 'total');
    await waitForWords(tab.getByRole('navigation', { name: 'Steps' }), ['to mend']);
    await tabTo(waitsFor.getByRole('combobox', { name: 'Comparison' }));
    await chooseByKeys(tab, 'is more than');
    await tabTo(waitsFor.getByRole('textbox', { name: 'Value' }));
    await keys.type('50');
    await tabTo(tab.getByRole('radio', { name: 'At once' }));
    await keys.press('ArrowDown');
    await tabTo(tab.getByRole('textbox', { name: 'After', exact: true }));
    await keys.press('Control+A');
    await keys.type('2');
    const unless = tab.getByRole('region', { name: 'Unless this happens first' });
    await pressOn(unless.getByRole('button', { name: 'Unless they do …' }));
    await tabTo(unless.getByRole('combobox', { name: 'Event' }), 'Shift+Tab');
    await typeName(tab, 'Order placed');
    await tabTo(tab.getByRole('radio', { name: 'Every time it happens' }));
    await keys.press('ArrowDown');
    await says(tab, [
      'When somebody does Cart abandoned where total is more than 50, 2 hours later, unless they do Order placed first, at most once in 7 days.',
    ]);
    await waitUntilSaved(tab);
    await tab.reload();
    await says(tab, ['where total is more than 50, 2 hours later']);

    await pressOn(tab.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: 'What' }));
    await tabTo(tab.getByRole('textbox', { name: 'Text', exact: true }));
    await keys.press('Control+A');
    await keys.type('You left ');
    await pressOn(tab.getByRole('button', { name: 'Personalise text' }));
    await typeName(tab, 'total');
    const form = tab.getByRole('dialog', { name: 'Personalise' });
    await tabTo(form.getByRole('combobox', { name: 'How it is written' }));
    await chooseByKeys(tab, 'An amount of money: €1,234.50');
    await pressOn(form.getByRole('button', { name: 'Put it in' }));
    // The cursor is back behind what was put in.
    await keys.type(' behind');
    const text = await tab.getByRole('textbox', { name: 'Text', exact: true }).inputValue();
    expect(text).toBe("You left {{ EventAttribute['total'] | currency: 'EUR' }} behind");
    await waitForWords(tab.getByRole('region', { name: 'As it looks in Messenger' }), ['80', 'behind']);
    expect(getStage().takeComplaints()).toEqual([]);
  });

  test('a first chatbot: words, Get Started that leads on, and what people get', {
    timeout: 90_000,
  }, async () => {
    const tab = await openSignedIn(getStage());
    await goTo(tab, 'Conversations');
    const answers = tab.getByRole('region', { name: 'Answers' });
    // Those of the sandbox are there from the beginning.
    await waitForWords(answers, ['Somebody asks for a human', 'Leads to When we are open, Delivery']);
    await letSomebodyWrite(getStage(), 'The menu, please');
    await waitForWords(answers, ['1 time in 30 days']);

    await newAnswer(tab, 'Opening hours', 'From 9 to 17');
    const dialog = tab.getByRole('dialog', { name: 'New answer' });
    await dialog.getByLabel('Words', { exact: true }).fill('hours');
    await tab.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Create and publish' }).click();
    await tab.getByText('“Opening hours” answers from now on.').waitFor();

    await newAnswer(tab, 'Welcome', 'What would you like to know?');
    await dialog.getByRole('checkbox', { name: 'Get Started is tapped' }).check();
    await dialog.getByRole('button', { name: 'Add quick reply' }).click();
    await dialog.getByLabel('quick reply 1: title').fill('Opening hours');
    await choose(dialog, 'quick reply 1: leads to', 'Opening hours');
    await dialog.getByRole('button', { name: 'Create and publish' }).click();
    await waitForWords(answers, ['Leads to Opening hours']);

    const tryIt = tab.getByRole('region', { name: 'Try it' });
    await tryIt.getByLabel('Somebody writes').fill('What are your HOURS?');
    await waitForWords(tryIt, ['They get', 'Opening hours', 'because of the keyword “hours”']);
    await letSomebodyWrite(getStage(), 'hours please');
    const hours = answers.getByRole('listitem').filter({ hasText: 'Opening hours' }).first();
    await waitForWords(hours, ['1 time in 30 days']);
    expect(await seriousFaults(tab)).toEqual([]);
    expect(getStage().takeComplaints()).toEqual([]);
  });

  test('what people come into one by one is told by version, and its recipients are found by name', {
    timeout: 60_000,
  }, async () => {
    const id = await publishAgain(operator, 'Carts');
    const tab = await openSignedIn(getStage());
    await tab.goto(`/campaigns/${id}`);
    await waitForWords(tab.getByRole('region', { name: 'What became of everyone' }), ['Came in 1']);
    await waitForWords(tab.getByRole('region', { name: 'Who came in' }), [
      'Did it 1',
      'Ana',
      'Cart abandoned',
    ]);
    const recipients = tab.getByRole('region', { name: 'Recipients' });
    await waitForWords(recipients, ['Version', 'Ana', 'Waiting']);
    await recipients.getByRole('textbox', { name: 'Name, customer ID or PSID' }).fill('nobody');
    await waitForWords(recipients, ['No one matches']);
    await recipients.getByRole('textbox', { name: 'Name, customer ID or PSID' }).fill('an');
    await recipients
      .getByRole('table', { name: 'Recipients' })
      .getByRole('button', { name: 'Ana' })
      .waitFor();

    await choose(tab, 'Report of', /^Version 2/);
    await waitForWords(tab.getByRole('region', { name: 'What became of everyone' }), ['Came in 0']);
    await waitForWords(tab.getByRole('region', { name: 'Who came in' }), [
      'Nobody has done what it waits for',
    ]);
    await waitForWords(recipients, ['No one matches']);
    expect(new URL(tab.url()).searchParams.get('version')).toBe('2');
    const csv = await recipients.getByRole('link', { name: 'These as CSV' }).getAttribute('href');
    expect(csv).toMatch(/version=2.*search=an/);
    expect(await seriousFaults(tab)).toEqual([]);
    await tab.goto(`/campaigns/${id}?version=9`);
    const refused = tab.getByRole('alert', { name: 'The report could not be loaded' });
    await waitForWords(refused, ['There is no version 9.']);
    await tab.getByRole('button', { name: 'Show the report of all runs' }).click();
    await waitForWords(tab.getByRole('region', { name: 'What became of everyone' }), ['Came in 1']);
    getStage().takeComplaints(); // the answer for version 9
  });

  test('why did Ana not get it? in two clicks', { timeout: 60_000 }, async () => {
    const tab = await openSignedIn(getStage());
    const id = await sendToNobody(operator, getStage());
    await tab.goto(`/campaigns/${id}`);
    const question = tab.getByRole('region', { name: 'Why did somebody get it, or not?' });
    await question.getByRole('combobox', { name: 'Person' }).click();
    await question.getByRole('combobox', { name: 'Person' }).fill('Ana');
    await tab.getByRole('option', { name: /^Ana · / }).click();
    await waitForWords(tab.getByRole('region', { name: 'The answer' }), [
      'Ana did not get it: they were not in the segment when it went out on',
      'it asks for people whose city is “Ostrava”',
    ]);
    await waitForWords(tab.getByRole('region', { name: 'In the segment?' }), ['city is Brno']);
    expect(await seriousFaults(tab)).toEqual([]);

    // From her own page: the campaigns that turned her away, and why.
    await tab.getByRole('link', { name: 'The person’s page' }).click();
    const campaigns = tab.getByRole('region', { name: 'Campaigns', exact: true });
    await campaigns.getByRole('link', { name: 'Why? Carts' }).click();
    await waitForWords(tab.getByRole('region', { name: 'What happened' }), ['Did Cart abandoned', 'Came in']);
    await tab.getByRole('region', { name: 'Controls' }).getByText('No control is set').waitFor();
    // And about one that never came to her.
    await tab.getByRole('link', { name: 'The person’s page' }).click();
    await campaigns.getByRole('combobox', { name: 'Ask about any campaign' }).fill('Ostrava');
    await tab.getByRole('option', { name: 'Ostrava' }).first().click();
    await waitForWords(tab.getByRole('region', { name: 'The answer' }), ['Ana did not get it']);
    expect(getStage().takeComplaints()).toEqual([]);
  });
});

const seriousFaults = async (tab: Page): Promise<string[]> =>
  (await new AxeBuilder({ page: tab }).analyze()).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

const says = (tab: Page, words: string[]): Promise<void> =>
  waitForWords(tab.getByRole('region', { name: 'In one sentence' }), words);

const chooseType = (tab: Page, title: string): Promise<void> =>
  tab
    .getByRole('region', { name: 'How it starts' })
    .getByRole('radio', { name: new RegExp(`^${title}`) })
    .click();

async function pickEvent(tab: Page, name: string): Promise<void> {
  await tab.getByRole('combobox', { name: 'Event', exact: true }).fill(name);
  await tab.getByRole('option', { name, exact: true }).click();
}

/** Letters until the name is lit, then Enter. */
async function typeName(tab: Page, name: string): Promise<void> {
  await tab.keyboard.type(name);
  await tab.getByRole('option', { name }).first().waitFor();
  await tab.keyboard.press('Enter');
}

async function newAnswer(tab: Page, name: string, text: string): Promise<void> {
  await tab.getByRole('button', { name: 'New answer' }).click();
  const dialog = tab.getByRole('dialog', { name: 'New answer' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('What it says', { exact: true }).fill(text);
}

async function letSomebodyWrite({ service }: Stage, text: string): Promise<void> {
  const [page] = await steerSandbox<Listed[]>(service, 'GET', '/sandbox/pages');
  const action = { page_id: page?.id, type: 'message', text, limit: 1 };
  await steerSandbox(service, 'POST', '/sandbox/people/actions', action);
}

interface Listed {
  id: string;
}

/** Ana has left a cart behind while a campaign waits for it; and what the others wait for has happened once. */
async function letThingsHappen(operator: Operator, { service }: Stage): Promise<void> {
  const [page] = await steerSandbox<Listed[]>(service, 'GET', '/sandbox/pages');
  let psid: string | undefined;
  await until('the example people are known', async () => {
    const { people } = await operator.call<{ people: { ps_id: string | null }[] }>('GET', '/api/people');
    psid = people.find((one) => one.ps_id !== null)?.ps_id ?? undefined;
    return psid !== undefined;
  });
  await operator.call('POST', '/api/people', {
    customer_id: 'ana',
    attributes: { ps_id: psid, name: 'Ana', city: 'Brno' },
  });
  const cart = { customer_id: 'ana', name: 'Cart abandoned', attributes: { total: 80 } };
  const others = ['Order placed', 'Price dropped'].map((name) => ({ customer_id: 'ana', name }));
  await operator.call('POST', '/api/events', { events: [cart, ...others] });
  const { id } = await operator.call<Listed>('POST', '/api/campaigns', {
    name: 'Carts',
    definition: {
      delivery_type: 'event',
      page_id: page?.id,
      message: { message: { text: 'You left something behind' } },
      trigger: { events: [{ event: 'Cart abandoned' }], delay: { kind: 'after', minutes: 60 } },
    },
  });
  await operator.call('POST', `/api/campaigns/${id}/publish`);
  await operator.call('POST', '/api/events', { events: [cart] });
}

/** As its next version, with another text. */
async function publishAgain(operator: Operator, name: string): Promise<string> {
  const { campaigns } = await operator.call<{ campaigns: Listed[] }>('GET', `/api/campaigns?search=${name}`);
  const id = campaigns[0]?.id ?? '';
  const { revision, definition } = await operator.call<{ revision: number; definition: object }>(
    'GET',
    `/api/campaigns/${id}`,
  );
  const message = { message: { text: `Your cart waits ${Math.random()}` } }; // another one when it is tried again
  await operator.call('PUT', `/api/campaigns/${id}`, {
    name,
    revision,
    definition: { ...definition, message },
  });
  await operator.call('POST', `/api/campaigns/${id}/publish`);
  return id;
}

/** To a segment Ana is not in. */
async function sendToNobody(operator: Operator, { service }: Stage): Promise<string> {
  const [page] = await steerSandbox<Listed[]>(service, 'GET', '/sandbox/pages');
  const filters = [{ kind: 'attribute', attribute: 'city', op: 'is', value: 'Ostrava' }];
  const segment = await operator.call<Listed>('POST', '/api/segments', {
    name: `Ostrava ${Math.random()}`,
    filter: { kind: 'group', match: 'all', filters },
  });
  const definition = {
    segment_id: segment.id,
    page_id: page?.id,
    message: { message: { text: 'Hello Ostrava' } },
  };
  const { id } = await operator.call<Listed>('POST', '/api/campaigns', { name: 'Ostrava', definition });
  await operator.call('POST', `/api/campaigns/${id}/publish`);
  await until('it went out', async () => {
    const { state } = await operator.call<{ state: string }>('GET', `/api/campaigns/${id}`);
    return state === 'finished';
  });
  return id;
}
