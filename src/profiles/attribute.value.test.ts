// What a value may be, how it is stored, and what is said of one that cannot be: no database.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../kit/errors.ts';
import { checkName, fitValue, TypeConflict } from './attribute.rules.ts';
import { listPaths, readInstant, readValue, ValueFault } from './attribute.value.ts';
import type { AttributeType } from './profile.contract.ts';

const read = (value: unknown) => readValue(value);
const refusal = (value: unknown, known?: AttributeType): AppError => {
  const error = fitValue('a', value, known);
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe('types', () => {
  test.each<[unknown, AttributeType, unknown]>([
    ['Brno', 'string', 'Brno'],
    ['', 'string', ''],
    [1.5, 'number', 1.5],
    [false, 'boolean', false],
    ['2026-11-22T10:00:00+01:00', 'datetime', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T10:00Z', 'datetime', '2026-11-22T10:00:00.000Z'],
    ['2024-02-29T10:00:00.123456Z', 'datetime', '2024-02-29T10:00:00.123Z'],
    [['a', 1, true], 'array', ['a', 1, true]],
    [['2026-11-22T10:00:00+01:00'], 'array', ['2026-11-22T10:00:00+01:00']],
    [[{ sku: 'x', price: 2 }], 'array', [{ sku: 'x', price: 2 }]],
    [{ lat: 49.2, lon: 16.6 }, 'geo', { lat: 49.2, lon: 16.6 }],
    [{ latitude: 49.2, longitude: 16.6 }, 'geo', { lat: 49.2, lon: 16.6 }],
    [{ lat: 149.2, lon: 16.6 }, 'object', { lat: 149.2, lon: 16.6 }],
    [{ lat: 49.2, lon: 16.6, name: 'x' }, 'object', { lat: 49.2, lon: 16.6, name: 'x' }],
    [{ lat: '49.2', lon: '16.6' }, 'object', { lat: '49.2', lon: '16.6' }],
    [
      { city: 'Brno', since: '2026-11-22T10:00:00+01:00', at: { latitude: 1, longitude: 2 }, none: null },
      'object',
      { city: 'Brno', since: '2026-11-22T09:00:00.000Z', at: { lat: 1, lon: 2 } },
    ],
  ])('%j is a value of type %s', (value, type, stored) => {
    expect(read(value)).toEqual({ type, stored });
  });

  test.each([
    '2026-02-30T10:00:00Z',
    '2025-02-29T10:00:00Z',
    '2026-11-22',
    '2026-11-22T10:00:00',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:00:00+19:00',
    '9999-12-31T23:59:59-01:00',
    '2026-11-22T10:00:00Z; drop table profiles',
  ])('%s is a text', (text) => {
    expect(read(text)).toEqual({ type: 'string', stored: text });
  });

  test('a date-time is stored as the same instant, in one width, and reading it again changes nothing', () => {
    const instants = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, minutes) => {
        const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const zone = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        const stored = readInstant(`${local}${zone}`);
        expect(stored).toBe(at.toISOString());
        expect(readInstant(stored!)).toBe(stored);
      }),
    );
  });
});

describe('limits', () => {
  test.each<[string, unknown, string, string]>([
    ['a long text', 'x'.repeat(4001), 'attributes.a', 'more than 4000 characters'],
    ['a number no computer holds', Number.POSITIVE_INFINITY, 'attributes.a', 'too large'],
    ['a whole number beyond 2^53', 2 ** 53, 'attributes.a', 'beyond 2^53'],
    ['a long list', Array.from({ length: 201 }, String), 'attributes.a', 'more than 200 items'],
    ['a list in a list', [1, [2]], 'attributes.a.1', 'nothing that can be stored'],
    ['a hole in a list', [1, null], 'attributes.a.1', 'nothing that can be stored'],
    ['three objects deep', { b: { c: { d: 1 } } }, 'attributes.a.b.c', 'too deep'],
    ['a list of objects with lists', [{ b: [1] }], 'attributes.a.0.b', 'nothing that can be stored'],
    [
      'a list of objects inside an object',
      { b: [{ c: 1 }] },
      'attributes.a.b.0',
      'nothing that can be stored',
    ],
    ['a dot in a key', { 'b.c': 1 }, 'attributes.a', 'must not contain dots'],
    [
      'a prototype key',
      JSON.parse('{"b": {"__proto__": 1}}'),
      'attributes.a.b',
      'no attribute may be called',
    ],
    [
      'many leaves',
      Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i])),
      'attributes.a',
      'more than 100 values',
    ],
    ['many leaves in parts', { b: keys(60), c: keys(60) }, 'attributes.a', 'more than 100 values'],
    [
      'very many values',
      Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`k${i}`, Array(200).fill(1)])),
      'attributes.a',
      'more than 1000 values',
    ],
    ['a long text inside', { b: 'x'.repeat(1001) }, 'attributes.a.b', 'more than 1000 characters'],
    ['nothing JSON knows', () => 1, 'attributes.a', 'nothing that can be stored'],
  ])('%s is refused, by field and with a remedy', (_, value, field, message) => {
    const error = refusal(value);
    expect(error).toMatchObject({ kind: 'invalid', field });
    expect(error.message).toContain(message);
    expect(error.remedy).toMatch(/^Send/);
  });

  test.each([
    '',
    'a.b',
    '$a',
    'a\0',
    'a\nb',
    '\ud800',
    ' a',
    'x'.repeat(101),
    '__proto__',
    'constructor',
    'prototype',
  ])('the name %j is refused', (name) => {
    expect(checkName(name)).toMatchObject({ kind: 'invalid', field: 'attributes' });
  });
  test.each(["x'; drop table profiles; --", 'Größe', '名前', '😀', 'a b', 'x'.repeat(100), 'toString', '1'])(
    'the name %j is a name',
    (name) => {
      expect(checkName(name)).toBeUndefined();
    },
  );

  test('whatever JSON comes is stored or refused, never more than is allowed, and stays what it was read as', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const first = readValue(value);
        if (first instanceof ValueFault) return;
        const again = readValue(first.stored);
        expect(again).toEqual(first);
        if (first.type === 'object') listPaths(first.stored as Record<string, unknown>);
      }),
      { numRuns: 2_000 },
    );
  });
});

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

describe('fitting a known type', () => {
  test('a value of another type is a conflict that names both', () => {
    const error = refusal('forty', 'number');
    expect(error).toBeInstanceOf(TypeConflict);
    expect(error).toMatchObject({ field: 'attributes.a', seenType: 'string' });
    expect(error.message).toBe('Attribute a expects a number, but "forty" came.');
  });

  test('what looks like a place stays an object where objects are expected, and only a place fits a place', () => {
    expect(fitValue('a', { latitude: 1, longitude: 2 }, 'object')).toEqual({
      type: 'object',
      stored: { latitude: 1, longitude: 2 },
    });
    expect(refusal({ lat: 1, lon: 2, name: 'x' }, 'geo')).toMatchObject({ seenType: 'object' });
  });

  test('what is inside an object has its types by path', () => {
    expect(
      listPaths({
        city: 'x',
        since: '2026-11-22T09:00:00.000Z',
        geo: { lat: 1, lon: 2 },
        more: { n: 1, of: ['a'] },
      }),
    ).toEqual([
      ['city', 'string'],
      ['since', 'datetime'],
      ['geo', 'geo'],
      ['more.n', 'number'],
      ['more.of', 'array'],
    ]);
  });
});
