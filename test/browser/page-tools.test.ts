// The tools of a Page as an operator uses them: a template from the library and one of their own, one that is rejected and
// its way out, a picture for messages, what people see before they write, a persona, a label on somebody.
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { signIn, steerSandbox } from '../../scripts/demo/clients.ts';
import { openSignedIn, waitForFault, waitForWords } from './operator.ts';
import { describeInBrowser } from './stage.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describeInBrowser('the tools of a Page', (getStage) => {
  let desk: BrowserContext;
  let pageId: string;
  beforeAll(async () => {
    desk = (await openSignedIn(getStage())).context();
    const operator = await signIn(getStage().service);
    const { pages } = await operator.call<{ pages: { id: string }[] }>('GET', '/api/pages');
    pageId = pages[0]?.id ?? '';
  });

  /** The Page's screen with one of its tabs. */
  const openTool = async (name: string): Promise<Page> => {
    const tab = await getStage().openTab({}, desk);
    await tab.goto(`/pages/${pageId}`);
    await tab.getByRole('tab', { name }).click();
    return tab;
  };

  test('a template from the library, one of one’s own, and one that reads like advertising', async () => {
    const tab = await openTool('Templates');
    await tab.getByRole('button', { name: 'From the library' }).click();
    const library = tab.getByRole('dialog', { name: 'Facebook’s template library' });
    await library.getByLabel('Search by name or text').fill('shipped');
    await library.getByRole('button', { name: 'Use order_shipped' }).click();
    await library.getByLabel(/Your address behind/).fill('https://shop.example/o/{{1}}');
    await library.getByLabel('Sample for {{1}}').fill('42');
    await library.getByRole('button', { name: 'Create template' }).click();
    const table = tab.getByRole('table', { name: 'Utility templates' });
    await waitForWords(table, ['order_shipped', 'Approved']);

    await tab.getByRole('button', { name: 'New template' }).click();
    const form = tab.getByRole('dialog', { name: 'New utility template' });
    await form.getByRole('textbox', { name: 'Name' }).fill('visit moved');
    await form.getByRole('textbox', { name: 'Text' }).fill('Our big sale: visit us on {{day}} and buy now!');
    await form.getByRole('button', { name: 'Create and hand in' }).click();
    await waitForFault(form.getByLabel('Sample for {{day}}'), ['Needs a sample value']);
    await form.getByLabel('Sample for {{day}}').fill('Monday');
    await form.getByRole('button', { name: 'Create and hand in' }).click();
    await waitForFault(form.getByRole('textbox', { name: 'Name' }), ['Must be small letters']);
    await form.getByRole('textbox', { name: 'Name' }).fill('visit_moved');
    await form.getByRole('button', { name: 'Create and hand in' }).click();
    await waitForWords(table, ['visit_moved', 'Rejected']);

    await table.getByRole('button', { name: 'visit_moved' }).click();
    const drawer = tab.getByRole('dialog', { name: 'visit_moved' });
    await waitForWords(drawer, ['It reads like advertising', 'Leave out offers']);
    await drawer.getByRole('button', { name: 'Duplicate into a new one' }).click();
    await form.getByRole('textbox', { name: 'Text' }).fill('Your visit is now on {{day}} as you asked.');
    await form.getByRole('button', { name: 'Create and hand in' }).click();
    await waitForWords(table, ['visit_moved_2', 'Approved']);

    await table.getByRole('button', { name: 'visit_moved', exact: true }).click();
    await drawer.getByRole('button', { name: 'Delete' }).click();
    await tab
      .getByRole('dialog', { name: /Delete visit_moved/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await table.getByRole('button', { name: 'visit_moved', exact: true }).waitFor({ state: 'detached' });
    expect(await seriousProblems(tab)).toEqual([]);
  });

  test('a picture is added and uploaded to the Page, a file that is too odd is refused', async () => {
    const tab = await openTool('Media');
    await tab.getByRole('heading', { name: 'No media yet' }).waitFor();
    const files = tab.locator('input[type=file]');
    await files.setInputFiles([
      { name: 'summer.png', mimeType: 'image/png', buffer: PNG },
      { name: 'none.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') },
    ]);
    await waitForWords(tab.getByRole('alert').first(), ['none.png was not added', 'its bytes are']);
    await tab.getByRole('button', { name: 'Upload summer.png' }).click();
    await waitForWords(tab.getByRole('table', { name: 'Media' }), ['summer.png', 'Uploaded', 'expires in']);
    expect(await seriousProblems(tab)).toEqual([]);
  });

  test('what people see before they write is changed at Facebook', async () => {
    const tab = await openTool('Messenger profile');
    await tab.getByRole('textbox', { name: 'Greeting' }).fill('Hello {{user_first_name}}!');
    await tab.getByRole('button', { name: 'Add question' }).click();
    await tab.getByLabel('question 1: question').fill('Where is my order?');
    await tab.getByLabel('question 1: payload').fill('ORDER');
    await waitForWords(tab.getByRole('region', { name: 'As it looks in Messenger' }), [
      'Hello Anna!',
      'Where is my order?',
    ]);
    await tab.getByRole('button', { name: 'Save at Facebook' }).click();
    await tab.getByText('The Messenger profile is saved at Facebook.').waitFor();
    await tab.reload();
    await waitForWords(tab.getByRole('region', { name: 'As it looks in Messenger' }), ['Hello Anna!']);
    expect(await seriousProblems(tab)).toEqual([]);
  });

  test('a persona, and a label that is put on somebody', async () => {
    const tab = await openTool('Personas & labels');
    await tab.getByRole('button', { name: 'New persona' }).click();
    const form = tab.getByRole('dialog', { name: 'New persona' });
    await form.getByLabel('Name').fill('Anna from the shop');
    await form.getByLabel('Address of the picture').fill('https://shop.example/anna.png');
    await form.getByRole('button', { name: 'Create persona' }).click();
    await tab.getByText('Anna from the shop', { exact: true }).waitFor();
    await tab.getByLabel('New label').fill('VIP');
    await tab.getByRole('button', { name: 'Create label' }).click();
    await tab.getByRole('button', { name: 'Delete VIP' }).waitFor();
    expect(await seriousProblems(tab)).toEqual([]);

    const operator = await signIn(getStage().service);
    const { people } = await operator.call<{ people: { id: string; ps_id: string }[] }>(
      'GET',
      '/api/people?kind=messenger&limit=1',
    );
    await tab.goto(`/people/${people[0]?.id}`);
    await tab.getByRole('combobox', { name: 'Put a label on' }).click();
    await tab.getByRole('option', { name: 'VIP' }).click();
    await tab.getByRole('button', { name: 'Take off VIP' }).waitFor();
    const [page] = await steerSandbox<{ id: string; access_token: string }[]>(
      getStage().service,
      'GET',
      '/sandbox/pages',
    );
    const labels = await steerSandbox<{ data: { page_label_name: string }[] }>(
      getStage().service,
      'GET',
      `/v26.0/${people[0]?.ps_id}/custom_labels?fields=page_label_name&access_token=${page?.access_token}`,
    );
    expect(labels.data.map((label) => label.page_label_name)).toEqual(['VIP']);
  });
});

async function seriousProblems(tab: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: tab }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}
