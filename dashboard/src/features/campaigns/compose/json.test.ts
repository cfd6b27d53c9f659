// A message as JSON: changing one place leaves the rest as it is.
import { describe, expect, test } from 'vitest';
import { getAt, mapTexts, moveItem, readTyped, setAt } from './json.ts';

const message = {
  attachment: { type: 'template', payload: { elements: [{ title: 'One', mine: 1 }, { title: 'Two' }] } },
  unknown: { kept: true },
};

describe('one place of a message', () => {
  test('is read by its path; what is not there is undefined', () => {
    expect(getAt(message, 'attachment.payload.elements.1.title')).toBe('Two');
    expect(getAt(message, 'attachment.payload.elements.7.title')).toBeUndefined();
    expect(getAt(message, 'attachment.type.length.more')).toBeUndefined();
    expect(getAt(message, '')).toBe(message);
  });

  test('is changed in a copy, with everything unknown beside it kept', () => {
    const changed = setAt(message, 'attachment.payload.elements.0.title', 'First');
    expect(getAt(changed, 'attachment.payload.elements.0')).toEqual({ title: 'First', mine: 1 });
    expect(changed['unknown']).toBe(message.unknown);
    expect(message.attachment.payload.elements[0]?.title).toBe('One');
  });

  test('keeps its place among the keys when it is changed', () => {
    expect(Object.keys(setAt({ a: 1, b: 2, c: 3 }, 'b', 5))).toEqual(['a', 'b', 'c']);
  });

  test('is made with all that leads to it, and taken away with undefined', () => {
    expect(setAt({}, 'summary.total_cost', 12)).toEqual({ summary: { total_cost: 12 } });
    expect(setAt({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
    expect(setAt({ list: [1, 2, 3] }, 'list.1', undefined)).toEqual({ list: [1, 3] });
    expect(setAt({ a: 1 }, 'b.c', undefined)).toEqual({ a: 1, b: {} });
  });
});

test('an item moves within its list and not out of it', () => {
  expect(moveItem(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moveItem(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
  expect(moveItem(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moveItem(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

test('every text can be changed, and nothing else', () => {
  expect(mapTexts({ a: 'x', b: [{ c: 'y', d: 1 }], e: null }, (text) => `${text}!`)).toEqual({
    a: 'x!',
    b: [{ c: 'y!', d: 1 }],
    e: null,
  });
});

test.each([
  ['{"text":"a"}', { message: { text: 'a' } }],
  ['[]', { fault: 'A message is an object: { … }.' }],
  ['{"attachment_id": 1857777774821032123}', { fault: expect.stringContaining('“attachment_id”') }],
  ['{"text": ', { fault: expect.stringContaining('not JSON yet') }],
])('typed JSON is a message or says why not: %s', (text, expected) => {
  expect(readTyped(text)).toEqual(expected);
});
