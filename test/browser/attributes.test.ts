// An operator finds an attribute whose values were refused, gives it another type after seeing what would not fit, hides one,
// and deletes one.
import { expect, test } from 'vitest';
import { signIn as signInByApi } from '../../scripts/demo/clients.ts';
import { choose, openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser } from './stage.ts';

describeInBrowser('attributes', (getStage) => {
  test('are searched, converted with a preview, hidden and deleted', { timeout: 90_000 }, async () => {
    const stage = getStage();
    const operator = await signInByApi(stage.service);
    const save = (customer_id: string, attributes: object) =>
      operator.call('POST', '/api/people', { customer_id, attributes });
    // A second try of this test must not find what the first one left.
    const visits = `visits_${Date.now()}`;
    await save('a1', { [visits]: '12', address: { city: 'Brno', zip: '602 00' }, note: 'x' });
    await save('a2', { [visits]: 'n/a' });
    await save('a2', { [visits]: 5 }).catch(() => undefined);

    const tab = await openSignedIn(stage);
    await tab.goto('/people');
    await tab.getByRole('link', { name: 'Attributes' }).click();
    await tab.getByRole('heading', { name: 'Attributes and events' }).waitFor();
    await tab.keyboard.press('/');
    await tab.keyboard.type(visits);
    await tab.waitForURL((url) => url.searchParams.get('search') === visits);
    const row = tab.getByRole('row').filter({ hasText: visits });
    await waitForWords(row, ['Text', '1 value refused']);
    await row.getByRole('link', { name: visits }).press('Enter');
    await waitForWords(tab.getByRole('region', { name: 'Refused values' }), ['Number', 'from the API']);

    await tab.getByRole('button', { name: 'Change type' }).click();
    const dialog = tab.getByRole('dialog', { name: `Type of “${visits}”` });
    await choose(dialog, 'New type', 'Number');
    await waitForWords(dialog, ['1 person would lose their value', '“n/a”, 1 person']);
    await dialog.getByLabel('Remove values that do not fit').check();
    await dialog.getByRole('button', { name: 'Change type' }).click();
    await waitForWords(tab.getByRole('region', { name: 'Refused values' }), [
      '"n/a"',
      'from the change of type',
    ]);
    await waitForWords(tab.getByRole('region', { name: 'Frequent values' }), ['12']);

    await tab.goto('/people/attributes/address');
    await waitForWords(tab.getByRole('region', { name: 'Inside' }), ['city', 'zip', 'Text']);
    await tab.getByRole('switch', { name: 'Sensitive' }).press('Space');
    await tab.getByRole('heading', { level: 1 }).getByText('address').waitFor();
    await tab.getByText('sensitive', { exact: true }).waitFor();

    await tab.goto('/people/attributes/note');
    await tab.getByRole('button', { name: 'Delete' }).click();
    await tab.getByRole('button', { name: 'Delete attribute' }).click();
    await tab.getByRole('heading', { name: 'There is no such attribute' }).waitFor();
    expect(stage.takeComplaints().filter((text) => !text.includes('404'))).toEqual([]);
  });
});
