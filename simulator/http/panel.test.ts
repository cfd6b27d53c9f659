// The controls beside the phone in a real browser: the clock, the Page, people who answer, faults, reviews, m.me links.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { here, open } from '../testing/browser.ts';
import { openStory, type Story, someoneWhoWrote } from '../testing/story.ts';

async function section(tab: Page, name: string) {
  const found = tab.locator('.section', { has: tab.locator('.section-title', { hasText: name }) });
  if ((await found.getAttribute('open')) === null) await found.locator('summary').click();
  return found;
}

const state = async (story: Story) => (await story.control('GET', `/sandbox/pages/${story.page.id}`)).body;

here('the clock is moved, and the window of the person closes', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const { tab, problems } = await open(story, psid);
  await tab.getByText(/window open/).waitFor();
  const clock = await section(tab, 'Clock');
  await clock.getByRole('button', { name: '+24 h' }).click();
  await clock.getByRole('button', { name: '+1 h' }).click();
  await tab.getByText(/window closed/).waitFor();
  await clock.getByText('25 h ahead of real time').waitFor();
  await clock.getByRole('button', { name: 'Back to real time' }).click();
  await clock.getByText('The same as real time').waitFor();
  expect((await story.control('GET', '/sandbox/clock')).body.offset_seconds).toBe(0);
  expect(problems).toEqual([]);
  await tab.context().close();
});

here('the Page is restricted and freed, its token dies, its people answer', async () => {
  const story = await openStory();
  const { tab, problems } = await open(story, await someoneWhoWrote(story));
  const page = await section(tab, 'Page');
  await page.getByRole('button', { name: 'Restrict for 24 h' }).click();
  await page.getByText('Restricted: sends are refused').waitFor();
  expect((await state(story)).barred).toBe(true);
  await page.getByRole('button', { name: 'Lift' }).click();
  await page.getByText('In good standing').waitFor();
  await page.getByLabel('Access token').selectOption('password_changed');
  await expect.poll(async () => (await state(story)).token_state).toBe('password_changed');
  const crowd = await section(tab, 'People who answer');
  await crowd.getByLabel('Reply').fill('40');
  await crowd.getByRole('button', { name: 'Start' }).click();
  await crowd.getByText('Nothing done yet.').waitFor();
  const { script } = (await story.control('GET', '/sandbox/script')).body;
  expect(script).toMatchObject({ reply_rate: 0.4, read_rate: 0.7, block_rate: 0 });
  await crowd.getByRole('button', { name: 'Stop' }).click();
  await crowd.getByText('Off: people do only').waitFor();
  await story.people(30);
  await crowd.getByLabel('How many').fill('7');
  await crowd.getByRole('button', { name: 'Let them write' }).click();
  await crowd.getByText('7 people wrote.').waitFor();
  expect(problems).toEqual([]);
  await tab.context().close();
});

here('faults are put in force by name and healed; a template is approved by hand', async () => {
  const story = await openStory();
  await story.control('PUT', '/sandbox/settings', { platform: { template_review: 'manual' } });
  await story.graph(`/v26.0/${story.page.id}/message_templates`, {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Your order is on its way.' }],
  });
  const { tab, problems } = await open(story, await someoneWhoWrote(story));
  const faults = await section(tab, 'Faults');
  await faults.getByRole('button', { name: 'Outage' }).click();
  await faults.getByText('2 faults in force').waitFor();
  await faults.getByRole('button', { name: 'Heal everything' }).click();
  await faults.getByText('No faults').waitFor();
  const templates = await section(tab, 'Templates');
  await templates.getByRole('button', { name: 'Approve' }).click();
  await templates.getByText('en · approved').waitFor();
  const [template] = (await story.control('GET', '/sandbox/templates')).body;
  expect(template).toMatchObject({ name: 'order_update', status: 'APPROVED' });
  expect(problems).toEqual([]);
  await tab.context().close();
});

here('an m.me link asks who opens it', async () => {
  const story = await openStory();
  await story.people(3);
  const { tab, problems } = await open(story);
  await tab.goto(`${story.sandbox.url}/m.me/${story.page.id}?ref=a%2Fb&text=Hi`);
  await tab.getByText('ref “a/b”: who opens it?').waitFor();
  await tab.locator('.person').nth(1).click();
  await tab.locator('.from-person', { hasText: 'Get Started' }).waitFor();
  await tab.locator('.from-person', { hasText: 'Hi' }).waitFor();
  expect(await tab.getByText('who opens it?').isVisible()).toBe(false);
  expect(problems).toEqual([]);
  await tab.context().close();
});

here.each([1280, 390])(
  'the controls are within reach of a keyboard and a screen reader at %i px',
  async (width) => {
    const story = await openStory();
    await story.people(3);
    const { tab } = await open(story, undefined, width);
    if (width < 1180) await tab.getByRole('button', { name: 'Controls', exact: true }).click();
    for (const name of ['Page', 'People who answer', 'Faults', 'Templates', 'Webhooks and recording'])
      await section(tab, name);
    await tab.getByRole('button', { name: 'Outage' }).waitFor();
    const { violations } = await new AxeBuilder({ page: tab }).analyze();
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
    expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await tab.getByRole('button', { name: 'Outage' }).focus();
    await tab.keyboard.press('Escape');
    expect(await tab.locator('#panel').isVisible()).toBe(false);
    await tab.context().close();
  },
);
