// An owner adds a second operator, who signs in with the password shown once, sets one of their own, and is removed again.
import { expect, test } from 'vitest';
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
});
