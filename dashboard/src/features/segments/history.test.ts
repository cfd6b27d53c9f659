// Undo and redo of edits, and what counts as one step.
import { expect, test } from 'vitest';
import type { GroupDraft } from './draft.ts';
import { record, redo, startHistory, tagOf, undo } from './history.ts';
import { newAttribute, newGroup } from './newLines.ts';

const tree = (name: string): GroupDraft => ({ ...newGroup('all', []), id: name });

test('goes back and forth, and forgets what was undone once something new is done', () => {
  const [a, b, c] = [tree('a'), tree('b'), tree('c')];
  const two = record(record(startHistory(a), b, '', 0), c, '', 0);
  expect(undo(two).present).toBe(b);
  expect(undo(undo(undo(two))).present).toBe(a);
  expect(redo(undo(two)).present).toBe(c);
  const other = record(undo(two), tree('d'), '', 0);
  expect(redo(other).present.id).toBe('d');
});

test('letters typed one after the other are one step, a pause or another field begins the next', () => {
  let typed = startHistory(tree('start'));
  typed = record(typed, tree('B'), 'line value', 0);
  typed = record(typed, tree('Br'), 'line value', 300);
  typed = record(typed, tree('Brn'), 'line value', 600);
  expect(undo(typed).present.id).toBe('start');
  typed = record(typed, tree('Brno'), 'line value', 5_000);
  expect(undo(typed).present.id).toBe('Brn');
  typed = record(typed, tree('is not'), 'line op', 5_100);
  expect(undo(typed).present.id).toBe('Brno');
});

test('the same tree is no step', () => {
  const start = startHistory(tree('a'));
  expect(record(start, start.present, '', 0)).toBe(start);
});

test('the tag of an edit names its fields; lists are changed one by one', () => {
  const line = newAttribute();
  expect(tagOf(line, { ...line, value: 'B' })).toBe(tagOf(line, { ...line, value: 'Br' }));
  expect(tagOf(line, { ...line, op: 'contains' })).not.toBe(tagOf(line, { ...line, value: 'B' }));
  expect(tagOf(line, { ...line, values: ['a'] })).toBe('');
});
