// The answers a newcomer finds at the first start with the sandbox: live, so that the first word written on the sandbox's phone is
// answered. None is for whatever else is written: that is for the operator to add, and people who only say hello get no mail.
import type { App } from '../app.ts';
import { campaignDefinition } from '../campaigns/campaign.contract.ts';
import { createDraft } from '../campaigns/campaigns.ts';
import { answerPayload, HUMAN_PAYLOAD } from '../campaigns/conversation.match.ts';
import type { ConversationStart } from '../campaigns/trigger.contract.ts';
import { publish } from '../campaigns/versions.ts';
import type { Actor } from '../kit/http/actor.ts';
import { setProfile } from '../pages/messenger-profiles.ts';
import { inNameOf } from '../pages/page-call.ts';
import type { SandboxPage } from './companion.ts';

interface ExampleAnswer {
  name: string;
  start: Partial<ConversationStart>;
  text: string;
  replies?: readonly Reply[];
}

interface Reply {
  title: string;
  payload: string;
}

/** What a Page of the sandbox has for Get Started. */
const GET_STARTED = { payload: 'GET_STARTED' };

/** First those that others lead to. The Page's menu leads to them too. */
export async function prepareAnswers(app: App, actor: Actor, page: SandboxPage): Promise<void> {
  const answer = (of: ExampleAnswer) => createAnswer(app, actor, page, of);
  const open = await answer({
    name: 'When we are open',
    start: { keywords: ['open', 'opening hours', 'closed'] },
    text: 'We are open Monday to Friday from 9 to 17. Write MENU to see what else we can tell you.',
  });
  const delivery = await answer({
    name: 'Delivery',
    start: { keywords: ['delivery', 'shipping'], match: 'fuzzy' },
    text: 'Orders leave within two days, and delivery is free from €50. Write MENU for more.',
  });
  await answer({
    name: 'A human',
    start: { asked_human: true },
    text: 'Somebody of our team will answer you here. Until then no automatic answers come in between.',
  });
  const replies = [
    { title: 'When are you open?', payload: open },
    { title: 'Delivery', payload: delivery },
    { title: 'Talk to a human', payload: HUMAN_PAYLOAD },
  ];
  const menu = await answer({
    name: 'Menu',
    start: { keywords: ['menu', 'help'] },
    text: 'What can we help you with?',
    replies,
  });
  await answer({
    name: 'Welcome',
    start: { get_started: true },
    text: "Hi {{ first_name | default: 'there' }}, welcome! Tap a button, or write MENU at any time. STOP ends all messages.",
    replies,
  });
  await setProfile(app.pages, inNameOf(actor, page.id), profileWith(menu));
}

async function createAnswer(
  app: App,
  actor: Actor,
  page: SandboxPage,
  { name, start, text, replies = [] }: ExampleAnswer,
): Promise<string> {
  const quick_replies = replies.map((reply) => ({ content_type: 'text', ...reply }));
  const definition = campaignDefinition.parse({
    delivery_type: 'conversation',
    page_id: page.id,
    trigger: { conversation: start },
    message: { message: { text, ...(replies.length > 0 && { quick_replies }) } },
  });
  const campaignId = await createDraft(app.campaigns, actor, { name, tags: [], definition });
  await publish(app.campaigns, actor, campaignId);
  return answerPayload(campaignId);
}

const EVERYWHERE = 'default';

const profileWith = (menu: string) => ({
  get_started: GET_STARTED,
  greeting: [],
  ice_breakers: [], // where there are any, Get Started is not shown
  persistent_menu: [
    {
      locale: EVERYWHERE,
      composer_input_disabled: false,
      call_to_actions: [
        { type: 'postback' as const, title: 'Menu', payload: menu },
        { type: 'postback' as const, title: 'Talk to a human', payload: HUMAN_PAYLOAD },
      ],
    },
  ],
  commands: [],
});
