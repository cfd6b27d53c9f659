// The message of a private reply: a Send API message whose texts may use the comment and its author's name. Pure.
import { isObject, type JsonObject } from '../messenger/lossless-json.ts';
import { checkSendBody } from '../messenger/send-api.ts';
import { compileTemplate } from '../templates/template.ts';

export interface ReplyScope {
  comment: string;
  /** null: the platform did not say; it may without the permission to see it. */
  fromName: string | null;
  /** What "now" means in its texts. */
  now: Date;
}

export type RenderedReply =
  | { ok: true; message: JsonObject }
  | { ok: false; reason: string; detail: string | null };

/** What a template may use, as people write it. */
export const REPLY_FIELDS = ['comment.text', 'from.name'] as const;
const ROOTS = new Set(REPLY_FIELDS.map((field) => field.split('.')[0]));

/** Quoting more than this of a comment would break the limit of the text it stands in. */
const MAX_QUOTED = 300;

/** The message for one comment. A name that is missing without a fallback is a reason not to send. */
export function renderReply(message: JsonObject, scope: ReplyScope): RenderedReply {
  const filled = fillIn(message, scope);
  const [problem] = filled.ok ? checkMessage(filled.message) : [];
  if (!problem) return filled;
  return { ok: false, reason: 'invalid_message', detail: `${problem.field} ${problem.message}` };
}

function fillIn(message: JsonObject, { comment, fromName, now }: ReplyScope): RenderedReply {
  const letters = [...comment];
  const text = letters.length > MAX_QUOTED ? `${letters.slice(0, MAX_QUOTED).join('')}…` : comment;
  const attributes: Record<string, unknown> = {
    comment: text.trim() === '' ? {} : { text },
    from: fromName === null || fromName.trim() === '' ? {} : { name: fromName },
  };
  let failed: { reason: string; detail: string | null } | undefined;
  const filled = mapTexts(message, (template, key) => {
    // What a comment says must not change where a button leads.
    const compiled = compileTemplate(template, ADDRESSES.has(key) ? 'url' : 'none');
    const rendering = compiled.render({ attributes, customerId: null, psid: null, now });
    if (rendering.ok) return rendering.text;
    const detail = rendering.reason === 'missing_attribute' ? rendering.attribute : rendering.message;
    failed ??= { reason: rendering.reason, detail };
    return '';
  });
  return failed ? { ok: false, ...failed } : { ok: true, message: filled };
}

export interface ReplyProblem {
  field: string;
  message: string;
  remedy: string | null;
  severity: 'error' | 'warning';
}

/** What is wrong with the message of a rule, before anybody comments. Errors keep it from being saved. */
export function checkReply(message: JsonObject, now: Date): ReplyProblem[] {
  const problems: ReplyProblem[] = [];
  const error = (field: string, text: string, remedy: string | null = null) =>
    problems.push({ field, message: text, remedy, severity: 'error' });
  walkTexts(message, 'message', (text, field) => {
    try {
      const foreign = compileTemplate(text, 'none', field).attributes.find((name) => !ROOTS.has(name));
      if (foreign !== undefined)
        error(
          field,
          `uses "${foreign}", which is not known of somebody who comments`,
          'Use {{ from.name }} or {{ comment.text }}: whoever comments is not known by a PSID yet.',
        );
    } catch (thrown) {
      error(field, thrown instanceof Error ? thrown.message : 'cannot be read');
    }
  });
  if (problems.length > 0) return problems;
  const sample = fillIn(message, { comment: 'How much is it?', fromName: 'Anna Example', now });
  if (sample.ok) for (const problem of checkMessage(sample.message)) error(problem.field, problem.message);
  else if (sample.reason === 'missing_attribute')
    error(
      'message',
      `uses "${sample.detail}", which a comment does not have`,
      `There are ${REPLY_FIELDS.join(' and ')}.`,
    );
  else error('message', sample.detail ?? sample.reason);
  if (problems.length > 0) return problems;
  const unnamed = renderReply(message, { comment: 'How much is it?', fromName: null, now });
  if (!unnamed.ok)
    problems.push({
      field: 'message',
      message: 'Comments whose author Facebook does not name will not be answered.',
      remedy: "Give the name a fallback: {{ from.name | default: 'there' }}.",
      severity: 'warning',
    });
  return problems;
}

/** Media of our library named in a message ('med_12'); each Page has an attachment id of its own for it. */
export function listMedia(message: JsonObject): string[] {
  const found = new Set<string>();
  walkTexts(message, '', (text, field) => {
    if (field.endsWith('.attachment_id') && /^med_\d+$/.test(text)) found.add(text);
  });
  return [...found];
}

export const placeMedia = (message: JsonObject, attachmentIds: ReadonlyMap<string, string>): JsonObject =>
  mapTexts(message, (text) => attachmentIds.get(text) ?? text);

/** The body of the call: one message to a comment (Messenger Platform, Private replies). */
export const replyBody = (commentId: string, message: JsonObject, metadata: string) => ({
  recipient: { comment_id: commentId },
  messaging_type: 'RESPONSE',
  message: { ...message, metadata },
});

/** Our name for a reply in message.metadata: the echo brings it back. */
export const replyMetadata = (installationId: string, commentId: string): string =>
  `talaria:${installationId}:comment:${commentId}`;

/** Whose reply an echo is of, and to which comment; null: another message's. */
export function readReplyMetadata(
  metadata: string | undefined,
): { installationId: string; commentId: string } | null {
  const match = /^talaria:([^:]+):comment:(.{1,200})$/s.exec(metadata ?? '');
  return match && { installationId: match[1]!, commentId: match[2]! };
}

const checkMessage = (message: JsonObject) =>
  checkSendBody(replyBody('1_1', message, replyMetadata('', '1_1')));

const MAX_DEPTH = 12;

/** Keys whose text is an address. */
const ADDRESSES = new Set(['url', 'fallback_url', 'image_url']);

/** `change` is given each text with the key it stands under. */
function mapTexts(value: JsonObject, change: (text: string, key: string) => string): JsonObject {
  const map = (inner: unknown, key: string, depth: number): unknown => {
    if (typeof inner === 'string') return change(inner, key);
    if (depth > MAX_DEPTH) return inner;
    if (Array.isArray(inner)) return inner.map((item) => map(item, key, depth + 1));
    if (!isObject(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([name, item]) => [name, map(item, name, depth + 1)]),
    );
  };
  return map(value, '', 0) as JsonObject;
}

function walkTexts(
  value: unknown,
  field: string,
  see: (text: string, field: string) => void,
  depth = 0,
): void {
  if (typeof value === 'string') see(value, field);
  else if (typeof value === 'object' && value !== null && depth <= MAX_DEPTH)
    for (const [key, item] of Object.entries(value)) walkTexts(item, `${field}.${key}`, see, depth + 1);
}
