// A value of a list as the text of its chip, and a typed text as the value it stands for. Pure.
import type { Scalar, ValueType } from '../draft.ts';

const NUMBER = /^-?\d{1,15}(\.\d+)?$/;
const QUOTED = /^"(.*)"$/s;

/** Whether a text that looks like a number means one: elements of arrays are of any type. */
const takesNumbers = (type: ValueType): boolean => type === 'number' || type === 'array' || type === 'mixed';

/** Different values have different chips: the text 5 among numbers is "5". */
export function chipOf(value: Scalar, type: ValueType): string {
  if (typeof value === 'number') return takesNumbers(type) ? `${value}` : `${value} (number)`;
  if (typeof value === 'boolean') return value ? 'yes (true)' : 'no (false)';
  return takesNumbers(type) && (NUMBER.test(value) || QUOTED.test(value)) ? `"${value}"` : value;
}

export function readChip(chip: string, type: ValueType): Scalar {
  if (!takesNumbers(type)) return chip;
  if (NUMBER.test(chip)) return Number(chip);
  return QUOTED.exec(chip)?.[1] ?? chip;
}
