// Operators by type: what is offered, and what is kept when another one is chosen.
import { describe, expect, test } from 'vitest';
import { newAttribute } from './newLines.ts';
import { opsFor, withAttribute, withOp } from './operators.ts';

const city = { ...newAttribute(), attribute: 'city', op: 'is' as const, value: 'Brno' };

describe('another operator', () => {
  test('keeps the value where it fits', () => {
    expect(withOp(city, 'contains', 'string')).toMatchObject({ op: 'contains', value: 'Brno' });
    expect(withOp(city, 'any_of', 'string')).toMatchObject({ op: 'any_of', values: ['Brno'] });
    expect(withOp(withOp(city, 'any_of', 'string'), 'is', 'string')).toMatchObject({ value: 'Brno' });
  });

  test('drops it where it does not', () => {
    expect(withOp(city, 'exists', 'string')).not.toHaveProperty('value');
  });

  test('of a date-time begins with something sensible', () => {
    expect(withOp({ ...city, value: undefined }, 'in_last', 'datetime')).toMatchObject({
      amount: 30,
      unit: 'days',
    });
  });
});

describe('another attribute', () => {
  test('of the same type keeps operator and value', () => {
    expect(withAttribute(city, 'town', ['string', 'string'])).toMatchObject({ op: 'is', value: 'Brno' });
  });

  test('of another type begins anew with its commonest operator', () => {
    const next = withAttribute(city, 'born_at', ['string', 'datetime']);
    expect(next).toMatchObject({ attribute: 'born_at', op: 'in_last', amount: 30 });
    expect(next).not.toHaveProperty('value');
  });
});

test('an operator that does not fit the type is still shown', () => {
  expect(opsFor('boolean', 'contains')[0]).toBe('contains');
  expect(opsFor('boolean', 'is')).not.toContain('contains');
});
