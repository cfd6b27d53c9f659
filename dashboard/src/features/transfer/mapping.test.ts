// What the mapping of an import says and starts with.
import { expect, test } from 'vitest';
import { ApiError } from '../../api/client.ts';
import type { Import } from '../../api/transfer.ts';
import { firstSettings, isRefusal, unfitNote } from './mapping.ts';

test('a list begins with what its values probably are', () => {
  const row = { kind: 'list', name: 'guests.csv', settings: null } as Import;
  const preview = { columns: [], rows: [], identifier: 'email' };
  expect(firstSettings(row, preview).list).toEqual({ name: 'guests', identifier: 'email' });
});

test('values that do not fit are counted in words', () => {
  expect(unfitNote({ unfit: 0, sampled: 200 })).toBeUndefined();
  expect(unfitNote({ unfit: 1, sampled: 200 })).toBe(
    '1 of the first 200 values does not fit: its row would be left out.',
  );
  expect(unfitNote({ unfit: 3, sampled: 200 })).toBe(
    '3 of the first 200 values do not fit: their rows would be left out.',
  );
});

test('a refusal of the settings stops the import, a service that does not answer does not', () => {
  expect(isRefusal(new ApiError(400, { message: 'No column is the customer id.' }))).toBe(true);
  expect(isRefusal(new ApiError(0, { message: 'The service does not answer.' }))).toBe(false);
  expect(isRefusal(null)).toBe(false);
});
