// The message of a private reply, and what each answer of the platform means for it.
import { describe, expect, it, test } from 'vitest';
import type { GraphAnswer } from '../messenger/graph.ts';
import {
  checkReply,
  listMedia,
  placeMedia,
  readReplyMetadata,
  renderReply,
  replyMetadata,
} from './private-reply.message.ts';
import { judgeReply, type OutcomeContext, type SentReply } from './private-reply.outcome.ts';
import { explainReplyReason } from './private-reply.reasons.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const MESSAGE = {
  text: 'Hi {{ from.name | default: "there" }}, you asked: "{{ comment.text }}"',
  quick_replies: [{ content_type: 'text', title: 'Price', payload: 'PRICE' }],
};

describe('the message', () => {
  it('is filled with the comment and its author, cut where a limit would break', () => {
    expect(renderReply(MESSAGE, { comment: 'How "much"?', fromName: 'Žiga', now: NOW })).toEqual({
      ok: true,
      message: { ...MESSAGE, text: 'Hi Žiga, you asked: "How "much"?"' },
    });
    const long = renderReply(MESSAGE, { comment: '😀'.repeat(2000), fromName: null, now: NOW });
    expect(long).toMatchObject({
      ok: true,
      message: { text: `Hi there, you asked: "${'😀'.repeat(300)}…"` },
    });
  });

  it('tells the time by the clock it is given', () => {
    const now = new Date('2031-02-03T04:05:06Z');
    const message = { text: "{{ 'now' | date: '%Y-%m-%d' }}" };
    expect(renderReply(message, { comment: 'x', fromName: null, now })).toMatchObject({
      message: { text: '2031-02-03' },
    });
  });

  it('what a comment says is no template', () => {
    const sent = renderReply(
      { text: '{{ comment.text }}' },
      { comment: '{{ from.name }}{% raw %}', fromName: 'A', now: NOW },
    );
    expect(sent).toMatchObject({ message: { text: '{{ from.name }}{% raw %}' } });
  });

  it('a comment in an address does not change where it leads', () => {
    const button = { type: 'web_url', title: 'Look', url: 'https://shop.example/?q={{ comment.text }}' };
    const message = {
      attachment: { type: 'template', payload: { template_type: 'button', text: 'x', buttons: [button] } },
    };
    expect(checkReply(message, NOW)).toEqual([]);
    expect(JSON.stringify(renderReply(message, { comment: 'a b&x=1#', fromName: null, now: NOW }))).toContain(
      'https://shop.example/?q=a%20b%26x%3D1%23',
    );
  });

  it('is not sent half', () => {
    const scope = { comment: 'x', fromName: null, now: NOW };
    expect(renderReply({ text: 'Hi {{ from.name }}' }, scope)).toMatchObject({
      ok: false,
      reason: 'missing_attribute',
    });
    expect(renderReply({ text: '{% do_not_send "no" %}' }, scope)).toMatchObject({
      ok: false,
      reason: 'do_not_send',
    });
    expect(renderReply({ text: 'x'.repeat(2000) }, scope)).toMatchObject({
      ok: false,
      reason: 'invalid_message',
    });
  });

  test.each<[what: string, message: Record<string, unknown>, field: string, severity: string]>([
    ['nothing', {}, 'message', 'error'],
    ['another attribute', { text: '{{ city }}' }, 'message.text', 'error'],
    ['a misspelt field', { text: '{{ comment.txt }}' }, 'message', 'error'],
    ['a template that cannot be read', { text: '{{ comment.text' }, 'message.text', 'error'],
    [
      'too many quick replies',
      { text: 'x', quick_replies: Array(14).fill(MESSAGE.quick_replies[0]) },
      'message.quick_replies',
      'error',
    ],
    ['a name without a fallback', { text: 'Hi {{ from.name }}' }, 'message', 'warning'],
  ])('with %s is told before it is saved', (_what, message, field, severity) => {
    expect(checkReply(message, NOW)[0]).toMatchObject({ field, severity });
  });

  it('that is right has nothing to be told', () => expect(checkReply(MESSAGE, NOW)).toEqual([]));

  it('names media of our library', () => {
    const message = { attachment: { type: 'image', payload: { attachment_id: 'med_7' } } };
    expect(listMedia(message)).toEqual(['med_7']);
    expect(placeMedia(message, new Map([['med_7', '123']]))).toEqual({
      attachment: { type: 'image', payload: { attachment_id: '123' } },
    });
    expect(listMedia({ text: 'med_7', attachment: { payload: { attachment_id: '123' } } })).toEqual([]);
  });

  it('comes back by its metadata, with the installation that sent it', () => {
    expect(readReplyMetadata(replyMetadata('one', '12_34'))).toEqual({
      installationId: 'one',
      commentId: '12_34',
    });
    expect(readReplyMetadata('talaria:one:1:2:3')).toBeNull();
    expect(readReplyMetadata(undefined)).toBeNull();
  });
});

