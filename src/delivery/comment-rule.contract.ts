// Comment rules over HTTP, their preview, and the log of private replies.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { isStorable, NOT_STORABLE, nameText } from '../kit/storable-text.ts';

const facebookId = z.string().regex(/^\d{1,32}$/, 'must be digits');
const MAX_MESSAGE_CHARACTERS = 20_000;

const keyword = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100)
  .refine(isStorable, NOT_STORABLE)
  .refine((text) => /[\p{L}\p{N}\p{S}]/u.test(text), 'must have a letter, a digit or a symbol');

const message = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= MAX_MESSAGE_CHARACTERS, 'is too large')
  .describe('A Send API message; its texts may use {{ comment.text }} and {{ from.name }}');

export const ruleInput = z
  .object({
    name: nameText(100),
    post_id: z
      .string()
      .trim()
      .regex(/^\d{1,32}(_\d{1,32})?$/, 'must be the number of a post, or <page>_<post>')
      .nullable()
      .default(null)
      .describe('null: every post'),
    keywords: z
      .array(keyword)
      .max(50)
      .default([])
      .describe('One of them must occur, whatever its case and accents; none: every comment is answered'),
    message,
    active: z.boolean().default(true),
    starts_at: z.iso.datetime({ offset: true }).nullable().default(null),
    ends_at: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .refine(
    (rule) => !rule.starts_at || !rule.ends_at || Date.parse(rule.starts_at) < Date.parse(rule.ends_at),
    {
      path: ['ends_at'],
      message: 'must be after the start',
    },
  );
export type RuleInput = z.output<typeof ruleInput>;

export const ruleTrial = z.object({
  keywords: z.array(keyword).max(50).default([]),
  message,
  comment: z.string().max(2000),
  from_name: z.string().max(500).nullable(),
});

export const commentRule = z
  .object({
    id: idSchema('rul'),
    page_id: z.string(),
    name: z.string(),
    post_id: z.string().nullable(),
    keywords: z.array(z.string()),
    message: z.record(z.string(), z.unknown()),
    active: z.boolean(),
    starts_at: z.iso.datetime().nullable(),
    ends_at: z.iso.datetime().nullable(),
    counts: z.object({
      accepted: z.number().int(),
      waiting: z.number().int(),
      skipped: z.number().int(),
      failed: z.number().int(),
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'CommentRule' });

const replyProblem = z.object({
  field: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
});

export const privateReply = z
  .object({
    comment_id: z.string(),
    post_id: z.string().nullable(),
    rule: z.object({ id: idSchema('rul'), name: z.string() }),
    from_name: z.string().nullable(),
    comment: z.string(),
    commented_at: z.iso.datetime(),
    state: z.enum(['pending', 'sending', 'unknown', 'accepted', 'failed', 'skipped']),
    reason: z.string().nullable(),
    title: z.string().nullable().describe('The reason in words'),
    remedy: z.string().nullable(),
    due_at: z.iso.datetime().nullable().describe('Of one that waits: not before'),
    settled_at: z.iso.datetime().nullable(),
    message: z.record(z.string(), z.unknown()).nullable().describe('As sent'),
    mid: z.string().nullable(),
    person_id: idSchema('prf').nullable().describe('Whom it went to; the platform says it with its answer'),
  })
  .meta({ id: 'PrivateReply' });

const pageParams = z.object({ id: facebookId });
const params = z.object({ id: idSchema('rul') });
const tag = 'Comments';

export const commentRuleRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/pages/:id/comment-rules',
    tag,
    permission: 'view',
    summary: 'Which comments on a Page are answered in private, oldest rule first',
    params: pageParams,
    reply: z.object({ rules: z.array(commentRule) }),
  }),
  create: contract({
    method: 'POST',
    path: '/api/pages/:id/comment-rules',
    tag,
    permission: 'send',
    summary: 'Make a rule. It answers comments that come from now on',
    params: pageParams,
    body: ruleInput,
    reply: commentRule,
  }),
  change: contract({
    method: 'PUT',
    path: '/api/comment-rules/:id',
    tag,
    permission: 'send',
    summary: 'Change a rule, or switch it off',
    params,
    body: ruleInput,
    reply: commentRule,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/comment-rules/:id',
    tag,
    permission: 'send',
    summary: 'Remove a rule; the log of its replies stays',
    params,
    reply: z.object({ removed: z.literal(true) }),
  }),
  preview: contract({
    method: 'POST',
    path: '/api/comment-rules/preview',
    tag,
    permission: 'view',
    summary: 'Whether a rule would answer a comment, and with what',
    body: ruleTrial,
    reply: z.object({
      matches: z.boolean(),
      message: z.record(z.string(), z.unknown()).nullable().describe('null: it would not be sent'),
      why_not: z.string().nullable(),
      problems: z.array(replyProblem),
    }),
  }),
  replies: contract({
    method: 'GET',
    path: '/api/pages/:id/private-replies',
    tag,
    permission: 'view',
    summary: 'What became of the comments a rule answers, newest first',
    params: pageParams,
    query: z.object({
      state: z.enum(['all', 'waiting', 'accepted', 'unanswered']).default('all'),
      rule_id: idSchema('rul').optional(),
      after: z.string().max(300).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ replies: z.array(privateReply), next: z.string().nullable() }),
  }),
};
