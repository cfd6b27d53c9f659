// Automatic answers over HTTP: what is answered on a Page, a try of what somebody might write, and people who wait for a human.
// An answer is a campaign of delivery type conversation: it is made, changed, published and paused as one.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { CAMPAIGN_STATES } from './campaign.contract.ts';
import { conversationStart } from './trigger.contract.ts';

const tag = 'Conversations';
const pageId = z.string().regex(/^\d{1,32}$/, 'must be the digits of a Page id');

const answer = z
  .object({
    campaign_id: idSchema('cmp'),
    name: z.string(),
    state: z.enum(CAMPAIGN_STATES),
    page_id: z.string().nullable(),
    page_name: z.string().nullable(),
    start: conversationStart.nullable(),
    text: z.string().nullable().describe('How its message begins'),
    payload: z.string().describe('A button that carries it leads to this answer'),
    leads_to: z.array(idSchema('cmp')).describe('Answers its buttons and quick replies lead to'),
    answered: z.number().int().describe('People who came in during the last 30 days, each time'),
  })
  .meta({ id: 'ConversationAnswer' });

const pause = z
  .object({
    page_id: z.string(),
    psid: z.string(),
    person_id: idSchema('prf').nullable(),
    name: z.string().nullable(),
    because: z.enum(['asked_human', 'human_wrote']),
    since: z.iso.datetime(),
    until: z.iso
      .datetime()
      .describe('When automatic answers go on; whoever asked for a human stays in the list'),
  })
  .meta({ id: 'ConversationPause' });

export const conversationRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/conversations',
    tag,
    permission: 'view',
    summary: 'The automatic answers, by name',
    query: z.object({ page_id: pageId.optional() }),
    reply: z.object({
      answers: z.array(answer),
      human_payload: z.string().describe('A button that carries it asks for a human'),
    }),
  }),
  try: contract({
    method: 'POST',
    path: '/api/conversations/try',
    tag,
    permission: 'view',
    summary: 'Which answer what somebody writes or taps would get now; nothing is sent',
    body: z
      .object({
        page_id: pageId,
        text: z.string().max(2000).nullable().default(null),
        payload: z.string().max(1000).nullable().default(null),
      })
      .refine(({ text, payload }) => text !== null || payload !== null, 'give a text or a payload'),
    reply: z.object({
      answer: z
        .object({
          campaign_id: idSchema('cmp'),
          name: z.string(),
          by: z.enum(['payload', 'get_started', 'asked_human', 'keyword', 'any_message']),
          word: z.string().nullable(),
        })
        .nullable(),
      asks_human: z.boolean(),
      stops: z
        .boolean()
        .describe('It is a word such as STOP or START: their wish is kept, and nothing answers it'),
      explanation: z.string(),
    }),
  }),
  pauses: contract({
    method: 'GET',
    path: '/api/conversations/pauses',
    tag,
    permission: 'view',
    summary:
      'People who asked for a human (until somebody ends it, for 30 days at most), and those a human wrote to, for whom automatic answers pause. First who waits longest',
    query: z.object({
      page_id: pageId.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    reply: z.object({ pauses: z.array(pause) }),
  }),
  endPause: contract({
    method: 'POST',
    path: '/api/conversations/pauses/end',
    tag,
    permission: 'send',
    summary: 'Let automatic answers go on for a person',
    body: z.object({ page_id: pageId, psid: z.string().regex(/^\d{1,32}$/, 'must be digits') }),
    reply: z.object({ ended: z.boolean() }),
  }),
};
