// What an operator does in the dashboard and a person does on the sandbox's phone, by the words on the screen.
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';

/** Signs in from the address a first start prints. */
export async function signIn(
  tab: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await tab.goto('/');
  await tab.getByLabel('E-mail').fill(email);
  await tab.getByLabel('Password', { exact: true }).fill(password);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

/** A tab that is signed in. */
export async function openSignedIn(stage: Stage): Promise<Page> {
  const tab = await stage.openTab();
  await signIn(tab, stage.service.owner);
  return tab;
}

/** Goes to a screen by the navigation. */
export async function goTo(tab: Page, place: string): Promise<void> {
  await tab.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click();
  await tab.getByRole('heading', { name: place, level: 1 }).waitFor();
}

/** Picks from a drop-down list. */
export async function choose(within: Page | Locator, field: string, option: string | RegExp): Promise<void> {
  const tab = 'keyboard' in within ? within : within.page();
  const choice = tab.getByRole('option', { name: option }).first();
  // The page may still be moving from the last thing that was typed, and the list closes under the pointer: open it again.
  for (let left = OPENINGS; ; left -= 1) {
    await within.getByRole('combobox', { name: field, exact: true }).click();
    const chosen = choice.click({ timeout: 4_000 });
    if (left === 0) return chosen;
    if (
      await chosen.then(
        () => true,
        () => false,
      )
    )
      return;
  }
}

/** An odd number: a click that came after all closes what the one before had opened. */
const OPENINGS = 5;

export type DraftStart = 'A Messenger message' | 'A request of your own';

/** Creates a draft from scratch and stays on its first step. */
export async function createDraft(tab: Page, name: string, start: DraftStart): Promise<void> {
  await goTo(tab, 'Campaigns');
  await tab.getByRole('button', { name: 'New campaign' }).click();
  const dialog = tab.getByRole('dialog', { name: 'New campaign' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('radio', { name: start }).click();
  await dialog.getByRole('button', { name: 'Create draft' }).click();
  await tab.getByRole('heading', { name, level: 1 }).waitFor();
}

/** Goes to a step of the wizard by its link. */
export const openStep = (tab: Page, step: 'Who' | 'What' | 'When' | 'Review'): Promise<void> =>
  tab.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: step }).click();

/** Waits until the draft in the wizard is kept. */
export const waitUntilSaved = (tab: Page): Promise<void> =>
  tab
    .getByRole('status')
    .filter({ hasText: /^Saved$/ })
    .waitFor();

/** Waits until a part of the screen says all of it. */
export const waitForWords = (part: Locator, words: string[]): Promise<void> =>
  waitToHear(part, () => part.innerText(), words);

/** Waits until a field is described so, as a screen reader reads it out: its hint and what is wrong with it. */
export const waitForFault = (field: Locator, words: string[]): Promise<void> =>
  waitToHear(
    field,
    async () => {
      const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
      const parts = ids.map((id) => field.page().locator(`[id="${id}"]`).allInnerTexts());
      return (await Promise.all(parts)).flat().join(' ');
    },
    words,
  );

async function waitToHear(part: Locator, listen: () => Promise<string>, words: string[]): Promise<void> {
  let said = '';
  await until(`${part} says “${words.join('”, “')}”`, async () => {
    said = (await listen()).replace(/\s+/g, ' ');
    return words.every((one) => said.includes(one));
  }).catch((error: Error) => {
    throw new Error(`${error.message}\nIt said: ${said}`);
  });
}

/** Presses Tab until `wanted` has the focus, as somebody without a mouse does. */
export async function tabTo(wanted: Locator, keys: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await wanted.waitFor();
  const limit = 80;
  for (let presses = 0; presses < limit; presses++) {
    if ((await wanted.and(wanted.page().locator(':focus')).count()) > 0) return;
    await wanted.page().keyboard.press(keys);
  }
  throw new Error(`${wanted} cannot be reached with ${limit} presses of ${keys}.`);
}

/** Goes to a button or link with Tab and presses it with Enter. */
export async function pressOn(wanted: Locator): Promise<void> {
  await tabTo(wanted);
  await wanted.page().keyboard.press('Enter');
}

/** Picks from a list that has the focus with the arrows. */
export async function chooseByKeys(tab: Page, option: string): Promise<void> {
  const lit = tab.locator('[role="option"][data-combobox-selected="true"]:visible');
  const limit = 40;
  for (let presses = 0; presses < limit; presses++) {
    await tab.keyboard.press('ArrowDown');
    if ((await lit.allInnerTexts()).some((words) => words.trim() === option)) {
      await tab.keyboard.press('Enter');
      return;
    }
  }
  throw new Error(`${option} cannot be reached with ${limit} presses of the arrow.`);
}

/** A content block, written on its screen. */
export async function writeBlock(tab: Page, name: string, text: string): Promise<void> {
  await tab.goto('/content-blocks');
  await tab.getByRole('button', { name: 'New block' }).click();
  await tab.getByLabel('Name').fill(name);
  await tab.getByRole('textbox', { name: 'Text' }).fill(text);
  await tab.getByRole('button', { name: 'Save the block' }).click();
  await tab.getByText('Nothing yet.').waitFor();
}

/** Connected content, tried in place. */
export async function connectContent(tab: Page, url: string): Promise<void> {
  const content = tab.getByRole('region', { name: 'Connected content' });
  await content.getByRole('button', { name: 'Add connected content' }).click();
  await content.getByRole('textbox', { name: 'Address', exact: true }).fill(url);
  await content.getByRole('button', { name: 'Try it' }).click();
  await waitForWords(content, ['It answered']);
}

/** At the end of the text, by the menu: found by letters, then written as is wanted. */
export async function putIn(
  tab: Page,
  letters: string,
  change?: (form: Locator) => Promise<unknown>,
): Promise<void> {
  await tab.getByRole('textbox', { name: 'Text', exact: true }).press('End');
  await tab.getByRole('button', { name: 'Personalise text' }).click();
  await tab.getByRole('textbox', { name: 'Search what to put in' }).fill(letters);
  await tab.getByRole('option', { name: letters }).first().waitFor();
  await tab.keyboard.press('Enter');
  if (change === undefined) return;
  const form = tab.getByRole('dialog', { name: 'Personalise' });
  await change(form);
  await form.getByRole('button', { name: 'Put it in' }).click();
}
