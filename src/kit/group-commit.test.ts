// Group commit: everything that is added is written once and answered for itself, in batches that keep their bounds.
import { expect, test } from 'vitest';
import { createGroupCommit, type GroupOptions } from './group-commit.ts';

/** Batches wait until they are let go, so that a test sees what is on its way at once. */
function setup(options: GroupOptions<number> = {}) {
  const batches: number[][] = [];
  const held: (() => void)[] = [];
  const group = createGroupCommit<number, string>(async (items) => {
    batches.push(items);
    await new Promise<void>((resolve) => held.push(resolve));
    if (items.includes(13)) throw new Error('unlucky');
    return items.map((item) => `wrote ${item}`);
  }, options);
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const letGo = async () => {
    for (const go of held.splice(0)) go();
    await turn();
    await turn();
  };
  return { batches, group, turn, letGo };
}

test('what comes while a batch is on its way makes the next, and each gets its own answer', async () => {
  const { batches, group, turn, letGo } = setup();
  const first = group.add(1);
  await turn();
  await turn();
  const others = [group.add(2), group.add(3)];
  await letGo();
  await letGo();
  expect(await Promise.all([first, ...others])).toEqual(['wrote 1', 'wrote 2', 'wrote 3']);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('a batch that fails fails its own items only', async () => {
  const { group, turn, letGo } = setup({ maxItems: 1 });
  const results = Promise.allSettled([group.add(13), group.add(2)]);
  for (let round = 0; round < 3; round += 1) {
    await turn();
    await letGo();
  }
  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('items count by their weight; one that is too heavy goes alone', async () => {
  const { batches, group, turn, letGo } = setup({ maxItems: 10, weigh: (item) => item });
  const all = Promise.all([4, 5, 3, 40, 1].map((item) => group.add(item)));
  for (let round = 0; round < 5; round += 1) {
    await turn();
    await letGo();
  }
  await all;
  expect(batches).toEqual([[4, 5], [3], [40], [1]]);
});

test('several batches may be on their way; draining waits for all', async () => {
  const { batches, group, turn, letGo } = setup({ maxItems: 1, maxRunning: 2 });
  const all = [1, 2, 3].map((item) => group.add(item));
  await turn();
  await turn();
  expect(batches).toEqual([[1], [2]]);
  const drained = group.drain().then(() => Promise.all(all));
  await letGo();
  await letGo();
  expect(await drained).toHaveLength(3);
});

test('a further batch leaves only when it is worth it', async () => {
  const { batches, group, turn, letGo } = setup({ maxRunning: 2, furtherFrom: 3 });
  const all = [group.add(1)];
  await turn();
  await turn();
  all.push(group.add(2), group.add(3));
  await turn();
  await turn();
  expect(batches).toEqual([[1]]);
  all.push(group.add(4));
  await turn();
  await turn();
  expect(batches).toEqual([[1], [2, 3, 4]]);
  all.push(group.add(5));
  await letGo();
  await letGo();
  expect(await Promise.all(all)).toHaveLength(5);
});
