// What is disturbed: several connected Pages, people who wrote to them, and a campaign for each Page to everybody with a
// PSID. Everything is done as an operator does it.
import { type Operator, signIn } from '../../scripts/demo/clients.ts';
import { readOwner } from '../../scripts/demo/service.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';

export interface Story {
  operator: Operator;
  pageIds: string[];
  segmentId: string;
  campaigns: { id: string; pageId: string }[];
}

interface SandboxPage {
  id: string;
  access_token: string;
  app_id: string;
  app_secret: string;
  verify_token: string;
}
interface Home {
  with_psid: number;
  waiting_webhooks: number;
}

const EVERYBODY_WITHIN_MS = 180_000;

/** Leaves the campaigns as drafts. `perPage`: how many people write to each Page. */
export async function prepareStory(stage: Stage, size: { pages: number; perPage: number }): Promise<Story> {
  const operator = await signIn({ url: stage.service.url, owner: readOwner(stage.service.printed()) });
  // Echoes before the answer too, and posts with several events, as the platform batches them.
  await stage.sand('PUT', '/sandbox/settings', {
    receipts: { echo_first_probability: 0.05 },
    webhooks: { entries_per_post: 5 },
  });
  const pageIds = await connectPages(stage, operator, size.pages);
  await letPeopleWrite(stage, operator, pageIds, size.perPage);
  const { id: segmentId } = await operator.call<{ id: string }>('POST', '/api/segments', {
    name: 'Everybody with a PSID',
    filter: {
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
    },
  });
  const setting = { operator, pageIds, segmentId };
  return { ...setting, campaigns: await draftCampaigns(setting) };
}

/** A campaign for each Page to everybody. `perSecond`: its throttle. */
export async function draftCampaigns(
  { operator, pageIds, segmentId }: Pick<Story, 'operator' | 'pageIds' | 'segmentId'>,
  perSecond: number | null = null,
): Promise<Story['campaigns']> {
  const campaigns: Story['campaigns'] = [];
  for (const pageId of pageIds) {
    const { id } = await operator.call<{ id: string }>('POST', '/api/campaigns', {
      name: `Order update of ${pageId}`,
      definition: { segment_id: segmentId, request: sendRequest(pageId), per_second: perSecond },
    });
    campaigns.push({ id, pageId });
  }
  return campaigns;
}

export async function publish({ operator, campaigns }: Pick<Story, 'operator' | 'campaigns'>): Promise<void> {
  for (const { id } of campaigns) await operator.call('POST', `/api/campaigns/${id}/publish`);
}

/** All Pages belong to one app, as those of one company do. */
async function connectPages(stage: Stage, operator: Operator, count: number): Promise<string[]> {
  const [first] = await stage.sand<SandboxPage[]>('GET', '/sandbox/pages');
  const pages = first ? [first] : [];
  while (pages.length < count) {
    const body = { name: `Page ${pages.length + 1}`, app_id: first?.app_id };
    pages.push(await stage.sand<SandboxPage>('POST', '/sandbox/pages', body));
  }
  for (const { id, access_token, app_id, app_secret, verify_token } of pages) {
    await operator.call('POST', '/api/pages', { access_token, app_id, app_secret, verify_token });
    await operator.call('POST', `/api/pages/${id}/subscribe`);
  }
  return pages.map((page) => page.id);
}

async function letPeopleWrite(
  stage: Stage,
  operator: Operator,
  pageIds: string[],
  perPage: number,
): Promise<void> {
  for (const page_id of pageIds) {
    await stage.sand('POST', '/sandbox/people', { page_id, count: perPage });
    await stage.sand('POST', '/sandbox/people/actions', { page_id, type: 'message', text: 'Where is it?' });
  }
  const everybody = pageIds.length * perPage;
  await until(
    'everybody who wrote is known',
    async () => {
      const home = await operator.call<Home>('GET', '/api/home');
      return home.with_psid === everybody && home.waiting_webhooks === 0;
    },
    EVERYBODY_WITHIN_MS,
  );
}

const sendRequest = (pageId: string) => ({
  method: 'POST',
  url: `https://graph.facebook.com/v26.0/${pageId}/messages`,
  body: {
    kind: 'raw',
    text: `{"recipient":{"id":"{{ UserAttribute['ps_id'] }}"},"messaging_type":"RESPONSE","message":{"text":"Hi {{ first_name | default: 'there' }}, it is on its way."}}`,
  },
});
