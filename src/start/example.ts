// What a newcomer finds at the first start with the sandbox: its Page connected, a few people who wrote, automatic answers that
// are live, a segment and a draft campaign that only has to be tested and published. Made through the same operations an
// operator uses.
import { sql } from 'kysely';
import { request } from 'undici';
import { z } from 'zod';
import type { App } from '../app.ts';
import { type CampaignDefinition, campaignDefinition } from '../campaigns/campaign.contract.ts';
import { createDraft } from '../campaigns/campaigns.ts';
import { type Db, one } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { subscribe } from '../pages/page.checking.ts';
import { connectPage } from '../pages/page.connect.ts';
import { createSegment } from '../segments/segments.ts';
import type { Companion, SandboxPage } from './companion.ts';
import { prepareAnswers } from './example-answers.ts';

const PEOPLE = 25;
const peopleReply = z.object({ total: z.number() });
const ACTOR: Actor = { kind: 'operator', workspaceId: 'default', name: 'system', permission: 'own' };

/** Connects the sandbox's Page at every start (its subscription may be new), the rest only into an empty workspace. */
export async function prepareExample(app: App, db: Db, sandbox: Companion): Promise<void> {
  const [page] = sandbox.pages;
  if (!page) return;
  const isNew = !(await exists(db, sql`select 1 from pages where page_id = ${page.id}`));
  const { access_token, app_id, app_secret, verify_token } = page;
  await connectPage(app.pages, ACTOR.workspaceId, { access_token, app_id, app_secret, verify_token });
  await subscribe(app.pages, ACTOR.workspaceId, page.id);
  if (!isNew || (await exists(db, sql`select 1 from campaigns`))) return;
  await letPeopleWrite(sandbox, page);
  await prepareAnswers(app, ACTOR, page);
  const segmentId = await createSegment(db, ACTOR.workspaceId, {
    name: 'Everybody with a PSID',
    filter: {
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
    },
  });
  await createDraft(app.campaigns, ACTOR, {
    name: 'Your order is on its way',
    tags: [],
    definition: exampleCampaign(page, segmentId),
  });
}

async function letPeopleWrite({ url }: Companion, page: SandboxPage): Promise<void> {
  const { total } = peopleReply.parse(
    await callSandbox('GET', `${url}/sandbox/people?page_id=${page.id}&limit=1`),
  );
  if (total < PEOPLE)
    await callSandbox('POST', `${url}/sandbox/people`, { page_id: page.id, count: PEOPLE - total });
  await callSandbox('POST', `${url}/sandbox/people/actions`, {
    page_id: page.id,
    type: 'message',
    text: 'Hello, where is my order?',
    limit: PEOPLE,
  });
}

async function callSandbox(method: 'GET' | 'POST', url: string, body?: object): Promise<unknown> {
  const answer = await request(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300)
    throw new Error(`${method} ${url} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

const exampleCampaign = (page: SandboxPage, segmentId: number): CampaignDefinition =>
  campaignDefinition.parse({
    segment_id: formatId('seg', segmentId),
    page_id: page.id,
    message: { message: EXAMPLE_MESSAGE },
    routes: [{ kind: 'message' }, { kind: 'hold', hours: 48 }],
  });

const EXAMPLE_MESSAGE = {
  text: "Hi {{ first_name | default: 'there' }}, your order is on its way. Shall we tell you when it arrives?",
  quick_replies: [
    { content_type: 'text', title: 'Yes, please', payload: 'NOTIFY_YES' },
    { content_type: 'text', title: 'No, thanks', payload: 'NOTIFY_NO' },
  ],
};

async function exists(db: Db, query: ReturnType<typeof sql>): Promise<boolean> {
  const row = await one(db, sql<{ found: boolean }>`select exists (${query}) as found`);
  return row.found;
}
