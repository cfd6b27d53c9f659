// An operator records that somebody does not want to be messaged, and later that they do: shown at once wherever it matters.
import { expect, test } from 'vitest';
import { signIn as signInByApi } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import { openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser } from './stage.ts';

interface People {
  people: { id: string; name: string }[];
}

describeInBrowser('consent', (getStage) => {
  test('is recorded on a person and marked in the list; a later yes takes it back', {
    timeout: 60_000,
  }, async () => {
    const stage = getStage();
    const operator = await signInByApi(stage.service);
    const known = () => operator.call<People>('GET', '/api/people?kind=messenger');
    await until('the example people are known', async () => (await known()).people.length > 0);
    const person = (await known()).people[0]!;

    const tab = await openSignedIn(stage);
    await tab.goto(`/people/${person.id}`);
    const consent = tab.getByRole('region', { name: 'Consent' });
    await waitForWords(consent, ['No opt-in and no opt-out is recorded.']);
    await consent.getByRole('button', { name: 'Record an opt-out' }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByLabel('Why').fill('Asked in the shop');
    await dialog.getByRole('button', { name: 'Record opt-out' }).click();
    await waitForWords(consent, ['Opted out', 'Asked in the shop (recorded by', 'by an operator']);
    await waitForWords(tab.getByRole('region', { name: 'On Messenger' }), [
      'Opted out',
      'Asked not to be messaged',
    ]);

    await tab.goto('/people?kind=messenger');
    await tab.getByRole('row').filter({ hasText: person.name }).getByText('Opted out').first().waitFor();

    await tab.goto(`/people/${person.id}`);
    await consent.getByRole('button', { name: 'Record an opt-in' }).click();
    await dialog.getByRole('button', { name: 'Record opt-in' }).click();
    await waitForWords(dialog, ['Say where the permission comes from']);
    await dialog.getByLabel('Where the permission comes from').fill('Form of 3 May');
    await dialog.getByRole('button', { name: 'Record opt-in' }).click();
    await waitForWords(consent, ['Opted in', 'Form of 3 May (recorded by', 'Opted out']);
    await tab.getByRole('region', { name: 'On Messenger' }).getByText(/left$/).waitFor();
    expect(stage.takeComplaints()).toEqual([]);
  });
});
