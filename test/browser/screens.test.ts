// Every screen as it is looked at: wide and light, narrow and dark. axe finds nothing serious, the console is silent,
// nothing sticks out at the side. And the way from sign-in to publishing with the keyboard alone.
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { openSignedIn, pressOn, tabTo, waitForWords } from './operator.ts';
import { makeWorld, type World } from './screens.world.ts';
import { describeInBrowser } from './stage.ts';

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Each layout and each set of colours once: a size changes what is there, a scheme only its colours. */
const LOOKS = [
  { size: WIDE, colorScheme: 'light' },
  { size: PHONE, colorScheme: 'dark' },
] as const;

interface Screen {
  name: string;
  path: (world: World) => string;
  /** What is there once the screen is complete. */
  ready: (tab: Page) => Locator;
  /** What has to be done to see it, after the address is open. */
  open?: (tab: Page) => Promise<void>;
}

const heading = (name: string | RegExp) => (tab: Page) => tab.getByRole('heading', { name, level: 1 });
const editor = (step: string) => (world: World) => `/campaigns/${world.draftId}/edit?step=${step}`;
const chooseAction = async (tab: Page, action: string): Promise<void> => {
  await tab.getByRole('button', { name: 'Actions' }).click();
  await tab.getByRole('menuitem', { name: action }).click();
};

