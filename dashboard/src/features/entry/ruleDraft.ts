// A comment rule as it is edited: the message as a text or as JSON, times as the pickers hold them. Pure.
import type { CommentRule, RuleInput } from '../../api/entry.ts';

export interface RuleDraft {
  name: string;
  /** '' is every post. */
  postId: string;
  keywords: string[];
  kind: 'text' | 'json';
  text: string;
  json: string;
  startsAt: string | null;
  endsAt: string | null;
}

export const EMPTY_RULE: RuleDraft = {
  name: '',
  postId: '',
  keywords: [],
  kind: 'text',
  text: "Hi {{ from.name | default: 'there' }}! ",
  json: '',
  startsAt: null,
  endsAt: null,
};

/** A message that is a text and nothing else is shown as one. */
export function draftOf(rule: CommentRule): RuleDraft {
  const { text, ...rest } = rule.message;
  const isText = typeof text === 'string' && Object.keys(rest).length === 0;
  return {
    name: rule.name,
    postId: rule.post_id ?? '',
    keywords: rule.keywords,
    kind: isText ? 'text' : 'json',
    text: typeof text === 'string' ? text : '',
    json: JSON.stringify(rule.message, null, 2),
    startsAt: toLocal(rule.starts_at),
    endsAt: toLocal(rule.ends_at),
  };
}

/** null: the JSON cannot be read as an object. */
export function readMessage(draft: RuleDraft): Record<string, unknown> | null {
  if (draft.kind === 'text') return { text: draft.text };
  try {
    const value: unknown = JSON.parse(draft.json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Going on as JSON begins with what the text says; going back keeps the text of the message. */
export function switchKind(draft: RuleDraft, kind: RuleDraft['kind']): RuleDraft {
  if (kind === draft.kind) return draft;
  if (kind === 'json') {
    const before = readMessage({ ...draft, kind: 'json' });
    return { ...draft, kind, json: JSON.stringify({ ...before, text: draft.text }, null, 2) };
  }
  const text = readMessage(draft)?.['text'];
  return { ...draft, kind, text: typeof text === 'string' ? text : draft.text };
}

/** What is saved; null while the message cannot be read. */
export function toRuleInput(draft: RuleDraft, active: boolean): RuleInput | null {
  const message = readMessage(draft);
  if (message === null) return null;
  return {
    name: draft.name.trim(),
    post_id: draft.postId.trim() || null,
    keywords: draft.keywords,
    message,
    active,
    starts_at: toIso(draft.startsAt),
    ends_at: toIso(draft.endsAt),
  };
}

const toIso = (local: string | null): string | null => (local ? new Date(local).toISOString() : null);

function toLocal(iso: string | null): string | null {
  if (iso === null) return null;
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
