// From the API to a draft and back: nothing valid is lost or changed, whatever it is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCountable, toFilter, toGroupDraft } from './convert.ts';
import { findFaults, placeIssue } from './faults.ts';
import { newAttribute, newGroup } from './newLines.ts';
import { anyFilter } from './testing/filters.ts';
import { addTo, countLines, duplicateNode, listNodes, moveNode, removeNode, wrapNode } from './tree.ts';

const RUNS = { numRuns: 1_000 };

describe('a filter', () => {
  test('comes back as it was when nobody touched it', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const draft = toGroupDraft(filter);
        expect(findFaults(draft)).toEqual([]);
        expect(toFilter(draft)).toEqual(filter);
        expect(toCountable(draft)).toEqual({ filter, unfinished: 0 });
      }),
      RUNS,
    );
  });

  test('keeps every line whatever is moved', () => {
    fc.assert(
      fc.property(anyFilter, fc.nat(), fc.constantFrom(-1 as const, 1 as const), (filter, pick, by) => {
        const draft = toGroupDraft(filter);
        const ids = listNodes(draft);
        fc.pre(ids.length > 0);
        const id = ids[pick % ids.length]!;
        const moved = moveNode(draft, id, by);
        expect(countLines(moved)).toBe(countLines(draft));
        expect(listNodes(moved)).toContain(id);
        expect(toFilter(moved)).not.toBeNull();
      }),
      RUNS,
    );
  });

  test('has one line more with a copy, and is itself again without it', () => {
    fc.assert(
      fc.property(anyFilter, fc.nat(), (filter, pick) => {
        const draft = toGroupDraft(filter);
        const ids = listNodes(draft);
        fc.pre(ids.length > 0);
        const id = ids[pick % ids.length]!;
        const doubled = duplicateNode(draft, id, 'copy');
        expect(new Set(listNodes(doubled)).size).toBe(listNodes(doubled).length);
        expect(toFilter(removeNode(doubled, 'copy'))).toEqual(filter);
        const wrapped = wrapNode(draft, id, 'around');
        expect(countLines(wrapped)).toBe(countLines(draft));
      }),
      RUNS,
    );
  });
});

describe('an unfinished line', () => {
  test('is left out of the count, and its group with it when nothing else is in it', () => {
    const root = toGroupDraft({
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: 'city', op: 'is', value: 'Brno' }],
    });
    const more = addTo(root, root.id, newGroup('any', [newAttribute()]));
    expect(toFilter(more)).toBeNull();
    expect(toCountable(more)).toEqual({
      filter: {
        kind: 'group',
        match: 'all',
        filters: [{ kind: 'attribute', attribute: 'city', op: 'is', value: 'Brno' }],
      },
      unfinished: 1,
    });
  });
});

describe('what the service refuses', () => {
  const root = toGroupDraft({
    kind: 'group',
    match: 'all',
    filters: [
      { kind: 'attribute', attribute: 'city', op: 'exists' },
      {
        kind: 'group',
        match: 'any',
        filters: [
          {
            kind: 'event',
            event: 'buy',
            did: true,
            at_least: 1,
            within_days: null,
            where: [{ kind: 'attribute', attribute: 'price', op: 'greater', value: 5 }],
          },
        ],
      },
    ],
  });
  const inner = root.filters[1]!;
  const event = inner.kind === 'group' ? inner.filters[0]! : inner;
  const condition = event.kind === 'event' ? event.where![0]! : event;

  test.each([
    ['filters.0.value', root.filters[0]!.id, 'value'],
    ['filters.1.filters.0.at_most', event.id, 'at_most'],
    ['filters.1.filters.0.where.0.value', condition.id, 'value'],
    ['filters.1.filters.0', event.id, ''],
    ['', root.id, ''],
  ])('is brought to its line: %s', (path, at, field) => {
    expect(placeIssue(root, path)).toEqual({ at, field });
  });

  test('of a line that is not there belongs to none', () => {
    expect(placeIssue(root, 'filters.9.value')).toBeNull();
  });
});
