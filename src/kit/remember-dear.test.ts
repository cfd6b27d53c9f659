// Dear answers are kept in proportion to what they cost; cheap ones, failed ones and those of an older version are not.
import { expect, test } from 'vitest';
import { createMemory } from './remember-dear.ts';

function counted(isDear = true) {
  let clock = 0;
  let made = 0;
  const ask = createMemory<number>(() => clock);
  return {
    pass: (ms: number) => {
      clock += ms;
    },
    ask: (version = 'v') =>
      ask('key', version, async () => {
        clock += 100;
        made += 1;
        return { value: made, isDear };
      }),
  };
}

test('a dear answer is kept for ten times as long as it took', async () => {
  const story = counted();
  expect(await story.ask()).toBe(1);
  story.pass(999);
  expect(await story.ask()).toBe(1);
  story.pass(1);
  expect(await story.ask()).toBe(2);
});

test('whoever asks while it is being made gets the same one', async () => {
  const story = counted();
  expect(await Promise.all([story.ask(), story.ask(), story.ask()])).toEqual([1, 1, 1]);
});

test('a cheap answer is made anew', async () => {
  const story = counted(false);
  expect([await story.ask(), await story.ask()]).toEqual([1, 2]);
});

test('another version is another question', async () => {
  const story = counted();
  expect([await story.ask('sending'), await story.ask('finished'), await story.ask('finished')]).toEqual([
    1, 2, 2,
  ]);
});

test('a failure is not kept', async () => {
  const ask = createMemory<number>(() => 0);
  await expect(ask('key', 'v', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await ask('key', 'v', async () => ({ value: 7, isDear: true }))).toBe(7);
});
