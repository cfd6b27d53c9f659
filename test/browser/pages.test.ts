// Pages in a real browser: connected by logging in at the sandbox's dialog, their health seen, their earlier conversations
// collected.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { steerSandbox } from '../../scripts/demo/clients.ts';
import { goTo, openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

const sandboxPage = z.object({ id: z.string(), name: z.string(), app_id: z.string() });

async function listSandboxPages({ service }: Stage) {
  return z.array(sandboxPage).parse(await steerSandbox(service, 'GET', '/sandbox/pages'));
}

/** From the list of Pages to Facebook's dialog, as the sandbox plays it. */
async function goToDialog(tab: Page): Promise<void> {
  await goTo(tab, 'Pages');
  await tab.getByRole('button', { name: 'Connect a Page' }).click();
  await tab.getByRole('button', { name: 'Continue with Facebook' }).click();
  await tab.waitForURL(/\/dialog\/oauth/);
}

describeInBrowser('Pages', (getStage) => {
  test('a cancelled login connects nothing; one that is finished connects what was chosen', async () => {
    const stage = getStage();
    const [shop] = await listSandboxPages(stage);
    for (const name of ['Bakery', 'Not ticked in the dialog'])
      await steerSandbox(stage.service, 'POST', '/sandbox/pages', { name, app_id: shop!.app_id });
    const left = (await listSandboxPages(stage)).find((page) => page.name.startsWith('Not ticked'))!;
    const tab = await openSignedIn(stage);

    await goToDialog(tab);
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.getByRole('heading', { name: 'The login was cancelled' }).waitFor();
    await tab.getByRole('button', { name: 'Continue with Facebook' }).click();
    await tab.waitForURL(/\/dialog\/oauth/);
    await tab.locator(`input[name="page_${left.id}"]`).uncheck();
    await tab.locator('input[name="scope_business_management"]').uncheck();
    await tab.getByRole('button', { name: 'Continue', exact: true }).click();

    await tab.getByText('Pages that belong to a business portfolio may be missing').waitFor();
    expect(tab.url(), 'the code is gone from the address').not.toContain('code=');
    expect(await tab.getByRole('checkbox').count()).toBe(2);
    await tab.getByRole('checkbox', { name: 'Bakery' }).check();
    await tab.getByRole('button', { name: 'Connect and check' }).click();
    await tab.getByRole('heading', { name: 'Connected' }).waitFor();
    await tab.getByRole('link', { name: 'Bakery' }).click();
    await tab.getByRole('heading', { name: 'Bakery', level: 1 }).waitFor();
    await tab.getByText('Every field Talaria reads is subscribed').waitFor();
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('a restriction is seen, with its end, and what was done stands in the history', async () => {
    const stage = getStage();
    const [shop] = await listSandboxPages(stage);
    const tab = await openSignedIn(stage);
    await tab.goto(`/pages/${shop!.id}?tab=health`);
    await tab.getByText('In good standing').waitFor();
    const seconds = Math.floor(Date.now() / 1000);
    const stand = (standing: object) =>
      steerSandbox(stage.service, 'PUT', `/sandbox/pages/${shop!.id}`, { setup: { standing } });
    await stand({
      status: 'restricted',
      violations: [{ type: 'SPAM', description: 'Many reports.', url: 'https://example.com' }],
      restrictions: [
        {
          feature: 'page_messaging_api',
          status: 'RESTRICTED',
          description: '',
          applied_time: seconds,
          expiration_time: seconds + 86_400,
        },
      ],
    });
    await tab.getByRole('button', { name: 'Ask again' }).click();
    await waitForWords(tab.getByRole('region', { name: 'Standing with Facebook' }), [
      'Restricted by Facebook',
      'SPAM: Many reports.',
      'Nothing is sent for this Page until',
    ]);
    await tab
      .getByRole('alert')
      .filter({ hasText: 'Campaigns of this Page have paused themselves' })
      .waitFor();
    await waitForWords(tab.getByRole('region', { name: 'History' }), [
      'Subscribed to webhooks',
      'by Talaria itself',
    ]);
    await stand({ status: 'ok', violations: [], restrictions: [] });
    await tab.getByRole('button', { name: 'Ask again' }).click();
    await tab.getByText('In good standing').waitFor();
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('earlier conversations are collected, and how it went is said', async () => {
    const stage = getStage();
    const [shop] = await listSandboxPages(stage);
    const tab = await openSignedIn(stage);
    await tab.goto(`/pages/${shop!.id}`);
    await tab.getByRole('button', { name: 'Collect people' }).click();
    await waitForWords(tab.getByRole('region', { name: 'Earlier conversations' }), [
      'Done.',
      '25 people found in 1 page of conversations',
      'Collect again',
    ]);
    expect(stage.takeComplaints()).toEqual([]);
  });
});
