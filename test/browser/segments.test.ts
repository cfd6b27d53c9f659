// An operator builds a nested segment of five lines, by mouse and by keyboard alone, and the count follows every line; it is
// saved, its people are listed, and it is explained for one who is in and one who is not.
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { signIn as signInByApi } from '../../scripts/demo/clients.ts';
import { choose, chooseByKeys, openSignedIn, pressOn, tabTo, waitForWords } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

interface Somebody {
  customer_id: string;
  attributes: { first_name: string; city: string; plan: string; ltv: number; vip: boolean };
  views: number;
}

const CITIES = ['Brno', 'Praha', 'Ostrava', 'Tábor'] as const;
const EVERYBODY: Somebody[] = Array.from({ length: 48 }, (_, n) => ({
  customer_id: `customer-${n}`,
  attributes: {
    first_name: `Person ${n}`,
    city: CITIES[n % 4]!,
    plan: n % 3 === 0 ? 'pro' : 'free',
    ltv: n * 10,
    vip: n % 5 === 0,
  },
  views: n % 4 === 3 ? 0 : 1 + (n % 6),
}));

/** The lines in the order they are added; each narrows the people of all lines before it. */
const inCities = ({ attributes }: Somebody) => ['Brno', 'Praha'].includes(attributes.city);
const isPro = ({ attributes }: Somebody) => attributes.plan === 'pro';
const isRich = ({ attributes }: Somebody) => attributes.ltv > 300;
const viewed = ({ views }: Somebody) => views >= 2;
const isVip = ({ attributes }: Somebody) => attributes.vip;
const STEPS: ((one: Somebody) => boolean)[] = [
  inCities,
  (one) => inCities(one) && isPro(one),
  (one) => inCities(one) && (isPro(one) || isRich(one)),
  (one) => inCities(one) && (isPro(one) || isRich(one)) && viewed(one),
  (one) => inCities(one) && (isPro(one) || isRich(one)) && viewed(one) && !isVip(one),
];

