// A real browser for tests of the phone page. Without Chromium these stories are skipped.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import type { Story } from './story.ts';

const EXECUTABLE = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const here = test.skipIf(!existsSync(EXECUTABLE));

let browser: Browser | undefined;
beforeAll(async () => {
  if (existsSync(EXECUTABLE))
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
});
afterAll(() => browser?.close());

/** The page at a person, if one is named. `problems` gathers what must not happen: errors, and scripts of messages that ran. */
export async function open(
  story: Story,
  psid?: string,
  width = 1280,
): Promise<{ tab: Page; problems: string[] }> {
  const context = await browser!.newContext({ viewport: { width, height: 844 } });
  const tab = await context.newPage();
  const problems: string[] = [];
  tab.on('pageerror', (error) => problems.push(error.message));
  tab.on('dialog', (dialog) => {
    problems.push(`a script ran: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await tab.goto(`${story.sandbox.url}/${psid === undefined ? '' : `#${story.page.id}/${psid}`}`);
  await tab.locator('.person').first().waitFor({ state: 'attached' });
  return { tab, problems };
}
