// The request of an address of another kind, with hands on the screen: what counts as success, credentials, and a body that
// changes its kind.
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import {
  choose,
  createDraft,
  openSignedIn,
  openStep,
  waitForFault,
  waitForWords,
  waitUntilSaved,
} from './operator.ts';
import { describeInBrowser } from './stage.ts';

const URL = 'https://crm.example.org/messages';

describeInBrowser('a connector', (getStage) => {
  let tab: Page;
  beforeAll(async () => {
    tab = await openSignedIn(getStage());
    await createDraft(tab, 'To the CRM', 'A request of your own');
    await openStep(tab, 'What');
    await tab.getByRole('textbox', { name: 'URL', exact: true }).fill(URL);
  });

  test('says in a line how answers are taken, and lets it be changed with the keyboard', async () => {
    const panel = tab.getByRole('region', { name: 'Answer and retries' });
    await waitForWords(panel, ['An answer of 2xx is success.', 'Up to 6 calls within an hour']);
    expect(await tab.getByLabel('Calls at most').isVisible()).toBe(false);
    const toggle = panel.getByRole('button', { name: 'Change the settings' });
    await toggle.focus();
    await tab.keyboard.press('Enter');
    await tab.getByLabel('Calls at most').fill('3');
    await tab.getByLabel('Within').fill('90');
    await waitForWords(panel, ['Up to 3 calls within 90 minutes']);
    await tab.getByLabel('Calls at most').fill('50');
    await waitForFault(tab.getByLabel('Calls at most'), ['From 1 to 20']);
    await tab.getByLabel('Calls at most').blur();
    expect(await tab.getByLabel('Calls at most').inputValue()).toBe('3');
    await choose(tab, 'And its JSON body holds', 'A value that is …');
    await waitForFault(tab.getByLabel('Path of the value'), ['such as data.status']);
    await tab.getByLabel('Path of the value').fill('data.ok');
    await tab.getByLabel('Value', { exact: true }).fill('true');
    await waitForWords(panel, ['in which data.ok is “true” is success']);
    await waitUntilSaved(tab);
  });

  test('keeps a client secret and shows dots; what is missing is said at its field', async () => {
    await choose(tab, 'Access token', 'OAuth 2.0 client credentials');
    await waitForFault(tab.getByLabel('Client ID'), ['The client id is missing']);
    await tab.getByLabel('Token URL').fill('http://10.0.0.1/token');
    await waitForFault(tab.getByLabel('Token URL'), ['private', 'ALLOW_PRIVATE_ADDRESSES=true']);
    await tab.getByLabel('Token URL').fill('https://id.example.org/token');
    await tab.getByLabel('Client ID').fill('shop');
    await tab.getByLabel('Client secret').fill('hush-hush');
    const panel = tab.getByRole('region', { name: 'Answer and retries' });
    await waitForWords(panel, ['With an OAuth access token from id.example.org']);
    await waitUntilSaved(tab);
    await tab.reload();
    await tab.getByRole('button', { name: 'Change the settings' }).click();
    expect(await tab.getByLabel('Client secret').inputValue()).toBe('••••••••');
    expect(await tab.getByLabel('Path of the value').inputValue()).toBe('data.ok');
  });

  test('an address with a password is refused where it was typed', async () => {
    const field = tab.getByRole('textbox', { name: 'URL', exact: true });
    await field.fill('https://boss:hush@crm.example.org/');
    await waitForFault(field, ['user name or password', 'secret Authorization header']);
    await field.fill(URL);
    await waitUntilSaved(tab);
    getStage().takeComplaints(); // the browser notes the refusal to keep it
  });

  test('a body changes its kind without losing types, and asks before it loses anything', async () => {
    const body = tab.getByRole('textbox', { name: 'Body' });
    const kind = (name: string) =>
      tab.getByRole('radio', { name, exact: true }).locator('xpath=following-sibling::label');
    const bodyText = async () => (await body.innerText()).replace(/\s+/g, '');
    await body.fill('{"n": 5, "list": [1, 2], "text": "5"}');
    await kind('JSON rows').click();
    await until(
      'the rows are there',
      async () => (await tab.getByLabel('Value of row 3').inputValue()) === '"5"',
    );
    expect(await tab.getByLabel('Value of row 2').inputValue()).toBe('[1,2]');
    await kind('Raw').click();
    await until('the original is back', async () => (await bodyText()) === '{"n":5,"list":[1,2],"text":"5"}');

    await kind('Form').click();
    const dialog = tab.getByRole('dialog', { name: 'Change the body to “Form”?' });
    await waitForWords(dialog, ['types of values', 'changing back brings the present body back']);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await bodyText()).toBe('{"n":5,"list":[1,2],"text":"5"}');
    await kind('Form').click();
    await dialog.getByRole('button', { name: 'Change' }).click();
    expect(await tab.getByLabel('Value of row 1').inputValue()).toBe('5');
    await kind('Raw').click();
    await until('the original is back', async () => (await bodyText()) === '{"n":5,"list":[1,2],"text":"5"}');
    await waitUntilSaved(tab);
    expect(getStage().takeComplaints()).toEqual([]);
  });
});
