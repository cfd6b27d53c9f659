// Problems in the words of the form they arise in.
import { expect, test } from 'vitest';
import { fieldWords, problemSentence, problemWords } from './fieldWords.ts';

const problem = (field: string, message: string) => ({
  field,
  message,
  severity: 'error' as const,
  remedy: null,
});

test.each([
  ['message.message.attachment.payload.elements.2.title', 'Card 3, title'],
  ['message.message.attachment.payload.elements.0.buttons.1.url', 'Card 1, button 2, address'],
  ['message.message.quick_replies.0.payload', 'Quick reply 1, payload'],
  ['message.message.text', 'Text'],
  ['routes.1.template.body.0.value', 'Way 2, value 1'],
  ['trigger.events.0.where.1.value', 'Event 1, condition 2'],
  ['trigger.delay.attribute', 'Delay, attribute'],
  ['schedule.local_time', 'Date and time'],
  ['controls.caps.1.times', 'Cap 2, times'],
  ['goals.0.within_hours', 'Goal 1, how long'],
  ['experiment.variants.1.content', 'Variant 2, content'],
  ['message', ''],
])('%s is %s', (field, words) => {
  expect(fieldWords(field)).toBe(words);
});

test('the path in front of a message is said by the place it is shown at', () => {
  const found = problem('message.message.text', 'message.text is missing.');
  expect(problemWords(found)).toBe('Is missing.');
  expect(problemSentence(found)).toBe('Text: is missing.');
});

test('keys of the Send API are called what the form calls them', () => {
  const field = 'message.message.attachment.payload.elements.1';
  const found = problem(
    field,
    `${field} needs one more than the title: subtitle, image_url, default_action or buttons.`,
  );
  expect(problemWords(found)).toBe(
    'Needs one more than the title: second line, picture, what a tap opens or buttons.',
  );
});

test('a sentence of its own stays, and of a part it is said which', () => {
  expect(problemSentence(problem('segment_id', 'No segment is chosen.'))).toBe('No segment is chosen.');
  expect(problemSentence(problem('routes.1', 'Two waits follow each other.'))).toBe(
    'Way 2: Two waits follow each other.',
  );
});
