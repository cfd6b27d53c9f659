// The edges of a Page, one line each: what it takes to call them and who answers. routes.ts looks here.
import { unlinkAccount } from './account-linking.ts';
import type { PageCaller } from './auth.ts';
import type { GraphCall, GraphReply } from './call.ts';
import { listConversations } from './conversations.ts';
import { listTokens } from './marketing/tokens.ts';
import { uploadAttachment } from './media/attachments.ts';
import { insights } from './page/insights.ts';
import { customLabels } from './page/labels.ts';
import { personas } from './page/personas.ts';
import { pageStatus } from './page/standing.ts';
import { messengerProfile } from './profile/profile.ts';
import { userSettings } from './profile/user-settings.ts';
import { sendMessage } from './send/send.ts';
import { pageSubscription } from './subscriptions.ts';
import { utilityTemplates } from './templates/templates.ts';
import { readThreadOwner, threadControl } from './thread-control.ts';

type Method = GraphCall['method'];

export interface PageEdge {
  methods: readonly Method[];
  /** Of each list the token must have one permission. */
  scopes: readonly (readonly string[])[];
  answer: (call: GraphCall, own: PageCaller) => GraphReply | Promise<GraphReply>;
}

const MESSAGING = [['pages_messaging']];
const METADATA = [['pages_manage_metadata']];
const UTILITY = [['pages_utility_messaging', 'page_utility_messaging']];
const READ_WRITE: readonly Method[] = ['GET', 'POST'];
const ALL: readonly Method[] = ['GET', 'POST', 'DELETE'];

export const PAGE_EDGES: Readonly<Record<string, PageEdge>> = {
  messages: { methods: ['POST'], scopes: MESSAGING, answer: sendMessage },
  subscribed_apps: { methods: ALL, scopes: METADATA, answer: plain(pageSubscription) },
  conversations: {
    methods: ['GET'],
    scopes: [['pages_messaging'], ['pages_read_engagement', 'pages_manage_metadata']],
    answer: listConversations,
  },
  messenger_profile: { methods: ALL, scopes: MESSAGING, answer: messengerProfile },
  message_attachments: { methods: ['POST'], scopes: MESSAGING, answer: uploadAttachment },
  unlink_accounts: { methods: ['POST'], scopes: MESSAGING, answer: unlinkAccount },
  custom_user_settings: { methods: ALL, scopes: MESSAGING, answer: userSettings },
  notification_message_tokens: { methods: ['GET'], scopes: MESSAGING, answer: listTokens },
  personas: { methods: READ_WRITE, scopes: MESSAGING, answer: personas },
  custom_labels: { methods: READ_WRITE, scopes: METADATA, answer: customLabels },
  insights: { methods: ['GET'], scopes: [['read_insights'], ['pages_read_engagement']], answer: insights },
  page_status: { methods: ['GET'], scopes: METADATA, answer: pageStatus },
  pass_thread_control: { methods: ['POST'], scopes: MESSAGING, answer: threadControl('pass') },
  take_thread_control: { methods: ['POST'], scopes: MESSAGING, answer: threadControl('take') },
  release_thread_control: { methods: ['POST'], scopes: MESSAGING, answer: threadControl('release') },
  request_thread_control: { methods: ['POST'], scopes: MESSAGING, answer: threadControl('request') },
  extend_thread_control: { methods: ['POST'], scopes: MESSAGING, answer: threadControl('extend') },
  thread_owner: { methods: ['GET'], scopes: MESSAGING, answer: readThreadOwner },
  message_templates: { methods: ALL, scopes: UTILITY, answer: plain(utilityTemplates) },
};

/** An answer without headers of its own. */
function plain(answer: (call: GraphCall, own: PageCaller) => unknown): PageEdge['answer'] {
  return (call, own) => ({ body: answer(call, own) });
}
