// What the dashboard says when something is wrong: at the field where it can be mended, in a sentence, with a way on.
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { steerSandbox } from '../../scripts/demo/clients.ts';
import {
  createDraft,
  type DraftStart,
  openSignedIn,
  openStep,
  waitForFault,
  waitForWords,
  waitUntilSaved,
} from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

interface SandboxPage {
  id: string;
  name: string;
  access_token: string;
  app_id: string;
  app_secret: string;
}

describeInBrowser('what goes wrong is said', (getStage) => {
  /** Signed in once for all. */
  let desk: BrowserContext;
  beforeAll(async () => {
    desk = (await openSignedIn(getStage())).context();
  });

  test('a wrong password', async () => {
    const tab = await getStage().openTab();
    await tab.goto('/');
    await tab.getByLabel('E-mail').fill(getStage().service.owner.email);
    await tab.getByLabel('Password', { exact: true }).fill('not the password');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await waitForWords(tab.getByRole('alert'), ['This e-mail and password do not belong together.']);
  });

  test('a token that cannot connect a Page, at its field', async () => {
    const stage = getStage();
    const page = await steer<SandboxPage>(stage, 'POST', '/sandbox/pages', { name: 'Second Shop' });
    const apps = await steer<{ id: string; user_access_token: string }[]>(stage, 'GET', '/sandbox/apps');
    const userToken = apps.find((app) => app.id === page.app_id)?.user_access_token ?? '';
    const tab = await stage.openTab({}, desk);
    await tab.goto('/pages');
    await tab.getByRole('button', { name: 'Connect a Page' }).click();
    const dialog = tab.getByRole('dialog', { name: 'Connect a Page' });
    await dialog.getByRole('button', { name: 'Paste a Page access token' }).click();
    const connect = async (token: string, secret: string): Promise<void> => {
      await dialog.getByLabel('Page access token').fill(token);
      await dialog.getByLabel('App secret').fill(secret);
      await dialog.getByRole('button', { name: 'Connect and check' }).click();
    };

    await dialog.getByRole('button', { name: 'Connect and check' }).click();
    await waitForFault(dialog.getByLabel('Page access token'), ['Paste the Page access token']);
    await connect(page.access_token, 'a wrong secret');
    await waitForFault(dialog.getByLabel('App secret'), [
      'Facebook does not accept this app id and secret',
      'Copy both from',
    ]);
    await connect(userToken, page.app_secret);
    await waitForFault(dialog.getByLabel('Page access token'), [
      'This is a user access token',
      '/me/accounts',
    ]);
    await steer(stage, 'PUT', `/sandbox/pages/${page.id}`, { token_state: 'expired' });
    await connect(page.access_token, page.app_secret);
    await waitForFault(dialog.getByLabel('Page access token'), ['expired']);
  });

  test('a template that cannot be read, with its line', async () => {
    const tab = await openDraft(
      await getStage().openTab({}, desk),
      'A bad template',
      'A request of your own',
    );
    await openStep(tab, 'What');
    await tab.getByRole('textbox', { name: 'Body' }).fill('{\n  "recipient": { "id": "{{ ps_id " }\n}');
    await waitForWords(tab.getByRole('region', { name: 'Request' }), ['line 2']);
  });

  test('the URL of a Page that is not connected', async () => {
    const tab = await openDraft(
      await getStage().openTab({}, desk),
      'A stranger’s Page',
      'A request of your own',
    );
    await openStep(tab, 'What');
    const url = tab.getByLabel('URL', { exact: true });
    await url.fill('https://graph.facebook.com/v26.0/999000111222333/messages');
    await waitForFault(url, ['999000111222333', 'not connected']);
  });

  test('an incomplete draft lists its gaps, and each leads to its field', async () => {
    const tab = await openDraft(
      await getStage().openTab({}, desk),
      'Nothing chosen',
      'A request of your own',
    );
    await openStep(tab, 'Review');
    const gaps = tab.getByRole('region', { name: 'Before it can go' });
    await waitForWords(gaps, ['segment', 'URL', 'to be mended first']);
    expect(await gaps.getByRole('button', { name: 'Publish and send' }).isDisabled()).toBe(true);
    await gaps
      .getByRole('listitem')
      .filter({ hasText: 'URL' })
      .getByRole('link', { name: 'Go there' })
      .click();
    await tab.getByLabel('URL', { exact: true }).and(tab.locator(':focus')).waitFor();
  });

  test('a draft changed in two tabs: both changes stay, and the same field is asked for', async () => {
    const stage = getStage();
    const first = await openDraft(await stage.openTab({}, desk), 'Changed twice', 'A Messenger message');
    const second = await stage.openTab({}, first.context());
    await second.goto(first.url());
    await second.getByRole('combobox', { name: 'Tags' }).fill('from the second');
    await second.keyboard.press('Enter');
    await waitUntilSaved(second);
    await first.bringToFront();
    await first.getByText('from the second', { exact: true }).waitFor();

    // The first does not hear of the next change before it makes its own.
    const deaf = { revision: 1, state: 'draft', others: [] };
    await first.route('**/edits', (route) => route.fulfill({ json: deaf }));
    await second.getByLabel('Campaign name').fill('Named by the second');
    await waitUntilSaved(second);
    await first.getByLabel('Campaign name').fill('Named by the first');
    const dialog = first.getByRole('dialog', { name: 'You both changed this' });
    await waitForWords(dialog, ['Named by the first', 'Named by the second']);
    await dialog.getByRole('button', { name: 'Decide later' }).click();
    await waitForWords(first.getByRole('alert', { name: 'Somebody else changed this too' }), ['Name']);
    await first.getByRole('button', { name: 'Decide', exact: true }).click();
    await dialog.getByRole('radio', { name: /Keep mine/ }).click();
    await dialog.getByRole('button', { name: 'Save this' }).click();
    await waitUntilSaved(first);
    await second.bringToFront();
    await second.getByRole('heading', { name: 'Named by the first', level: 1 }).waitFor();
  });

  test('a service that is gone, and the way on when it is back', { timeout: 60_000 }, async () => {
    const { service, openTab } = getStage();
    const tab = await openTab({}, desk);
    await tab.goto('/people');
    await tab.getByRole('table', { name: 'People' }).getByRole('link').first().waitFor();
    await service.kill();
    try {
      await tab.getByRole('textbox', { name: /^Search by name/ }).fill('an');
      const alert = tab.getByRole('alert', { name: 'This could not be loaded' });
      await waitForWords(alert, ['Talaria does not answer.', 'Check that the service runs']);
    } finally {
      await service.restart();
    }
    await tab.getByRole('button', { name: 'Try again' }).click();
    await tab.getByRole('table', { name: 'People' }).getByRole('link').first().waitFor();
  });
});

const steer = <T>({ service }: Stage, method: string, path: string, body?: object): Promise<T> =>
  steerSandbox<T>(service, method, path, body);

async function openDraft(tab: Page, ...draft: [name: string, start: DraftStart]): Promise<Page> {
  await tab.goto('/campaigns');
  await createDraft(tab, ...draft);
  await waitUntilSaved(tab);
  return tab;
}
