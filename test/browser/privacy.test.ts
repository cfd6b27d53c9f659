// An operator joins two profiles, takes it back, and erases a person; a request that Facebook sends is handled: by the words on the screen.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signIn as signInByApi } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import { openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

interface People {
  people: { id: string; customer_id: string | null }[];
}

/** As Facebook calls when somebody asks it to have their data deleted. */
async function askThroughFacebook({ service }: Stage): Promise<{ url: string }> {
  const answer = await fetch(`${service.sandboxUrl}/sandbox/pages`);
  const [page] = (await answer.json()) as { app_secret: string }[];
  const payload = { algorithm: 'HMAC-SHA256', user_id: '10158000000000001' };
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  const signature = createHmac('sha256', page!.app_secret).update(encoded).digest('base64url');
  const reply = await fetch(`${service.url}/webhooks/facebook/data-deletion`, {
    method: 'POST',
    body: new URLSearchParams({ signed_request: `${signature}.${encoded}` }),
  });
  return (await reply.json()) as { url: string };
}

/** As a program asks to have everybody of an e-mail address erased. */
async function askByEmail({ service }: Stage, secret: string, identity_value: string): Promise<void> {
  const identities = [{ identity_type: 'email', identity_value }];
  const reply = await fetch(`${service.url}/v1/opengdpr_requests`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`default:${secret}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ request_type: 'erasure', identities }),
  });
  expect(reply.status).toBe(200);
}

describeInBrowser('identity and privacy', (getStage) => {
  test('two profiles become one, come apart again, and one is erased for good', {
    timeout: 90_000,
  }, async () => {
    const stage = getStage();
    const operator = await signInByApi(stage.service);
    const anonymous = async () =>
      (await operator.call<People>('GET', '/api/people?kind=messenger')).people.find(
        (person) => person.customer_id === null,
      );
    await until('somebody wrote', async () => (await anonymous()) !== undefined);
    const person = (await anonymous())!;
    await operator.call('POST', '/api/people', {
      customer_id: 'till-77',
      attributes: { first_name: 'Marta', last_name: 'Quist' },
    });

    const tab = await openSignedIn(stage);
    await tab.goto(`/people/${person.id}`);
    await tab.getByRole('button', { name: 'Actions' }).click();
    await tab.getByRole('menuitem', { name: 'Merge with…' }).click();
    const merging = tab.getByRole('dialog');
    await merging.getByRole('combobox', { name: 'Person' }).fill('till-77');
    await tab.getByRole('option', { name: /till-77/ }).click();
    await waitForWords(merging, ['goes to Marta Quist', 'It can be undone for 30 days']);
    await merging.getByRole('button', { name: 'Merge', exact: true }).click();
    await tab.getByRole('heading', { name: 'Marta Quist', level: 1 }).waitFor();
    const joined = tab.getByRole('region', { name: 'Joined from' });
    await waitForWords(joined, [person.id, 'Can be undone until']);

    await joined.getByRole('button', { name: /^Undo/ }).click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Undo merge' }).click();
    await tab.waitForURL(`**/people/${person.id}`);
    await tab.getByText('Anonymous').first().waitFor();

    await tab.getByRole('button', { name: 'Actions' }).click();
    await tab.getByRole('menuitem', { name: 'Erase…' }).click();
    const erasing = tab.getByRole('dialog');
    const forGood = erasing.getByRole('button', { name: 'Erase for good' });
    expect(await forGood.isDisabled()).toBe(true);
    await erasing.getByLabel('Type “erase” to go on').fill('erase');
    await forGood.click();
    await tab.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    await tab.goto('/settings/privacy');
    await waitForWords(tab.getByRole('region', { name: 'Erasures' }), ['1 person erased', 'identities 1']);
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('a request from Facebook waits for an operator, and its state is told in public', {
    timeout: 60_000,
  }, async () => {
    const stage = getStage();
    const { url } = await askThroughFacebook(stage);
    const tab = await openSignedIn(stage);
    await tab.goto('/settings');
    await tab.getByRole('link', { name: 'Privacy' }).click();
    const requests = tab.getByRole('region', { name: 'Requests' });
    await waitForWords(requests, ['Delete everything', 'facebook user id 10158000000000001', 'Open']);
    await requests.getByRole('button', { name: /^Handle/ }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByLabel('Close it without erasing anybody').fill('Never wrote to us');
    await dialog.getByRole('button', { name: 'Close request' }).click();
    await waitForWords(requests, ['Done', 'Never wrote to us', 'no longer kept']);
    const status = await tab.goto(new URL(url).pathname);
    expect(status?.status()).toBe(200);
    await waitForWords(tab.locator('body'), ['Deletion of your data', 'Done.']);
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('a program’s request that finds nobody says so, and one that means several people waits for an operator', {
    timeout: 60_000,
  }, async () => {
    const stage = getStage();
    const operator = await signInByApi(stage.service);
    const email = 'family@shop.example';
    for (const customer_id of ['family-1', 'family-2'])
      await operator.call('POST', '/api/people', { customer_id, attributes: { email } });
    const { secret } = await operator.call<{ secret: string }>('POST', '/api/keys', { name: 'privacy' });
    for (const identity_value of [email, 'nobody@shop.example'])
      await askByEmail(stage, secret, identity_value);

    const tab = await openSignedIn(stage);
    await tab.goto('/settings/privacy');
    const requests = tab.getByRole('region', { name: 'Requests' });
    await waitForWords(requests, [`e-mail address ${email}`, '2 people have the e-mail address told']);
    await waitForWords(requests, ['Nobody found', 'looked for by e-mail address']);
    await requests.getByRole('button', { name: /^Handle/ }).click();
    await waitForWords(tab.getByRole('dialog'), ['2 people have', 'Erase this person']);
    expect(stage.takeComplaints()).toEqual([]);
  });
});
