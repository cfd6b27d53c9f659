// What the screens are looked at with: people, a finished campaign, drafts with every setting, a segment of every kind of line.
import { type Operator, signIn as signInByApi, steerSandbox } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import type { Report } from '../support/world.ts';
import type { Stage } from './stage.ts';

/** What the screens show; made once through the API. */
export interface World {
  pageId: string;
  personId: string;
  segmentId: string;
  /** A tracked segment with a line of every kind. */
  everyKindId: string;
  draftId: string;
  /** A draft for an address of another kind, with every setting used. */
  connectorId: string;
  composedId: string;
  finishedId: string;
}

/** One finished campaign beside the ready-made draft. */
export async function makeWorld({ service }: Stage): Promise<World> {
  const operator = await signInByApi(service);
  const [page] = await steerSandbox<{ id: string }[]>(service, 'GET', '/sandbox/pages');
  const first = async <T extends string>(path: string, list: T): Promise<string> => {
    const answer = await operator.call<Record<T, { id: string }[]>>('GET', path);
    return answer[list][0]?.id ?? '';
  };
  let personId = '';
  await until('the example people are known', async () => {
    personId = await first('/api/people', 'people');
    return personId !== '';
  });
  const draftId = await first('/api/campaigns', 'campaigns');
  const finishedId = await finishOne(operator, draftId);
  const connectorId = await draftConnector(operator);
  const segmentId = await first('/api/segments', 'segments');
  const everyKindId = await segmentOfEveryKind(operator, segmentId);
  const composedId = await draftCarousel(operator, { segmentId, pageId: page?.id ?? '' });
  return {
    pageId: page?.id ?? '',
    personId,
    segmentId,
    everyKindId,
    composedId,
    draftId,
    connectorId,
    finishedId,
  };
}

async function segmentOfEveryKind(operator: Operator, segment_id: string): Promise<string> {
  const attribute = (name: string, op: string, rest: object) => ({
    kind: 'attribute',
    attribute: name,
    op,
    ...rest,
  });
  const span = { amount: 2, unit: 'days' };
  const filters = [
    attribute('first_name', 'any_of', { values: ['Ada', 'Jan'] }),
    attribute('born_at', 'in_period', { period: { kind: 'on', day: '2000-01-02' } }),
    attribute('born_at', 'between', { from: '1970-01-01T00:00:00Z', to: '2020-01-01T00:00:00Z' }),
    attribute('born_at', 'weekday', { days: [1, 2] }),
    attribute('home', 'within_distance', { latitude: 49.2, longitude: 16.6, kilometres: 10 }),
    {
      kind: 'event',
      event: 'purchase',
      did: true,
      at_least: 2,
      at_most: 5,
      where: [attribute('price', 'greater', { value: 100 }), attribute('kind', 'is', { value: 'shoes' })],
      aggregate: { of: 'price', fn: 'sum', op: 'at_least', value: 500 },
    },
    {
      kind: 'sequence',
      did: true,
      first: { event: 'viewed' },
      // biome-ignore lint/suspicious/noThenProperty: the name in the API; a boolean is no promise
      then: false,
      next: { event: 'purchase' },
      within: span,
    },
    { kind: 'segment', segment_id, is_in: true },
    { kind: 'messenger', is: true, page_id: null, fact: 'window_closes_within', within: span },
    { kind: 'campaign', is: false, campaign_id: null, fact: 'failed', period: { kind: 'last', ...span } },
  ];
  const filter = { kind: 'group', match: 'all', filters: [{ kind: 'group', match: 'none', filters }] };
  const body = { name: 'Every kind', filter, tracked: true };
  return (await operator.call<{ id: string }>('POST', '/api/segments', body)).id;
}

/** With an attribute nobody has, and every part a carousel can have. */
async function draftCarousel(
  operator: Operator,
  { segmentId, pageId }: { segmentId: string; pageId: string },
): Promise<string> {
  const card = {
    title: "For {{ UserAttribute['nickname'] }}",
    subtitle: 'Back in stock',
    default_action: { type: 'web_url', url: 'https://shop.example.org/' },
    buttons: [{ type: 'postback', title: 'Ask us', payload: 'ASK' }],
  };
  const message = {
    attachment: { type: 'template', payload: { template_type: 'generic', elements: [card, card] } },
    quick_replies: [{ content_type: 'user_email' }],
  };
  const routes = [{ kind: 'message' }, { kind: 'hold', hours: 72 }];
  const definition = { segment_id: segmentId, page_id: pageId, message: { message }, routes };
  const draft = { name: 'A carousel', definition };
  const { id } = await operator.call<{ id: string }>('POST', '/api/campaigns', draft);
  return id;
}

async function draftConnector(operator: Operator): Promise<string> {
  const request = {
    url: 'https://crm.example.org/messages',
    success: {
      statuses: ['200', '201'],
      body: { path: 'data.status', op: 'one_of', values: ['sent', 'queued'] },
    },
    follow_redirects: 2,
    auth: {
      kind: 'oauth2_client_credentials',
      token_url: 'https://id.example.org/token',
      client_id: 'shop',
      client_secret: 'secret',
    },
  };
  const draft = { name: 'To the CRM', definition: { request } };
  const { id } = await operator.call<{ id: string }>('POST', '/api/campaigns', draft);
  return id;
}

async function finishOne(operator: Operator, draftId: string): Promise<string> {
  const { id } = await operator.call<{ id: string }>('POST', `/api/campaigns/${draftId}/duplicate`);
  await operator.call('POST', `/api/campaigns/${id}/publish`);
  await until('the duplicate is finished', async () => {
    const { campaign } = await operator.call<Report>('GET', `/api/campaigns/${id}/report`);
    return campaign.state === 'finished';
  });
  return id;
}