describe('an answer', () => {
  const judge = (answer: GraphAnswer<SentReply>, of: Partial<OutcomeContext> = {}) =>
    judgeReply(answer, { now: NOW, attempts: 1, mayBeSent: false, graceMs: 90_000, random: 0, ...of });
  const refused = (code: number, subcode: number | null = null): GraphAnswer<SentReply> => ({
    kind: 'refused',
    status: 400,
    headers: {},
    error: {
      code,
      subcode,
      message: '',
      type: '',
      isTransient: false,
      remainingSeconds: null,
      traceId: null,
    },
  });
  const lost: GraphAnswer<SentReply> = { kind: 'unreachable', message: 'timeout' };

  it('accepted tells whom it went to', () => {
    const answer = { kind: 'ok', data: { recipient_id: '42', message_id: 'm_1' }, headers: {} } as const;
    expect(judge(answer).settlement).toMatchObject({ state: 'accepted', psid: '42', mid: 'm_1' });
  });

  it('none is unknown, asked again after the grace time, and given up unknown', () => {
    expect(judge(lost).settlement).toMatchObject({
      state: 'unknown',
      dueAt: new Date('2026-11-22T12:01:30Z'),
    });
    expect(judge(lost, { attempts: 3 }).settlement).toMatchObject({
      state: 'failed',
      reason: 'unknown_outcome',
    });
  });

  it('"already replied" is ours when a call of ours was not answered, and somebody else’s otherwise', () => {
    expect(judge(refused(10900), { attempts: 2, mayBeSent: true }).settlement.state).toBe('accepted');
    expect(judge(refused(10900)).settlement).toMatchObject({
      state: 'skipped',
      reason: 'comment_already_replied',
    });
  });

  test.each<[code: number, subcode: number | null, state: string, stopsPage: boolean | null]>([
    [10903, null, 'failed', null],
    [100, 2534025, 'failed', null],
    [551, 1545041, 'failed', null],
    [613, null, 'pending', false],
    [80006, null, 'pending', true],
    [10, 1893063, 'pending', true],
    [2, null, 'pending', null],
    [190, 460, 'pending', null],
    [1, 1357046, 'unknown', null],
  ])('%d/%d: %s', (code, subcode, state, stopsPage) => {
    const { settlement, pause, needsToken } = judge(refused(code, subcode));
    expect(settlement.state).toBe(state);
    expect(pause?.stopsPage ?? null).toBe(stopsPage);
    expect(needsToken).toBe(code === 190 ? '190/460' : null);
    if (settlement.reason !== null)
      expect(explainReplyReason(settlement.reason).title).not.toBe(settlement.reason);
  });

  it('of trouble is tried again so often, then given up', () => {
    expect(judge(refused(1200), { attempts: 6 }).settlement).toMatchObject({
      state: 'failed',
      reason: '1200',
    });
  });
});
