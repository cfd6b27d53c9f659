// The whole way of somebody who has never seen the product, with two tabs and nothing but what is on the screen: from the
// printed one-time password to a campaign on the phone, its report, and the answer of the person on the timeline.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { steerSandbox } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import { choose, createDraft, goTo, signIn, waitForWords, waitUntilSaved } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

const QUESTION = 'Do you have this in green?';
const CAMPAIGN = 'Green is back';
const OWN_PASSWORD = 'a password of my own';

interface Somebody {
  name: string;
  firstName: string;
  psid: string;
}

describeInBrowser('a newcomer', (getStage) => {
  test('carries a campaign from the first sign-in to its report', { timeout: 90_000 }, async () => {
    const stage = getStage();
    const desk = await stage.openTab();
    await signIn(desk, stage.service.owner);
    await setOwnPassword(desk, stage.service.owner.password);
    await signOut(desk);
    await signIn(desk, { ...stage.service.owner, password: OWN_PASSWORD });
    const phone = await stage.openTab({}, desk.context());
    const somebody = await writeAsSomebodyNew(phone, stage);
    await findOnTimeline(desk, somebody, ['Messenger message', QUESTION]);
    await createSegment(desk, somebody, await countNamesakes(stage, somebody));
    await createDraft(desk, CAMPAIGN, 'A Messenger message');
    await chooseWho(desk, somebody);
    await writeWhat(desk, somebody);
    await sendTest(desk, somebody);
    await seeOnPhone(phone, somebody, 1);
    await publish(desk);
    await readReport(desk, await countNamesakes(stage, somebody));
    await openRecipient(desk, somebody);
    await seeOnPhone(phone, somebody, 2);
    await phone
      .getByRole('group', { name: 'Quick replies' })
      .getByRole('button', { name: 'Morning' })
      .click();
    await findOnTimeline(desk, somebody, ['Messenger quick reply', 'Morning', `Campaign: ${CAMPAIGN}`]);
    expect(stage.takeComplaints()).toEqual([]);
  });
});

