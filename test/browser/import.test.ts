// A file of customers as an operator imports it: dropped, its columns seen, checked, a column mended, imported, its bad rows
// downloaded, taken back; and a list that a segment can use.
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser } from './stage.ts';

const PEOPLE = [
  'Customer ID;First name;City;Orders;Joined;VIP',
  'imp-1;Jana;Brno;3;1.2.2026;ano',
  'imp-2;Petr;Zlín;12,5;15.11.2026;ne',
  'imp-3;Eva;Most;many;3.3.2026;ano',
  'imp-4;=HYPERLINK("x");Praha;1;4.4.2026;maybe',
  'imp-1;Jana;Plzeň;4;1.2.2026;ano',
].join('\r\n');

/** A walk over many screens, on a machine that does other things too. */
const LONG_MS = 90_000;

describeInBrowser('imports', (getStage) => {
  let desk: BrowserContext;
  beforeAll(async () => {
    desk = (await openSignedIn(getStage())).context();
  });
  const open = async (path: string): Promise<Page> => {
    const tab = await getStage().openTab({}, desk);
    await tab.goto(path);
    return tab;
  };
  const chooseFile = (tab: Page, name: string, text: string): Promise<void> =>
    tab
      .locator('input[type="file"]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const panel = (tab: Page, name: string) => tab.getByRole('region', { name, exact: true });
  /** The file is looked at anew, or the screen is still coming. */
  const reads = (field: Locator, value: string) =>
    expect.poll(() => field.inputValue(), { timeout: 20_000 }).toBe(value);

  test(
    'a file is seen, checked, imported and taken back',
    async () => {
      const tab = await open('/people');
      await tab.getByRole('link', { name: 'Import' }).click();
      await tab.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
      await chooseFile(tab, 'people.csv', PEOPLE);
      await tab.getByRole('heading', { name: 'people.csv', level: 1 }).waitFor();
      await reads(tab.getByLabel('Between cells'), ';');
      await reads(tab.getByLabel('Customer ID becomes'), 'customer_id');
      await reads(tab.getByLabel('Type of Orders'), 'string');
      await tab.getByLabel('Type of Orders').selectOption('number');
      await tab.getByLabel('Decimal sign of Orders').selectOption(',');
      await tab.getByLabel('Type of VIP').selectOption('boolean');
      await tab.getByLabel('Yes in VIP').fill('ano');
      await tab.getByLabel('No in VIP').fill('ne');
      const first = panel(tab, 'First rows');
      await waitForWords(first, [
        '12.5',
        '2026-11-15T00:00:00.000Z',
        '"many" is not a number',
        '"maybe" is neither yes',
      ]);
      expect((await new AxeBuilder({ page: tab }).analyze()).violations).toEqual([]);

      await tab.getByRole('button', { name: 'Check the whole file' }).click();
      await waitForWords(panel(tab, '5 rows checked'), ['Nothing was written', 'New 2', 'Bad rows 2']);
      await tab.getByRole('button', { name: 'Import', exact: true }).click();
      await waitForWords(panel(tab, '5 rows read'), ['New 2', 'Twice 1', 'Bad rows 2']);

      const waiting = tab.waitForEvent('download');
      await tab.getByRole('link', { name: 'Download bad rows' }).click();
      const file = await readFile(await (await waiting).path(), 'utf8');
      expect(file).toContain('"many" is not a number'.replaceAll('"', '""'));
      expect(file).toContain(`"'=HYPERLINK(""x"")"`);

      const people = await open('/people?search=imp-1');
      await people.getByRole('link', { name: 'Jana' }).first().waitFor();
      await tab.getByRole('button', { name: 'Take back' }).click();
      await tab.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
      await waitForWords(panel(tab, '5 rows read'), ['Taken back: 2 people removed']);
      await people.reload();
      await people.getByText('No one found').waitFor();
      expect(getStage().takeComplaints()).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'a list of identifiers tells whom it did not find',
    async () => {
      const tab = await open('/people/lists');
      await tab.getByRole('link', { name: 'Upload a list' }).click();
      await chooseFile(tab, 'guests.txt', 'nobody-1\nnobody-2\nnobody-2\n');
      await tab.getByRole('heading', { name: 'guests.txt', level: 1 }).waitFor();
      await reads(tab.getByLabel('Name', { exact: true }), 'guests');
      await tab.getByRole('button', { name: 'Import', exact: true }).click();
      await waitForWords(panel(tab, '3 rows read'), ['Found 0', 'Nobody has 2', 'Twice 1']);
      await tab.getByRole('link', { name: 'Lists', exact: true }).click();
      await tab.getByRole('cell', { name: 'guests by customer ID' }).waitFor();
      expect((await new AxeBuilder({ page: tab }).analyze()).violations).toEqual([]);
      await tab.getByRole('button', { name: 'Delete guests' }).click();
      await tab.getByRole('dialog').getByRole('button', { name: 'Delete list' }).click();
      await tab.getByText('No lists yet').waitFor();
      expect(getStage().takeComplaints()).toEqual([]);
    },
    LONG_MS,
  );
});
