// The phone page in a real browser: choosing a person, writing, tapping, blocking, and that what a Page sends stays text.
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import { here, open } from '../testing/browser.ts';
import { openStory, someoneWhoWrote } from '../testing/story.ts';

here('a person is found, writes, answers by quick reply and button, and blocks', async () => {
  const story = await openStory();
  await story.control('POST', '/sandbox/people', { count: 2000 });
  await story.control('POST', '/sandbox/people', { count: 1, names: ['Zora Unique'] });
  const { tab, problems } = await open(story);
  await tab.getByPlaceholder('Search by name or PSID').fill('zora');
  await tab.getByRole('button', { name: /Zora Unique/ }).click();
  await tab.getByRole('button', { name: 'Get Started' }).click();
  await tab.locator('.from-person', { hasText: 'Get Started' }).waitFor();
  await tab.getByLabel('Message', { exact: true }).fill('Do you have <b>blue</b>?');
  await tab.keyboard.press('Enter');
  await tab.locator('.from-person', { hasText: 'Do you have <b>blue</b>?' }).waitFor();
  const psid = tab.url().split('/').at(-1)!;
  const replies = [{ content_type: 'text', title: 'Yes', payload: 'YES' }];
  await story.send(psid, { text: 'In three blues. Shall we?', quick_replies: replies });
  await tab.locator('.quick-replies').getByRole('button', { name: 'Yes' }).click();
  await tab.locator('.from-person', { hasText: 'Yes' }).waitFor();
  const buttons = [{ type: 'postback', title: 'Keep it', payload: 'KEEP' }];
  await story.send(psid, {
    attachment: { type: 'template', payload: { template_type: 'button', text: 'Hold?', buttons } },
  });
  await tab.getByRole('button', { name: 'Keep it' }).click();
  await tab.locator('.from-person', { hasText: 'Keep it' }).waitFor();
  await tab.getByLabel('More that this person can do').click();
  await tab.getByRole('menuitem', { name: 'Block the Page' }).click();
  await tab.getByText('You blocked this Page').waitFor();
  expect((await story.send(psid, { text: 'still there?' })).body.error.code).toBe(551);
  expect(problems).toEqual([]);
  await tab.context().close();
});

here('markup in a message stays text, and links lead only to web addresses', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const attack = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  await story.send(psid, { text: attack });
  const element = {
    title: attack,
    subtitle: attack,
    buttons: [{ type: 'postback', title: '<b>x</b>', payload: 'X' }],
  };
  await story.send(psid, {
    attachment: { type: 'template', payload: { template_type: 'generic', elements: [element] } },
  });
  const { tab, problems } = await open(story, psid);
  await tab.locator('.card-title').waitFor();
  expect(await tab.locator('.from-page .text').first().textContent()).toBe(attack);
  expect(await tab.locator('.messages script, .messages img[src="x"]').count()).toBe(0);
  expect(problems).toEqual([]);
  await tab.context().close();
});

here.each([1280, 390])('nothing is out of reach of a keyboard or a screen reader at %i px', async (width) => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.send(psid, {
    text: 'Hello',
    quick_replies: [{ content_type: 'text', title: 'Hi', payload: 'HI' }],
  });
  const { tab } = await open(story, psid, width);
  await tab.locator('.quick-replies').waitFor();
  const { violations } = await new AxeBuilder({ page: tab }).analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
  expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await tab.context().close();
});