describeInBrowser('segments', (getStage) => {
  beforeAll(() => fillWorkspace(getStage()));

  test('are built by mouse, line by line, and the count follows', { timeout: 120_000 }, async () => {
    const tab = await openSignedIn(getStage());
    await tab.goto('/segments/new');
    await tab.getByLabel('Name', { exact: true }).fill('By mouse');
    const builder = tab.getByRole('group', { name: 'All lines' });

    await pickName(builder.getByRole('combobox', { name: 'Attribute' }), 'city');
    await choose(builder, 'Comparison', 'is any of');
    const chips = builder.getByRole('combobox', { name: 'Values' });
    await chips.fill('Brno');
    await chips.press('Enter');
    await chips.fill('Praha');
    await chips.press('Enter');
    await counted(tab, 1);
    await closeList(tab);

    await builder.getByRole('button', { name: 'Add group' }).click();
    const group = builder.getByRole('group', { name: /^Group, any of/ });
    await pickName(group.getByRole('combobox', { name: 'Attribute' }), 'plan');
    await group.getByRole('combobox', { name: 'Value', exact: true }).fill('pro');
    await counted(tab, 2);
    await group.getByRole('button', { name: 'Add attribute' }).click();
    await pickName(group.getByRole('combobox', { name: 'Attribute' }).last(), 'ltv');
    await choose(group.getByRole('group', { name: /^ltv/ }), 'Comparison', 'is more than');
    await group.getByRole('textbox', { name: 'Value' }).fill('300');
    await counted(tab, 3);

    await builder.getByRole('button', { name: 'Add event' }).last().click();
    await pickName(builder.getByRole('combobox', { name: 'Event', exact: true }), 'viewed');
    await builder.getByRole('textbox', { name: 'Times' }).fill('2');
    await counted(tab, 4);

    await builder.getByRole('button', { name: 'Leave out people who…' }).click();
    const out = builder.getByRole('group', { name: /^Group, none of/ });
    await pickName(out.getByRole('combobox', { name: 'Attribute' }), 'vip');
    await counted(tab, 5);

    await tab.getByRole('button', { name: 'Undo' }).click();
    await counted(tab, 4);
    await tab.getByRole('button', { name: 'Redo' }).click();
    await counted(tab, 5);
    await tab.getByRole('button', { name: 'Create segment' }).click();
    await isSaved(tab, 'By mouse');
    await isExplained(tab);
    expect(getStage().takeComplaints()).toEqual([]);
  });

  test('are built with the keyboard alone', { timeout: 120_000 }, async () => {
    const tab = await openSignedIn(getStage());
    await tab.goto('/segments/new');
    const keys = tab.keyboard;
    const builder = tab.getByRole('group', { name: 'All lines' });
    const focused = tab.locator(':focus');
    await tabTo(tab.getByLabel('Name', { exact: true }));
    await keys.type('By keyboard');

    await tabTo(builder.getByRole('combobox', { name: 'Attribute' }));
    await typeName(tab, 'city');
    await tabTo(builder.getByRole('combobox', { name: 'Comparison' }));
    await chooseByKeys(tab, 'is any of');
    await tabTo(builder.getByRole('combobox', { name: 'Values' }));
    await keys.type('Brno,Praha,');
    await counted(tab, 1);

    await pressOn(builder.getByRole('button', { name: 'Add group' }));
    const group = builder.getByRole('group', { name: /^Group, any of/ });
    // The focus is where the new line wants to be filled in.
    await tabTo(group.getByRole('combobox', { name: 'Attribute' }));
    await typeName(tab, 'plan');
    await tabTo(group.getByRole('combobox', { name: 'Value', exact: true }));
    await keys.type('pro');
    await counted(tab, 2);
    await pressOn(group.getByRole('button', { name: 'Add attribute' }));
    await typeName(tab, 'ltv');
    await tabTo(group.getByRole('group', { name: /^ltv/ }).getByRole('combobox', { name: 'Comparison' }));
    await chooseByKeys(tab, 'is more than');
    await tabTo(group.getByRole('textbox', { name: 'Value' }));
    await keys.type('300.50');
    await counted(tab, 3);

    await pressOn(builder.getByRole('button', { name: 'Add event' }).last());
    await typeName(tab, 'viewed');
    await tabTo(builder.getByRole('textbox', { name: 'Times' }));
    await keys.press('Control+A');
    await keys.type('2');
    await counted(tab, 4);

    // Into the group above, where one line is enough, and back out of it.
    await keys.press('Alt+ArrowUp');
    await group.getByRole('group', { name: /^did viewed/ }).waitFor();
    expect(await focused.getAttribute('aria-label')).toMatch(/^did viewed at least 2 times/);
    await keys.press('Control+z');
    await group.getByRole('group', { name: /^did viewed/ }).waitFor({ state: 'detached' });

    await tabTo(builder.getByRole('button', { name: 'Leave out people who…' }));
    await keys.press('Enter');
    await typeName(tab, 'vip');
    await counted(tab, 5);
    await pressOn(tab.getByRole('button', { name: 'Create segment' }));
    await isSaved(tab, 'By keyboard');
    expect(getStage().takeComplaints()).toEqual([]);
  });

  test('names are replaced by typing, chosen from all there are, and doubted when nobody has them', {
    timeout: 60_000,
  }, async () => {
    const tab = await openSignedIn(getStage());
    await tab.goto('/segments/new');
    const builder = tab.getByRole('group', { name: 'All lines' });
    const attribute = builder.getByRole('combobox', { name: 'Attribute' });
    await attribute.click();
    await tab.keyboard.type('citadel');
    await tab.keyboard.press('Tab');
    expect(await attribute.inputValue()).toBe('citadel');
    await builder.getByText('Nobody has it yet').waitFor();
    await attribute.click();
    for (const name of ['customer_id', 'city', 'plan']) await offered(tab, name).waitFor();
    await tab.keyboard.type('cit');
    await offered(tab, 'plan').waitFor({ state: 'detached' });
    await offered(tab, 'city').click();
    expect(await attribute.inputValue()).toBe('city');
    await builder.getByText('Nobody has it yet').waitFor({ state: 'detached' });

    await choose(builder, 'Comparison', 'is any of');
    await builder.getByRole('combobox', { name: 'Values' }).click();
    await offered(tab, 'Brno').click();
    await offered(tab, 'Praha').waitFor({ state: 'detached' });
    await choose(builder, 'Comparison', 'is');
    const value = builder.getByRole('combobox', { name: 'Value', exact: true });
    await value.click();
    await tab.keyboard.type('Brnoo');
    await builder.getByText('Not among the values seen').waitFor();
    expect(getStage().takeComplaints()).toEqual([]);
  });

  test('that are not finished say what is missing, and where', { timeout: 60_000 }, async () => {
    const tab = await openSignedIn(getStage());
    await tab.goto('/segments/new');
    await tab.getByLabel('Name', { exact: true }).fill('Unfinished');
    const builder = tab.getByRole('group', { name: 'All lines' });
    await builder.getByRole('button', { name: 'Add event' }).click();
    await waitForWords(tab.getByRole('region', { name: 'Who is in' }), ['One line is not finished']);
    expect(await tab.getByText('choose an event').count()).toBe(0);
    await tab.getByRole('button', { name: 'Create segment' }).click();
    await tab.getByText('choose an event').waitFor();
    expect(await tab.locator(':focus').getAttribute('aria-label')).toMatch(/^did …/);
    await builder.getByRole('button', { name: /^Remove did/ }).click();
    await tab.getByText('choose an event').waitFor({ state: 'detached' });
    expect(getStage().takeComplaints()).toEqual([]);
  });
});

