// The ways in, by the words on the screen: a link is made, opened and tied to a customer; a comment is answered in private.
import { expect, test } from 'vitest';
import { signIn as signInByApi, steerSandbox } from '../../scripts/demo/clients.ts';
import { choose, goTo, openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

interface SandboxPage {
  id: string;
  name: string;
}

async function openEntryPoints(stage: Stage) {
  const [page] = await steerSandbox<SandboxPage[]>(stage.service, 'GET', '/sandbox/pages');
  const { psids } = await steerSandbox<{ psids: string[] }>(stage.service, 'POST', '/sandbox/people', {
    page_id: page?.id,
    count: 2,
  });
  const tab = await openSignedIn(stage);
  await goTo(tab, 'Pages');
  await tab.getByRole('link', { name: page?.name ?? '' }).click();
  await tab.getByRole('tab', { name: 'Entry points' }).click();
  const act = (psid: string | undefined, action: object) =>
    steerSandbox(stage.service, 'POST', `/sandbox/people/${psid}/actions`, { page_id: page?.id, ...action });
  const start = (psid: string | undefined, url: string) =>
    act(psid, {
      type: 'postback',
      payload: 'GET_STARTED',
      referral: { ref: new URL(url).searchParams.get('ref') },
    });
  return { tab, psids, act, start };
}

describeInBrowser('entry points', (getStage) => {
  test('a link is made, counted when it is opened, and ties a person to a customer', {
    timeout: 120_000,
  }, async () => {
    const stage = getStage();
    const operator = await signInByApi(stage.service);
    await operator.call('POST', '/api/people', {
      customer_id: 'entry-1',
      attributes: { first_name: 'Maja' },
    });
    const { tab, psids, start } = await openEntryPoints(stage);

    await tab.getByRole('button', { name: 'New link' }).click();
    const form = tab.getByRole('dialog', { name: 'New link' });
    await form.getByLabel('Name').fill('Poster in the shop');
    await form.getByRole('button', { name: 'Make link' }).click();
    const drawer = tab.getByRole('dialog', { name: 'Entry link' });
    const address = await drawer.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
    expect(address).toMatch(/\/m\.me\/\d+\?ref=poster-in-the-shop-/);
    expect(
      await drawer
        .getByAltText('QR code of Poster in the shop')
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBeGreaterThan(0);
    await start(psids[0], address);
    await waitForWords(drawer, ['Opened 1', 'started the conversation, for the first time']);

    await drawer.getByLabel('Customer ID').fill('nobody');
    await drawer.getByRole('button', { name: 'Make link' }).click();
    await waitForWords(drawer, ['There is no customer nobody. Save the customer first.']);
    await drawer.getByLabel('Customer ID').fill('entry-1');
    await drawer.getByRole('button', { name: 'Make link' }).click();
    const personal = await drawer.getByRole('textbox', { name: 'Link for entry-1' }).inputValue();
    await start(psids[0], personal);
    await waitForWords(drawer, ['Tied to the customer']);
    await start(psids[1], personal);
    await waitForWords(drawer, ['Not tied to entry-1', 'The link was used before']);

    await drawer.getByRole('button', { name: 'Put away' }).click();
    await waitForWords(drawer, ['Put away: it still counts']);
    await drawer.getByRole('button', { name: 'Bring back' }).click();
    await drawer.getByRole('button', { name: 'Put away' }).waitFor();

    await drawer.getByRole('button', { name: 'Close' }).click();
    await goTo(tab, 'People');
    await tab.getByRole('link', { name: 'Maja' }).first().click();
    await tab.getByText('opened a personal link').waitFor();
    await choose(tab, 'Entry link', /Poster in the shop/);
    await tab.getByText('ties no second account').waitFor();
    expect(stage.takeComplaints().filter((complaint) => !complaint.includes('400'))).toEqual([]);
  });

  test('a comment is answered by a rule, as its trial says', { timeout: 120_000 }, async () => {
    const stage = getStage();
    const { tab, psids, act } = await openEntryPoints(stage);
    await tab.getByRole('button', { name: 'New rule' }).click();
    const form = tab.getByRole('dialog', { name: 'New rule' });
    await form.getByLabel('Name', { exact: true }).fill('Sizes');
    await form.getByLabel('Words').fill('größe');
    await tab.keyboard.press('Enter');
    await form.getByLabel('Text of the message').fill('Hello {{ nobody }}');
    await form.getByText('uses "nobody"').waitFor();
    await form.getByLabel('Text of the message').fill('Hello ');
    await form.getByRole('button', { name: 'Their name' }).click();
    await form.getByLabel('Somebody comments').fill('Welche GRÖSSE?');
    await form.getByText('This comment is answered').waitFor();
    await waitForWords(form.getByRole('region', { name: 'As it looks in Messenger' }), ['Hello Anna Novak']);
    await form.getByRole('button', { name: 'Save and switch on' }).click();
    await form.waitFor({ state: 'detached' });

    await act(psids[0], { type: 'comment', text: 'Größe 42?' });
    const log = tab.getByRole('region', { name: 'Private replies' });
    await waitForWords(log, ['Größe 42?', 'Answered', '↳ Hello ']);
    await tab.getByRole('switch', { name: 'On: Sizes answers comments' }).focus();
    await tab.keyboard.press('Space');
    await tab.getByRole('switch', { name: 'Off: Sizes answers comments' }).waitFor();
    expect(stage.takeComplaints()).toEqual([]);
  });
});