const SCREENS: Screen[] = [
  { name: 'home', path: () => '/', ready: (tab) => tab.getByRole('heading', { name: 'Latest campaigns' }) },
  { name: 'Pages', path: () => '/pages', ready: (tab) => tab.getByRole('link', { name: 'Sandbox Shop' }) },
  {
    name: 'connecting a Page',
    path: () => '/pages',
    ready: (tab) => tab.getByLabel('Page access token'),
    open: async (tab) => {
      await tab.getByRole('button', { name: 'Connect a Page' }).click();
      await tab.getByRole('button', { name: 'Paste a Page access token' }).click();
    },
  },
  {
    name: 'the way back from Facebook, without a login',
    path: () => '/pages/login',
    ready: (tab) => tab.getByRole('heading', { name: 'No login came back' }),
  },
  {
    name: 'the health of a Page',
    path: ({ pageId }) => `/pages/${pageId}?tab=health`,
    ready: (tab) => tab.getByText('In good standing'),
  },
  {
    name: 'a Page',
    path: ({ pageId }) => `/pages/${pageId}`,
    ready: (tab) => tab.getByText('The token is valid'),
  },
  {
    name: 'the templates of a Page',
    path: ({ pageId }) => `/pages/${pageId}?tab=templates`,
    ready: (tab) => tab.getByRole('heading', { name: 'No templates yet' }),
  },
  {
    name: 'a new template',
    path: ({ pageId }) => `/pages/${pageId}?tab=templates`,
    ready: (tab) => tab.getByRole('textbox', { name: 'Text' }),
    open: (tab) => tab.getByRole('button', { name: 'New template' }).click(),
  },
  {
    name: 'the media of a Page',
    path: ({ pageId }) => `/pages/${pageId}?tab=media`,
    ready: (tab) => tab.getByRole('heading', { name: 'No media yet' }),
  },
  {
    name: 'the Messenger profile of a Page',
    path: ({ pageId }) => `/pages/${pageId}?tab=profile`,
    ready: (tab) => tab.getByRole('button', { name: 'Save at Facebook' }),
  },
  {
    name: 'the personas and labels of a Page',
    path: ({ pageId }) => `/pages/${pageId}?tab=people`,
    ready: (tab) => tab.getByRole('heading', { name: 'No personas' }),
  },
  {
    name: 'the entry points of a Page',
    path: ({ pageId }) => `/pages/${pageId}?tab=entry`,
    ready: (tab) => tab.getByRole('heading', { name: 'No links yet' }),
  },
  {
    name: 'a new entry link',
    path: ({ pageId }) => `/pages/${pageId}?tab=entry`,
    ready: (tab) => tab.getByRole('button', { name: 'Make link' }),
    open: (tab) => tab.getByRole('button', { name: 'New link' }).click(),
  },
  {
    name: 'a new comment rule',
    path: ({ pageId }) => `/pages/${pageId}?tab=entry`,
    ready: (tab) => tab.getByText('None of the words').or(tab.getByText('This comment is answered')),
    open: (tab) => tab.getByRole('button', { name: 'New rule' }).click(),
  },
  {
    name: 'people',
    path: () => '/people',
    ready: (tab) => tab.getByRole('table', { name: 'People' }).getByRole('link').first(),
  },
  {
    name: 'people without a hit',
    path: () => '/people?search=nobody-of-this-name',
    ready: (tab) => tab.getByRole('heading', { name: 'No one found' }),
  },
  {
    name: 'a person',
    path: ({ personId }) => `/people/${personId}`,
    ready: (tab) => tab.getByText('Hello, where is my order?').first(),
  },
  {
    name: 'recording an opt-in',
    path: ({ personId }) => `/people/${personId}`,
    ready: (tab) => tab.getByLabel('Where the permission comes from'),
    open: (tab) => tab.getByRole('button', { name: 'Record an opt-in' }).click(),
  },
  {
    name: 'merging a person',
    path: ({ personId }) => `/people/${personId}`,
    ready: (tab) => tab.getByRole('dialog').getByRole('combobox', { name: 'Person' }),
    open: (tab) => chooseAction(tab, 'Merge with…'),
  },
  {
    name: 'erasing a person',
    path: ({ personId }) => `/people/${personId}`,
    ready: (tab) => tab.getByLabel('Type “erase” to go on'),
    open: (tab) => chooseAction(tab, 'Erase…'),
  },
  {
    name: 'privacy',
    path: () => '/settings/privacy',
    ready: (tab) => tab.getByText('Nobody has been erased.'),
  },
  {
    name: 'attributes',
    path: () => '/people/attributes',
    ready: (tab) => tab.getByRole('link', { name: 'first_name' }),
  },
  {
    name: 'events',
    path: () => '/people/attributes?tab=events',
    ready: (tab) => tab.getByRole('button', { name: 'messenger_message' }),
  },
  {
    name: 'the type of an attribute',
    path: () => '/people/attributes/first_name',
    ready: (tab) => tab.getByRole('combobox', { name: 'New type' }),
    open: (tab) => tab.getByRole('button', { name: 'Change type' }).click(),
  },
  {
    name: 'segments',
    path: () => '/segments',
    ready: (tab) => tab.getByRole('link', { name: 'Everybody with a PSID' }),
  },
  {
    name: 'a segment',
    path: ({ segmentId }) => `/segments/${segmentId}`,
    ready: (tab) => tab.getByRole('table', { name: 'People in the segment' }).getByRole('link').first(),
  },
  {
    name: 'why somebody is in a segment',
    path: ({ everyKindId }) => `/segments/${everyKindId}`,
    ready: (tab) => tab.getByRole('img', { name: 'Does not hold:' }).first(),
    open: async (tab) => {
      await tab.getByRole('combobox', { name: 'Person' }).click();
      await tab.getByRole('option').first().click();
    },
  },
  {
    name: 'changing a segment',
    path: ({ everyKindId }) => `/segments/${everyKindId}/edit`,
    ready: (tab) => tab.getByRole('region', { name: 'Who is in' }).getByText(/^\d+ people$/),
  },
  { name: 'a new segment', path: () => '/segments/new', ready: (tab) => tab.getByText('Some of them') },
  {
    name: 'campaigns',
    path: () => '/campaigns',
    ready: (tab) => tab.getByRole('link', { name: 'Your order is on its way' }).first(),
  },
  {
    name: 'a new campaign',
    path: () => '/campaigns?new=true',
    ready: (tab) => tab.getByRole('button', { name: 'Create draft' }),
  },
  { name: 'who', path: editor('who'), ready: (tab) => tab.getByText('Get the message now') },
  { name: 'what', path: editor('what'), ready: (tab) => tab.getByText('Would be sent', { exact: true }) },
  {
    name: 'answer and retries',
    path: ({ connectorId }) => `/campaigns/${connectorId}/edit?step=what`,
    ready: (tab) => tab.getByLabel('Token URL'),
    open: (tab) => tab.getByRole('button', { name: 'Change the settings' }).click(),
  },
  {
    name: 'the composer',
    path: ({ composedId }) => `/campaigns/${composedId}/edit?step=what`,
    ready: (tab) => tab.getByRole('region', { name: 'As it looks in Messenger' }),
  },
  {
    name: 'the message as JSON',
    path: ({ composedId }) => `/campaigns/${composedId}/edit?step=what`,
    ready: (tab) => tab.getByRole('textbox', { name: 'Message as JSON' }),
    open: (tab) => tab.getByRole('tab', { name: 'Raw' }).click(),
  },
  {
    name: 'what everybody’s check found',
    path: ({ composedId }) => `/campaigns/${composedId}/edit?step=review`,
    ready: (tab) => tab.getByText('people lack nickname'),
  },
  {
    name: 'why',
    path: ({ finishedId, personId }) => `/campaigns/${finishedId}/why/${personId}`,
    ready: (tab) => tab.getByRole('group', { name: 'Request' }),
    open: (tab) => tab.getByRole('button', { name: 'Message, request and answer' }).first().click(),
  },
  { name: 'when', path: editor('when'), ready: (tab) => tab.getByText('How fast') },
  { name: 'review', path: editor('review'), ready: (tab) => tab.getByText('Nothing is missing') },
  {
    name: 'the report',
    path: ({ finishedId }) => `/campaigns/${finishedId}`,
    ready: (tab) => tab.getByText('Adds up'),
  },
  {
    name: 'a recipient',
    path: ({ finishedId }) => `/campaigns/${finishedId}`,
    ready: (tab) => tab.getByRole('dialog').getByText('No control is set'),
    open: async (tab) => {
      await tab.getByRole('table', { name: 'Recipients' }).getByRole('button').first().click();
      await tab.getByRole('dialog').getByRole('button', { name: 'Controls' }).click();
    },
  },
  { name: 'settings', path: () => '/settings', ready: heading('Settings') },
  {
    name: 'sending-rules',
    path: () => '/settings/sending-rules',
    ready: heading('Sending rules'),
  },
  { name: 'an address that leads nowhere', path: () => '/nowhere', ready: heading('Nothing is here') },
];