async function setOwnPassword(desk: Page, oneTimePassword: string): Promise<void> {
  await desk.getByRole('button', { name: 'Set password' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Set your own password' });
  await dialog.getByLabel('One-time password').fill(oneTimePassword);
  await dialog.getByLabel('New password', { exact: true }).fill(OWN_PASSWORD);
  await dialog.getByLabel('New password again').fill(OWN_PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await desk.getByRole('button', { name: 'Set password' }).waitFor({ state: 'detached' });
}

async function signOut(desk: Page): Promise<void> {
  await desk.getByRole('button', { name: /^Account/ }).click();
  await desk.getByRole('menuitem', { name: 'Sign out' }).click();
  await desk.getByRole('heading', { name: 'Sign in to Talaria' }).waitFor();
}

/** Adds a person to the sandbox and writes to the Page as them. */
async function writeAsSomebodyNew(phone: Page, { service }: Stage): Promise<Somebody> {
  await phone.goto(service.sandboxUrl);
  await phone.getByLabel('How many people to add').fill('1');
  await phone.getByRole('button', { name: 'Add people' }).click();
  // Somebody without messages shows the PSID where the others show the last message.
  const people = phone.getByRole('region', { name: 'People' });
  await people.getByRole('button', { name: /\d{12,}/ }).click();
  const who = await phone.getByText(/^as .+ · has never written$/).innerText();
  await phone.getByRole('textbox', { name: 'Message' }).fill(QUESTION);
  await phone.getByRole('button', { name: 'Send', exact: true }).click();
  await phone.getByRole('list', { name: 'Messages' }).getByText(QUESTION).waitFor();
  const name = who.replace(/^as (.+) · .*$/, '$1');
  return { name, firstName: name.split(' ')[0] ?? '', psid: phone.url().split('/').at(-1) ?? '' };
}

/** Looks somebody up and finds `words` on their timeline. A webhook takes a moment; the screens show it by themselves. */
async function findOnTimeline(desk: Page, { name, psid }: Somebody, words: string[]): Promise<void> {
  await desk.bringToFront();
  await goTo(desk, 'People');
  await desk.getByRole('textbox', { name: /^Search by name/ }).fill(psid);
  const rows = desk.getByRole('table', { name: 'People' }).getByRole('link');
  // A list that changes under the pointer swallows the click.
  await until('the list shows who was looked for', async () => (await rows.count()) === 1);
  await rows.click();
  await desk.getByRole('heading', { name, level: 1 }).waitFor();
  await waitForWords(desk.getByRole('region', { name: 'On Messenger' }), [psid, 'h left']);
  const timeline = desk.getByRole('region', { name: 'Timeline' });
  for (const word of words) await timeline.getByText(word).first().waitFor();
}

/** People of the sandbox with the same first name, by the sandbox's own list. */
async function countNamesakes({ service }: Stage, { firstName }: Somebody): Promise<number> {
  const [page] = await steerSandbox<{ id: string }[]>(service, 'GET', '/sandbox/pages');
  const people = await steerSandbox<{ data: { name: string }[] }>(
    service,
    'GET',
    `/sandbox/people?page_id=${page?.id}&limit=500`,
  );
  return people.data.filter((person) => person.name.split(' ')[0] === firstName).length;
}

async function createSegment(desk: Page, { name, firstName }: Somebody, count: number): Promise<void> {
  await goTo(desk, 'Segments');
  await desk.getByRole('link', { name: 'New segment' }).click();
  const audience = desk.getByRole('region', { name: 'Who is in' });
  await waitForWords(audience, ['26', 'People who have ps_id']);
  await desk.getByLabel('Name', { exact: true }).fill(segmentName(firstName));
  await desk.getByRole('button', { name: 'Add attribute' }).click();
  await desk.getByRole('combobox', { name: 'Attribute' }).last().fill('first_name');
  await desk.getByRole('combobox', { name: 'Comparison' }).last().click();
  await desk.getByRole('option', { name: 'is', exact: true }).click();
  await desk.getByRole('combobox', { name: 'Value', exact: true }).fill(firstName);
  await waitForWords(audience, [`${count}`, firstName, name]);
  await desk.getByRole('button', { name: 'Create segment' }).click();
  await desk
    .getByRole('heading', { name: 'Segments', level: 1 })
    .or(desk.getByRole('heading', { name: segmentName(firstName) }))
    .first()
    .waitFor();
}

const segmentName = (firstName: string): string => `Everybody named ${firstName}`;

async function chooseWho(desk: Page, { firstName }: Somebody): Promise<void> {
  await choose(desk, 'Segment', segmentName(firstName));
  await waitForWords(desk.getByRole('region', { name: 'How many can be reached' }), ['100%']);
  await desk.getByRole('link', { name: 'Next: what' }).click();
}

async function writeWhat(desk: Page, { name, firstName }: Somebody): Promise<void> {
  await writeText(desk);
  for (const [index, answer] of ['Morning', 'Evening'].entries()) {
    await desk.getByRole('button', { name: 'Add quick reply' }).click();
    const reply = desk.getByRole('group', { name: `Quick reply ${index + 1}`, exact: true });
    await reply.getByRole('textbox', { name: 'Words' }).fill(answer);
    await reply.getByRole('textbox', { name: 'Payload' }).fill(answer.toUpperCase());
  }
  const look = desk.getByRole('region', { name: 'Preview and test' });
  await choose(look, 'For', 'A person');
  await look.getByRole('combobox', { name: 'Person' }).fill(name);
  await desk
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click();
  await waitForWords(look.getByRole('region', { name: 'As it looks in Messenger' }), [
    `Hi ${firstName}, which one suits you?`,
    'Morning',
    'Evening',
  ]);
  await waitForWords(look, ['Would be sent']);
  await waitUntilSaved(desk);
}

/** Writes around the name, which the menu puts in at the cursor. */
async function writeText(desk: Page): Promise<void> {
  const text = desk.getByRole('textbox', { name: 'Text', exact: true });
  await text.fill('Hi , which one suits you?');
  await text.press('Home');
  for (const _letter of 'Hi ') await text.press('ArrowRight');
  await desk.getByRole('button', { name: 'Personalise text' }).click();
  await desk.getByRole('option', { name: 'first_name' }).click();
  await desk.getByRole('textbox', { name: 'Write instead' }).fill('there');
  await desk.getByRole('button', { name: 'Put it in' }).click();
  expect(await text.inputValue()).toBe(
    "Hi {{ UserAttribute['first_name'] | default: 'there' }}, which one suits you?",
  );
}

async function sendTest(desk: Page, { firstName, psid }: Somebody): Promise<void> {
  const look = desk.getByRole('region', { name: 'Preview and test' });
  await look.getByRole('tab', { name: 'Test' }).click();
  await choose(look, 'For', 'PSID');
  await look.getByRole('textbox', { name: 'PSID' }).fill(psid);
  await look.getByRole('button', { name: 'Send test' }).click();
  await waitForWords(look.getByRole('group', { name: 'Response' }), ['HTTP 200', 'message_id', psid]);
  await waitForWords(look.getByRole('group', { name: 'Request' }), [`Hi ${firstName}, which one`, psid]);
}

async function seeOnPhone(phone: Page, { firstName }: Somebody, times: number): Promise<void> {
  await phone.bringToFront();
  const said = phone
    .getByRole('list', { name: 'Messages' })
    .getByText(`Hi ${firstName}, which one suits you?`);
  await said.nth(times - 1).waitFor();
  expect(await said.count()).toBe(times);
}

async function publish(desk: Page): Promise<void> {
  await desk.bringToFront();
  await desk.getByRole('link', { name: 'Next: when' }).click();
  await desk.getByRole('radio', { name: 'As soon as it is published' }).waitFor();
  await desk.getByRole('link', { name: 'Next: review' }).click();
  await waitForWords(desk.getByRole('region', { name: 'Ready to go' }), ['Nothing is missing']);
  await desk.getByRole('button', { name: 'Publish and send' }).click();
  const dialog = desk.getByRole('dialog', { name: /^Send to \d+ (person|people) now\?$/ });
  await dialog.getByRole('button', { name: 'Publish and send' }).click();
}

async function readReport(desk: Page, count: number): Promise<void> {
  await desk.getByText('Finished', { exact: true }).waitFor();
  const funnel = desk.getByRole('region', { name: 'What became of everyone' });
  await waitForWords(funnel, ['Adds up', 'Everyone is settled']);
  await waitForWords(desk.getByRole('region', { name: 'Progress' }), [`Accepted ${count} `, 'Failed 0']);
}

async function openRecipient(desk: Page, { name, firstName, psid }: Somebody): Promise<void> {
  await desk.getByRole('table', { name: 'Recipients' }).getByRole('button', { name }).click();
  const drawer = desk.getByRole('dialog', { name: 'Recipient' });
  await waitForWords(drawer.getByRole('group', { name: 'Request' }), [`Hi ${firstName}`, psid]);
  await waitForWords(drawer.getByRole('group', { name: 'Response' }), ['HTTP 200', 'message_id']);
  await desk.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
}
