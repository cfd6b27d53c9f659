// An owner adds a second operator, who signs in with the password shown once, sets one of their own, and is removed again; what two do at
// once is told to whoever comes second.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Operator, signIn as signInByProgram } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import { openSignedIn, signIn } from './operator.ts';
import { describeInBrowser } from './stage.ts';

const OWN_PASSWORD = 'a password of my own';

describeInBrowser('operators', (getStage) => {
  // A second attempt finds the operator of the first.
  let attempts = 0;
  test('are added, change their password, and are removed', { timeout: 90_000 }, async () => {
    const stage = getStage();
    const email = `ben-${++attempts}@example.com`;
    const tab = await openSignedIn(stage);
    await tab.goto('/settings');
    const panel = tab.getByRole('region', { name: 'Operators' });
    await panel.getByRole('button', { name: 'Add operator' }).click();
    const dialog = tab.getByRole('dialog', { name: 'Add an operator' });
    await dialog.getByLabel('Name').fill('Ben');
    await dialog.getByLabel('E-mail').fill(stage.service.owner.email);
    await tab.keyboard.press('Enter');
    await dialog.getByText('exists already').waitFor();
    await dialog.getByLabel('E-mail').fill(email);
    await tab.keyboard.press('Enter');
    const password = await dialog.getByLabel('One-time password', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    const row = panel.getByRole('row').filter({ hasText: email });
    await row.getByText('not signed in').waitFor();

    const second = await stage.openTab({ viewport: { width: 390, height: 800 } });
    await signIn(second, { email, password });
    await second.getByRole('button', { name: 'Set password' }).click();
    const own = second.getByRole('dialog', { name: 'Set your own password' });
    await own.getByLabel('One-time password').fill(password);
    await own.getByLabel('New password', { exact: true }).fill(OWN_PASSWORD);
    await own.getByLabel('New password again').fill(OWN_PASSWORD);
    await own.getByRole('button', { name: 'Change password' }).click();
    await second.getByRole('button', { name: 'Set password' }).waitFor({ state: 'detached' });
    await second.goto('/settings');
    await second.getByRole('region', { name: 'Workspace' }).waitFor();
    expect(await second.getByRole('region', { name: 'Operators' }).count()).toBe(0);

    await row.getByRole('button', { name: 'Remove Ben' }).click();
    await tab.getByRole('button', { name: 'Remove operator' }).click();
    await row.waitFor({ state: 'detached' });
    await second.reload();
    await second.getByRole('heading', { name: 'Sign in to Talaria' }).waitFor();
  });

  test('publish and change rules as they saw them, and see what another saved', {
    timeout: 90_000,
  }, async () => {
    const stage = getStage();
    const other = await signInByProgram(stage.service);
    const { id, save } = await draftOf(other);
    const tab = await openSignedIn(stage);
    await tab.goto(`/campaigns/${id}/edit?step=review`);
    await tab
      .getByRole('button', { name: 'Publish anyway' })
      .or(tab.getByRole('button', { name: 'Schedule' }))
      .first()
      .click();
    const dialog = tab.getByRole('dialog');
    await dialog.waitFor();
    await save('Written meanwhile');
    await dialog.getByRole('button', { name: /^(?:Schedule|Publish|Send)/ }).click();
    await tab.getByRole('alert').getByText('Somebody else changed it').waitFor();
    await tab.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /^What/ }).click();
    await until('theirs is in the wizard', async () => (await textOf(tab)) === 'Written meanwhile');
    expect((await other.call<{ state: string }>('GET', `/api/campaigns/${id}`)).state).toBe('draft');

    await tab.goto('/settings/sending-rules');
    await tab.getByRole('switch', { name: 'Write to nobody at night' }).click();
    const rules = await other.call<object>('GET', '/api/sending-rules');
    await other.call('PUT', '/api/sending-rules', { ...rules, global_control_percent: 7 });
    await tab.getByRole('button', { name: 'Save sending rules' }).click();
    await tab.getByRole('button', { name: 'Load them' }).click();
    await until('theirs is in the form', async () => (await share(tab)) === '7 %');
    await tab.getByRole('button', { name: 'Save sending rules' }).click();
    await tab.getByText('Saved', { exact: true }).waitFor();
    expect(await other.call('GET', '/api/sending-rules')).toMatchObject({
      ...{ global_control_percent: 7, quiet_hours: { action: 'hold' } },
    });
    // What was refused is told in the console, too.
    expect(stage.takeComplaints().filter((one) => !one.includes('409'))).toEqual([]);
  });
});

const textOf = (tab: Page): Promise<string> =>
  tab.getByRole('textbox', { name: 'Text', exact: true }).inputValue();
const share = (tab: Page): Promise<string> => tab.getByLabel('Share of the control group').inputValue();

/** One for later, to everybody on the first Page. */
async function draftOf(operator: Operator) {
  const { pages } = await operator.call<{ pages: { id: string }[] }>('GET', '/api/pages');
  const { segments } = await operator.call<{ segments: { id: string }[] }>('GET', '/api/segments');
  const saying = (text: string) => ({
    ...{ segment_id: segments[0]?.id, page_id: pages[0]?.id, message: { message: { text } } },
    schedule: { kind: 'at', local_time: '2031-12-24T09:00', time_zone: 'UTC' },
  });
  const draft = { name: 'For later', definition: saying('As it was looked at') };
  const { id, revision } = await operator.call<{ id: string; revision: number }>(
    'POST',
    '/api/campaigns',
    draft,
  );
  const save = (text: string) =>
    operator.call('PUT', `/api/campaigns/${id}`, { name: 'For later', revision, definition: saying(text) });
  return { id, save };
}
