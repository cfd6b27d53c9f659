// The merge of two edits: what either changed stays, or is told as a clash. Examples, and a property over random edits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Clash, changedFields, fieldOf, mergeThree, UNKNOWN, valueAt } from './revision.merge.ts';

const goal = (name: string, within_hours = 72) => ({ name, within_hours });
const base = {
  name: 'Sale',
  tags: ['spring'],
  definition: {
    segment_id: 'seg_1',
    message: { message: { text: 'Hello', quick_replies: ['a', 'b'] }, track_links: true },
    schedule: { kind: 'at', local_time: '2026-12-24T09:00', time_zone: 'UTC' },
    goals: [goal('Bought'), goal('Visited')],
  },
};
type Content = typeof base;
// biome-ignore lint/suspicious/noExplicitAny: content of any shape, as the merge takes it
type Change = (content: any) => void;
const edit = (change: Change): Content => {
  const copy = structuredClone(base);
  change(copy);
  return copy;
};
const merge = (theirs: Change, yours: Change) => {
  const merged = mergeThree({ base, theirs: edit(theirs), yours: edit(yours) });
  return { ...merged, clashes: merged.clashes.map((clash) => fieldOf(clash.path)) };
};

describe('edits of different fields both stay', () => {
  test.each<[string, Change, Change]>([
    ['name and message', (c) => (c.name = 'A'), (c) => (c.definition.message.message.text = 'B')],
    [
      'text and quick replies of one message',
      (c) => (c.definition.message.message.text = 'A'),
      (c) => c.definition.message.message.quick_replies.push('c'),
    ],
    [
      'two goals',
      (c) => (c.definition.goals[0].within_hours = 1),
      (c) => (c.definition.goals[1].within_hours = 2),
    ],
    [
      'a goal added by each',
      (c) => c.definition.goals.push(goal('C')),
      (c) => c.definition.goals.push(goal('D')),
    ],
    [
      'one taken out, another changed',
      (c) => c.definition.goals.shift(),
      (c) => (c.definition.goals[1].within_hours = 2),
    ],
    [
      'day and zone',
      (c) => (c.definition.schedule.local_time = '2027-01-01T00:00'),
      (c) => (c.definition.schedule.time_zone = 'Asia/Tokyo'),
    ],
  ])('%s', (_name, theirs, yours) => {
    const { value, clashes } = merge(theirs, yours);
    expect(clashes).toEqual([]);
    for (const change of [theirs, yours]) {
      const side = edit(change);
      for (const path of changedFields(base, side)) expect(valueAt(value, path)).toEqual(valueAt(side, path));
    }
  });

  test('tags are a set', () => {
    const { value, clashes } = merge(
      (c) => c.tags.push('vip'),
      (c) => (c.tags = ['new']),
    );
    expect([value.tags, clashes]).toEqual([['vip', 'new'], []]);
  });
});

describe('the same field changed by both clashes', () => {
  test.each<[string, Change, Change, string]>([
    [
      'a text',
      (c) => (c.definition.message.message.text = 'A'),
      (c) => (c.definition.message.message.text = 'B'),
      'definition.message.message.text',
    ],
    [
      'another kind of schedule',
      (c) => (c.definition.schedule = { kind: 'now' }),
      (c) => (c.definition.schedule.time_zone = 'Asia/Tokyo'),
      'definition.schedule',
    ],
    [
      'a list of which the order counts',
      (c) => c.definition.message.message.quick_replies.push('c'),
      (c) => c.definition.message.message.quick_replies.reverse(),
      'definition.message.message.quick_replies',
    ],
    [
      'changed, and taken out',
      (c) => (c.definition.goals[0].within_hours = 1),
      (c) => c.definition.goals.shift(),
      'definition.goals.Bought',
    ],
    [
      'the message replaced by a call',
      (c) => (c.definition.message = null),
      (c) => (c.definition.message.message.text = 'B'),
      'definition.message',
    ],
  ])('%s', (_name, theirs, yours, field) => {
    expect(merge(theirs, yours).clashes).toEqual([field]);
  });

  test('and a choice decides each of them', () => {
    const versions = {
      base,
      theirs: edit((c) => (c.name = 'A')),
      yours: edit((c) => (c.name = 'B')),
    };
    for (const [choice, expected] of [
      ['theirs', 'A'],
      ['yours', 'B'],
    ] as const) {
      const { value, clashes } = mergeThree(versions, { choices: new Map([['name', choice]]) });
      expect([value.name, clashes]).toEqual([expected, []]);
    }
  });

  test('without the version of before, whatever differs clashes', () => {
    const theirs = edit((c) => (c.name = 'A'));
    const { clashes } = mergeThree({ base: UNKNOWN, theirs, yours: base } as never);
    expect(clashes.map((clash) => fieldOf(clash.path))).toEqual(['name']);
  });
});

/** Anything a definition may hold: objects, named lists, other lists, unions, values. */
const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b', null, true));
const node = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y', 'z', 'kind'), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;
const named = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('p', 'q', 'r'), v: node }, { noNullPrototype: true }),
  {
    selector: (item) => item.name,
  },
);
const plain = { noNullPrototype: true };
const content = fc.record(
  { name: fc.constantFrom('n', 'm'), definition: fc.record({ one: node, two: node, goals: named }, plain) },
  plain,
);

test('no change of either is lost, unless it is told as a clash', () => {
  const covers = (clashes: Clash[], path: string[]): boolean =>
    clashes.some((clash) => {
      const [one, other] = [clash.path.join('\n'), path.join('\n')];
      return one === '' || `${other}\n`.startsWith(`${one}\n`) || `${one}\n`.startsWith(`${other}\n`);
    });
  fc.assert(
    fc.property(content, content, content, (was, theirs, yours) => {
      const { value, clashes } = mergeThree({ base: was, theirs, yours });
      for (const side of [theirs, yours]) {
        for (const path of changedFields(was, side)) {
          if (covers(clashes, path)) continue;
          // What was changed as a whole may have got more from the other side only where both made it the same.
          expect(valueAt(value, path)).toEqual(valueAt(side, path));
        }
      }
      for (const clash of clashes) {
        expect(clash.theirs).not.toEqual(clash.yours);
        expect(clash.base).not.toEqual(clash.theirs);
        expect(clash.base).not.toEqual(clash.yours);
      }
    }),
    { numRuns: 3000 },
  );
});

test('whoever changed nothing gets what the other made of it', () => {
  fc.assert(
    fc.property(content, content, (was, theirs) => {
      expect(mergeThree({ base: was, theirs, yours: was })).toEqual({ value: theirs, clashes: [] });
      expect(mergeThree({ base: was, theirs: was, yours: theirs })).toEqual({ value: theirs, clashes: [] });
    }),
  );
});
