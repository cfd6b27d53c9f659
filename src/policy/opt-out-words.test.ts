// What people write to stop messages and to start them again, and what only looks like it.
import { describe, expect, test } from 'vitest';
import { CONSENT_WORDS, readConsentWord } from './opt-out-words.ts';

const LANGUAGES =
  'en de fr es pt it nl pl cs sk sv da no fi ro hu el tr ru uk ar he hi id vi th ja ko zh'.split(' ');

test('every language has words for both', () => {
  expect(Object.keys(CONSENT_WORDS).sort()).toEqual([...LANGUAGES].sort());
  for (const { stop, start } of Object.values(CONSENT_WORDS)) {
    expect(stop.length).toBeGreaterThan(1);
    expect(start.length).toBeGreaterThan(1);
  }
});

test.each(Object.entries(CONSENT_WORDS))(
  '%s: its own words, whatever their case and spacing',
  (_language, words) => {
    for (const meaning of ['stop', 'start'] as const)
      for (const word of words[meaning]) {
        expect([word, readConsentWord(word)]).toEqual([word, meaning]);
        expect([word, readConsentWord(`  ${word.toUpperCase()}!! `)]).toEqual([word, meaning]);
        expect([word, readConsentWord(word.normalize('NFD'))]).toEqual([word, meaning]);
      }
  },
);

test('no word means both, in whatever language it stands', () => {
  for (const { stop } of Object.values(CONSENT_WORDS))
    for (const word of stop) expect([word, readConsentWord(word)]).toEqual([word, 'stop']);
  for (const { start } of Object.values(CONSENT_WORDS))
    for (const word of start) expect([word, readConsentWord(word)]).toEqual([word, 'start']);
});

describe('as people type it', () => {
  test.each([
    ['STOP', 'stop'],
    ['Stop.', 'stop'],
    ['"stop"', 'stop'],
    ['🛑 stop 🛑', 'stop'],
    ['stop?', 'stop'],
    ['ｓｔｏｐ', 'stop'],
    ['st\u200bop', null],
    ['stop\n', 'stop'],
    ['OPT-OUT', 'stop'],
    ['desabonner', 'stop'],
    ['DÉSABONNEMENT', 'stop'],
    ['REZYGNUJE', 'stop'],
    ['ΣΤΑΜΑΤΗΣΤΕ', 'stop'],
    ['ايقاف', 'stop'],
    ['ＳＴＡＲＴ', 'start'],
    ['İNSCREVER', 'start'],
    ['dezaboneaza ma', 'stop'],
    ['¿alto?', 'stop'],
    ['start?', null],
    ['старт？', null],
  ] as const)('%j is %s', (text, meaning) => expect(readConsentWord(text)).toBe(meaning));
});

describe('what is no opt-out', () => {
  test.each([
    '',
    '   ',
    '🙂',
    'stop by the shop tomorrow',
    'the bus stop',
    'stopwatch',
    "don't stop",
    'please do not stop',
    'start the order',
    'cancel',
    'cancel my order',
    'end',
    'yes',
    'ok',
    'Abmelden von der Schule?!  bitte',
    'dur', // French: hard
    'seis', // Spanish: six
    'đúng', // Vietnamese: correct; dừng is to stop
    'Dừng',
    'para', // Spanish: for
    'я не хочу стоп-кран',
    '停止线在哪里',
    `stop${' '.repeat(100)}`,
    'constructor',
    '__proto__',
  ])('%j', (text) => expect(readConsentWord(text)).toBeNull());
});