describeInBrowser('every screen', (getStage) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(getStage());
  });

  test('is readable for everyone, at every size, in light and dark', { timeout: 300_000 }, async () => {
    const stage = getStage();
    const visitor = await stage.openTab();
    const faults = await inspect(
      visitor,
      {
        name: 'sign-in',
        path: () => '/sign-in',
        ready: heading('Sign in to Talaria'),
      },
      world,
    );
    const tab = await openSignedIn(stage);
    for (const screen of SCREENS) faults.push(...(await inspect(tab, screen, world)));
    expect(faults).toEqual([]);
    expect(stage.takeComplaints()).toEqual([]);
  });

  test('can be reached with the keyboard alone, from sign-in to publishing', {
    timeout: 60_000,
  }, async () => {
    const stage = getStage();
    const tab = await stage.openTab();
    await tab.goto('/');
    await tabTo(tab.getByLabel('E-mail'));
    await tab.keyboard.type(stage.service.owner.email);
    await tabTo(tab.getByLabel('Password', { exact: true }));
    await tab.keyboard.type(stage.service.owner.password);
    await pressOn(tab.getByRole('button', { name: 'Sign in' }));
    await pressOn(tab.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Campaigns' }));
    const draft = tab.getByRole('row', { name: /Draft/ }).filter({ hasText: 'Your order' });
    await pressOn(draft.getByRole('link').first());
    await pressOn(tab.getByRole('link', { name: 'Next: what' }));
    await pressOn(tab.getByRole('link', { name: 'Next: when' }));
    await pressOn(tab.getByRole('link', { name: 'Next: review' }));
    await tab.getByText(/^(?:1 message is|All \d+ messages are) fine$/).waitFor();
    await pressOn(tab.getByRole('button', { name: 'Publish and send' }));
    const dialog = tab.getByRole('dialog', { name: /^Send to/ });
    await dialog.waitFor();
    await pressOn(dialog.getByRole('button', { name: 'Publish and send' }));
    await waitForWords(tab.getByRole('main'), ['What became of everyone', 'Adds up']);
  });
});

/** Looks at one screen in every look; what is wrong, in words. */
async function inspect(tab: Page, screen: Screen, world: World): Promise<string[]> {
  const faults: string[] = [];
  await tab.setViewportSize(WIDE);
  await tab.goto(screen.path(world));
  await screen.open?.(tab);
  await screen.ready(tab).waitFor();
  for (const { size, colorScheme } of LOOKS) {
    await tab.setViewportSize(size);
    await tab.emulateMedia({ colorScheme });
    const look = `${screen.name}, ${size.width} px, ${colorScheme}`;
    await tab.evaluate(AT_REST);
    if (!(await fitsInWidth(tab))) faults.push(`${look}: sticks out at the side`);
    faults.push(...(await findViolations(tab)).map((violation) => `${look}: ${violation}`));
  }
  return faults;
}

/** Half-way through a change of colours a text may be hard to read, and only then; what turns for ever is left alone. */
const AT_REST = `Promise.allSettled(
  document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished),
)`;

/** The navigation slides away after a change of size; what still sticks out then stays so. */
function fitsInWidth(tab: Page): Promise<boolean> {
  const fits = async () =>
    (await tab.evaluate('document.documentElement.scrollWidth <= window.innerWidth')) === true;
  return until('the screen fits', fits, 3_000).then(
    () => true,
    () => false,
  );
}

async function findViolations(tab: Page): Promise<string[]> {
  // Legacy mode: the pages hold no foreign frames, and the other one opens a tab for every look.
  const axe = new AxeBuilder({ page: tab }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.join(' ')).join('; ')}`);
}
