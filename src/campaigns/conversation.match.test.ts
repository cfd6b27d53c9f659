// Which automatic answer people get: by what they tapped, by words as people write them, and at most one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, answerPayload, chooseAnswer, type Said } from './conversation.match.ts';
import { asksForHuman } from './human-words.ts';
import { conversationStart } from './trigger.contract.ts';

const answer = (campaignId: number, start: object): Answer => ({
  campaignId,
  start: conversationStart.parse(start),
});
const wrote = (text: string): Said => ({ kind: 'message', text, payload: null });
const tapped = (payload: string): Said => ({ kind: 'postback', text: 'A button', payload });
const NOBODY_ASKS = { getStarted: 'GO', asksHuman: false };
const choose = (answers: Answer[], said: Said, of = NOBODY_ASKS) => {
  const chosen = chooseAnswer(answers, said, of);
  return chosen && [chosen.answer.campaignId, chosen.by];
};

describe('keywords', () => {
  test.each([
    ['word', 'hours', 'What are your HOURS?', true],
    ['word', 'hours', 'happy hoursong', false],
    ['word', 'öffnungszeiten', 'Offnungszeiten bitte', true],
    ['word', 'kdy máte otevřeno', 'Dobry den, KDY MATE OTEVRENO?', true],
    ['whole', 'hours', 'hours?!', true],
    ['whole', 'hours', 'your hours', false],
    ['start', 'order', 'Order 1234, where is it', true],
    ['start', 'order', 'orders', false],
    ['start', 'order', 'my order', false],
    ['start', 'order', '¡Order 1234!', true],
    ['whole', '!?', '!?', true],
    ['fuzzy', 'delivery', 'when is my delivrey', true],
    ['fuzzy', 'delivery', 'when is my delvery coming', true],
    ['fuzzy', 'delivery', 'liver', false],
    ['fuzzy', 'hours', 'your hosts', false],
    ['fuzzy', 'sale', 'tale', false],
    ['fuzzy', 'vat', 'cat', false],
    ['fuzzy', 'opening hours', 'openin hours pls', true],
    ['word', '👍', 'ok👍', true],
    ['word', '价格', '请问价格', true],
  ])('%s "%s" in "%s": %s', (match, keyword, text, expected) => {
    expect(choose([answer(1, { keywords: [keyword], match })], wrote(text)) !== null).toBe(expected);
  });

  test('the one that says more of the message decides, then the older', () => {
    const both = [answer(1, { keywords: ['order'] }), answer(2, { keywords: ['order status'] })];
    expect(choose(both, wrote('what is my order status'))).toEqual([2, 'keyword']);
    expect(choose([...both, answer(3, { keywords: ['order'] })].reverse(), wrote('order'))).toEqual([
      1,
      'keyword',
    ]);
  });

  test('whoever finds no keyword gets the answer to any message, and a tap does not', () => {
    const answers = [answer(1, { any_message: true }), answer(2, { keywords: ['hours'] })];
    expect(choose(answers, wrote('hello'))).toEqual([1, 'any_message']);
    expect(choose(answers, wrote('hours'))).toEqual([2, 'keyword']);
    expect(choose(answers, tapped('SOMETHING'))).toBeNull();
  });
});

test('a tap goes by its payload: its own, that of an answer, or Get Started', () => {
  const answers = [answer(1, { get_started: true }), answer(2, { payloads: ['HOURS'] }), answer(3, {})];
  expect(choose(answers, tapped('GO'))).toEqual([1, 'get_started']);
  expect(choose(answers, tapped('HOURS'))).toEqual([2, 'payload']);
  expect(choose(answers, tapped('hours'))).toBeNull();
  expect(choose(answers, tapped(answerPayload(3)))).toEqual([3, 'payload']);
  const quickReply: Said = { kind: 'quick_reply', text: 'Hours', payload: 'HOURS' };
  expect(choose([...answers, answer(4, { keywords: ['hours'] })], quickReply)).toEqual([2, 'payload']);
});

test('a button whose answer is gone gets the answer to anything; what another program’s button carries does not', () => {
  const answers = [answer(1, { any_message: true })];
  expect(choose(answers, tapped(answerPayload(99)))).toEqual([1, 'any_message']);
  const quickReply: Said = { kind: 'quick_reply', text: 'Hours', payload: answerPayload(99) };
  expect(choose(answers, quickReply)).toEqual([1, 'any_message']);
  expect(choose(answers, { ...quickReply, payload: 'THEIRS' })).toBeNull();
});

test('whoever asks for a human gets that answer or none, whatever else fits', () => {
  const asks = { ...NOBODY_ASKS, asksHuman: true };
  const others = [answer(1, { keywords: ['human'] }), answer(2, { any_message: true })];
  expect(choose(others, wrote('human'), asks)).toBeNull();
  expect(choose([...others, answer(3, { asked_human: true })], wrote('human'), asks)).toEqual([
    3,
    'asked_human',
  ]);
});

test.each([
  ['Human!', true],
  ['I want to talk to a human.', true],
  ['Chci mluvit s clovekem', true],
  ['转人工', true],
  ['the agent 007 ticket', false],
  ['are you human?', false],
])('%s asks for a human: %s', (text, expected) => expect(asksForHuman(text)).toBe(expected));

test('whatever is written, the answer is one of those that are there, whatever their order', () => {
  const start = fc.record({
    keywords: fc.array(fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,5})?$/), { maxLength: 3 }),
    match: fc.constantFrom('word', 'whole', 'start', 'fuzzy'),
    any_message: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(start, { maxLength: 5 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      (starts, text) => {
        const answers = starts.map((one, index) => answer(index + 1, one));
        expect(choose(answers.toReversed(), wrote(text))).toEqual(choose(answers, wrote(text)));
      },
    ),
  );
});