async function fillWorkspace({ service }: Stage): Promise<void> {
  const operator = await signInByApi(service);
  for (const { customer_id, attributes } of EVERYBODY)
    await operator.call('POST', '/api/people', { customer_id, attributes });
  const events = EVERYBODY.flatMap(({ customer_id, views }) =>
    Array.from({ length: views }, () => ({ customer_id, name: 'viewed' })),
  );
  await operator.call('POST', '/api/events', { events });
}

/** What is offered stays open for more values, until somebody clicks beside it. */
const closeList = (tab: Page): Promise<void> => tab.getByRole('heading', { name: 'Filters' }).click();

const offered = (tab: Page, name: string): Locator =>
  tab.getByRole('option', { name: new RegExp(`^${name}`) }).filter({ visible: true });

/** By typing, as the list of names may be long. */
async function pickName(field: Locator, name: string): Promise<void> {
  await field.fill(name);
  await field.press('Enter');
}

async function typeName(tab: Page, name: string): Promise<void> {
  await tab.keyboard.press('Control+A');
  await tab.keyboard.type(name);
  await tab.keyboard.press('Enter');
}

/** How many are in with the first so many lines; the number must differ from the one before to prove anything. */
async function counted(tab: Page, lines: number): Promise<void> {
  const people = EVERYBODY.filter(STEPS[lines - 1]!).length;
  await tab
    .getByRole('region', { name: 'Who is in' })
    .getByText(`${people} people`, { exact: true })
    .waitFor();
}

async function isSaved(tab: Page, name: string): Promise<void> {
  await tab.getByRole('heading', { name, level: 1 }).waitFor();
  const chosen = EVERYBODY.filter(STEPS.at(-1)!);
  const table = tab.getByRole('table', { name: 'People in the segment' });
  for (const { attributes } of chosen.slice(0, 3))
    await table.getByRole('link', { name: attributes.first_name, exact: true }).waitFor();
  expect(await table.getByRole('link').count()).toBe(chosen.length);
}

/** For one who is in, and for one who is left out by the last line alone. */
async function isExplained(tab: Page): Promise<void> {
  const isIn = EVERYBODY.find(STEPS[4]!)!;
  const leftOut = EVERYBODY.find((one) => STEPS[3]!(one) && !STEPS[4]!(one))!;
  const panel = tab.getByRole('region', { name: 'Is this person in?' });
  const ask = async ({ customer_id }: Somebody) => {
    await panel.getByRole('combobox', { name: 'Person' }).fill(customer_id);
    await tab.getByRole('option', { name: new RegExp(`· ${customer_id}$`) }).click();
  };
  await ask(isIn);
  await waitForWords(panel, ['In the segment', 'All of these', isIn.attributes.city]);
  await ask(leftOut);
  await waitForWords(panel, ['Not in the segment', 'vip']);
  await panel.getByRole('img', { name: 'Does not hold:' }).first().waitFor();
}
