// Pasted ids and the table that comes out.
import { expect, test } from 'vitest';
import { readCustomerIds, toCsv } from './personal.ts';

test('ids are read as they are pasted', () => {
  expect(readCustomerIds(' c-1\r\n"c-2"; c-3,c-1\n\n\tc 4')).toEqual(['c-1', 'c-2', 'c-3', 'c 4']);
  expect(readCustomerIds('')).toEqual([]);
});

test('the table is one a spreadsheet reads and runs nothing of', () => {
  const row = (customer_id: string) => ({
    customer_id,
    url: 'https://m.me/1?ref=--A',
    expires_at: '2026-12-22',
  });
  expect(toCsv([row('a"b,c'), row('=1+1')])).toBe(
    [
      'customer_id,url,expires_at',
      '"a""b,c",https://m.me/1?ref=--A,2026-12-22',
      "'=1+1,https://m.me/1?ref=--A,2026-12-22",
    ].join('\r\n'),
  );
});
