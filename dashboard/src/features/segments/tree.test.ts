// Moving and grouping of lines, as the eye sees it.
import { describe, expect, test } from 'vitest';
import { MAX_DEPTH } from './draft.ts';
import { newAttribute, newGroup } from './newLines.ts';
import { addTo, canWrap, groupWithAbove, heightOf, leaveOut, moveNode, removeNode, ungroup } from './tree.ts';

const line = (name: string) => ({ ...newAttribute(), id: name });
const group = (name: string, ...filters: Parameters<typeof newGroup>[1]) => ({
  ...newGroup('any', filters),
  id: name,
});

/** "a (b c) d": the ids as they stand. */
function show(node: ReturnType<typeof group>['filters'][number]): string {
  if (node.kind !== 'group') return node.id;
  return `(${node.filters.map(show).join(' ')})`;
}

describe('a line', () => {
  const root = group('root', line('a'), group('g', line('b'), line('c')), line('d'));

  test.each([
    ['d', -1, '(a (b c d))'],
    ['a', 1, '((a b c) d)'],
    ['b', -1, '(a b (c) d)'],
    ['c', 1, '(a (b) c d)'],
    ['c', -1, '(a (c b) d)'],
    ['g', -1, '((b c) a d)'],
    ['a', -1, '(a (b c) d)'],
    ['d', 1, '(a (b c) d)'],
  ] as const)('%s moves by %i', (id, by, expected) => {
    expect(show(moveNode(root, id, by))).toBe(expected);
  });

  test('that cannot move leaves the very same tree', () => {
    expect(moveNode(root, 'a', -1)).toBe(root);
  });

  test('that leaves a group takes the empty group away', () => {
    const lonely = group('root', line('a'), group('g', line('b')));
    expect(show(moveNode(lonely, 'b', -1))).toBe('(a b)');
    expect(show(removeNode(lonely, 'b'))).toBe('(a)');
  });

  test('is grouped with the one above, and the group taken apart again', () => {
    const grouped = groupWithAbove(group('root', line('a'), line('b'), line('c')), 'c', 'new');
    expect(show(grouped)).toBe('(a (b c))');
    expect(show(ungroup(grouped, 'new'))).toBe('(a b c)');
    expect(groupWithAbove(grouped, 'a', 'other')).toBe(grouped);
  });

  test('is not nested deeper than the service allows', () => {
    let deep = group('g0', line('x'));
    for (let depth = 1; depth < MAX_DEPTH; depth++) deep = group(`g${depth}`, deep);
    expect(canWrap(deep, 'x')).toBe(false);
    const tall = group('tall', group('inner', line('y')));
    const beside = addTo(deep, deep.id, tall);
    // One step in is room for two more; into the innermost group there is none.
    let moved = beside;
    for (let step = 0; step < 20; step++) moved = moveNode(moved, 'tall', -1);
    expect(heightOf(moved)).toBeLessThanOrEqual(MAX_DEPTH);
  });
});

describe('leaving people out', () => {
  test('adds a group beside what is asked', () => {
    const all = { ...group('root', line('a')), match: 'all' as const };
    const out = leaveOut(all, line('b'));
    expect([out.match, show(out)]).toEqual(['all', '(a (b))']);
    expect(out.filters[1]).toMatchObject({ match: 'none' });
  });

  test('keeps what was asked with "any" together', () => {
    const out = leaveOut(group('root', line('a'), line('b')), line('c'));
    expect([out.match, show(out)]).toEqual(['all', '((a b) (c))']);
    expect(out.filters.map((part) => part.kind === 'group' && part.match)).toEqual(['any', 'none']);
  });
});
