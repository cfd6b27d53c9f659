// What a schema refuses, in words that say what is wrong and what to do; words of our own schemas stay.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type InputIssue, readFault } from './input-fault.ts';

const faultOf = (schema: z.ZodType, value: unknown): [string, string | null] => {
  const { message, remedy } = readFault(schema.safeParse(value).error?.issues[0] as InputIssue);
  return [message, remedy];
};

test.each<[string, z.ZodType, unknown, string, string | null]>([
  ['a small number', z.number().min(1), 0, 'is less than 1', 'Enter 1 or more.'],
  ['a number that must be above', z.number().positive(), 0, 'is not more than 0', 'Enter more than 0.'],
  ['a large number', z.number().max(7), 8, 'is more than 7', 'Enter 7 or less.'],
  ['a part of a whole', z.number().int(), 1.5, 'is no whole number', 'Round it.'],
  [
    'a number between steps',
    z.number().multipleOf(0.1),
    0.25,
    'is no multiple of 0.1',
    'Round it to a multiple of 0.1.',
  ],
  ['a text for a number', z.number(), 'fast', 'is a text, not a number', 'Write a number.'],
  ['nothing', z.number(), undefined, 'is missing', 'Add it: a number.'],
  ['a value nobody knows', z.enum(['a', 'b', 'c']), 'd', 'is none that is known', 'Choose a, b or c.'],
  ['a short list', z.array(z.string()).min(2), ['a'], 'has fewer than 2', 'Add at least 2.'],
  ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'has more than 1', 'Leave 1 at most.'],
  ['an empty text', z.string().min(1), '', 'is empty', 'Fill it in.'],
  ['a long text', z.string().max(2), 'abc', 'is longer than 2 characters', 'Shorten it.'],
  ['our words of a number', z.number().max(90, 'is too far'), 91, 'is too far', 'Enter 90 or less.'],
  ['our words of a text', z.string().min(1, 'give it a name'), '', 'give it a name', null],
  [
    'our words and our remedy',
    z.number().refine((n) => n > 0, { error: 'is nothing', params: { remedy: 'Take one.' } }),
    0,
    'is nothing',
    'Take one.',
  ],
  [
    'a form',
    z.string().regex(/^\d\d$/, 'must look like 09'),
    'x',
    'must look like 09',
    'Write it in this form.',
  ],
])('%s', (_name, schema, value, message, remedy) => {
  expect(faultOf(schema, value)).toEqual([message, remedy]);
});
