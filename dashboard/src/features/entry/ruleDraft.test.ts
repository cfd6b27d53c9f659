// A rule goes into the form and comes out the same.
import { describe, expect, test } from 'vitest';
import type { CommentRule } from '../../api/entry.ts';
import { draftOf, EMPTY_RULE, readMessage, switchKind, toRuleInput } from './ruleDraft.ts';

const rule: CommentRule = {
  id: 'rul_1',
  page_id: '1',
  name: 'Prices',
  post_id: '1_2',
  keywords: ['price'],
  message: { text: 'Hi', quick_replies: [] },
  active: true,
  starts_at: '2026-11-22T12:00:00.000Z',
  ends_at: null,
  counts: { accepted: 0, waiting: 0, skipped: 0, failed: 0 },
  created_at: '',
  updated_at: '',
};

describe('a rule in the form', () => {
  test('is the same when it comes out', () => {
    const { name, post_id, keywords, message, starts_at, ends_at } = rule;
    expect(toRuleInput(draftOf(rule), true)).toEqual({
      name,
      post_id,
      keywords,
      message,
      active: true,
      starts_at,
      ends_at,
    });
  });

  test('is shown as a text when it is nothing else', () => {
    expect(draftOf(rule).kind).toBe('json');
    expect(draftOf({ ...rule, message: { text: 'Hi' } })).toMatchObject({ kind: 'text', text: 'Hi' });
  });

  test('keeps what was written when it goes from text to JSON and back', () => {
    const draft = { ...EMPTY_RULE, text: 'Hello' };
    const json = switchKind(draft, 'json');
    expect(readMessage(json)).toEqual({ text: 'Hello' });
    const changed = { ...json, json: '{"text":"Bye","quick_replies":[{}]}' };
    expect(switchKind(changed, 'text').text).toBe('Bye');
    expect(readMessage(switchKind(switchKind(changed, 'text'), 'json'))).toEqual({
      text: 'Bye',
      quick_replies: [{}],
    });
  });

  test.each(['', '[]', '{', '"x"'])('cannot be saved with %j as its message', (json) =>
    expect(toRuleInput({ ...EMPTY_RULE, kind: 'json', json }, true)).toBeNull(),
  );
});
