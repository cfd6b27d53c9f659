// Ready-made Send API requests to start from, and the blank definition of a new campaign. Pure.
import type { CampaignDefinition, ComposedMessage, ConnectorRequest } from '../../api/types.ts';

/** The current version of the Graph API; the Page's lane answers for any living version. */
const GRAPH = 'https://graph.facebook.com/v26.0';

/** What the service takes for a request that names none of these. */
const DEFAULT_RULES = {
  success: { statuses: ['2xx'], body: null },
  retry: { max_attempts: 6, within_minutes: 60 },
  timeouts: { connect_ms: 5_000, total_ms: 20_000 },
  follow_redirects: 0,
  max_response_kb: 64,
  auth: null,
} satisfies Partial<ConnectorRequest>;

export const sendUrl = (pageId: string): string => `${GRAPH}/${pageId}/messages`;

export type TemplateKey = 'text' | 'quick_replies' | 'buttons' | 'card' | 'image';

interface MessageTemplate {
  key: TemplateKey;
  label: string;
  message: object;
}

const NAME = "{{ UserAttribute['first_name'] | default: 'there' }}";

export const MESSAGE_TEMPLATES: readonly MessageTemplate[] = [
  { key: 'text', label: 'Text', message: { text: `Hi ${NAME}, thanks for writing to us.` } },
  {
    key: 'quick_replies',
    label: 'Text with quick replies',
    message: {
      text: `Hi ${NAME}, which one suits you?`,
      quick_replies: [
        { content_type: 'text', title: 'Morning', payload: 'MORNING' },
        { content_type: 'text', title: 'Evening', payload: 'EVENING' },
      ],
    },
  },
  {
    key: 'buttons',
    label: 'Text with buttons',
    message: {
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text: `Hi ${NAME}, your order is ready.`,
          buttons: [
            { type: 'web_url', title: 'See the order', url: 'https://www.example.com/orders' },
            { type: 'postback', title: 'Ask us', payload: 'ASK' },
          ],
        },
      },
    },
  },
  {
    key: 'card',
    label: 'Card with picture',
    message: {
      attachment: {
        type: 'template',
        payload: {
          template_type: 'generic',
          elements: [
            {
              title: `For you, ${NAME}`,
              subtitle: 'Back in stock this week',
              image_url: 'https://www.example.com/picture.jpg',
              buttons: [{ type: 'web_url', title: 'Have a look', url: 'https://www.example.com' }],
            },
          ],
        },
      },
    },
  },
  {
    key: 'image',
    label: 'Picture',
    message: {
      attachment: {
        type: 'image',
        payload: { url: 'https://www.example.com/picture.jpg', is_reusable: true },
      },
    },
  },
];

/** The request of a template for one Page; the Page's stored token is added when it is sent. */
export function messengerRequest(pageId: string, key: TemplateKey): ConnectorRequest {
  const { message } = MESSAGE_TEMPLATES.find((template) => template.key === key) ?? MESSAGE_TEMPLATES[0]!;
  const body = {
    recipient: { id: "{{ UserAttribute['ps_id'] }}" },
    messaging_type: 'RESPONSE',
    message,
  };
  return {
    method: 'POST',
    url: sendUrl(pageId),
    params: [],
    headers: [],
    body: { kind: 'raw', content_type: 'application/json', text: JSON.stringify(body, null, 2) },
    missing_attribute: 'skip',
    ...DEFAULT_RULES,
  };
}

export const customRequest = (): ConnectorRequest => ({
  method: 'POST',
  url: 'https://',
  params: [],
  headers: [],
  body: { kind: 'raw', content_type: 'application/json', text: '{\n  \n}' },
  missing_attribute: 'skip',
  ...DEFAULT_RULES,
});

export const newMessage = (): ComposedMessage => ({
  message: { text: `Hi ${NAME}, thanks for writing to us.` },
  persona_id: null,
  notification_type: 'REGULAR',
  typing_seconds: 0,
  track_links: true,
  missing_attribute: 'skip',
});

type Content = Pick<CampaignDefinition, 'page_id' | 'message' | 'request'>;

export const newDefinition = (content: Content): CampaignDefinition => ({
  delivery_type: 'one_time',
  segment_id: null,
  ...content,
  routes: [{ kind: 'message' }],
  per_second: null,
  priority: 'normal',
  resend_unknown: 'on_absence',
  schedule: { kind: 'now' },
  ...{ translations: [], experiment: null, content: [], goals: [], trigger: null },
  controls: {
    control_group_percent: 0,
    use_global_control: true,
    caps: [],
    obey_workspace: true,
    minimum_gap_minutes: null,
    per_person_limit: null,
    when_capped: 'skip',
    quiet_hours: 'workspace',
    audience_limit: { total: null, per_day: null, per_run: null },
    dedupe_attribute: null,
    expires_after_minutes: null,
  },
});
