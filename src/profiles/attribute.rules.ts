// What an attribute's value may be: its type, learned from the first value that arrives, and the rules of ps_id. Pure.
import { z } from 'zod';
import { type AppError, invalid } from '../kit/errors.ts';
import type { AttributeType } from './profile.contract.ts';

export const PS_ID = 'ps_id';

const EXPECTED: Record<AttributeType, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  datetime: 'a date and time with a zone, like 2026-11-22T09:30:00Z',
  array: 'a list of texts or numbers',
  object: 'an object',
  geo: 'a place like {"lat": 49.2, "lon": 16.6}',
};

const instant = z.iso.datetime({ offset: true });
const psid = /^[0-9]{1,32}$/;

/** The type a first value teaches; undefined for what no attribute can hold. */
export function guessType(value: unknown): AttributeType | undefined {
  if (typeof value === 'string') return instant.safeParse(value).success ? 'datetime' : 'string';
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : undefined;
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return value.every(isListItem) ? 'array' : undefined;
  return typeof value === 'object' && value !== null ? 'object' : undefined;
}

const isListItem = (item: unknown): boolean =>
  typeof item === 'string' || (typeof item === 'number' && Number.isFinite(item));

/**
 * The value as it is stored under an attribute of this type (undefined: not learned yet), with the type it has then.
 * Date-times are stored as UTC texts with milliseconds, so that they compare. A value that does not fit gives the error.
 */
export function fitValue(
  name: string,
  value: unknown,
  known: AttributeType | undefined,
): { type: AttributeType; stored: unknown } | AppError {
  const guessed = guessType(value);
  if (guessed === undefined) {
    return invalid(
      `attributes.${name}`,
      `Attribute ${name} has a value that cannot be stored.`,
      'Send a text, a finite number, true or false, a date and time with a zone, or a list of texts and numbers.',
    );
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return invalid(
      `attributes.${name}`,
      `Attribute ${name} is a whole number beyond 2^53, where digits are lost.`,
      'Send it as a text.',
    );
  }
  const isText = known === 'string' && guessed === 'datetime';
  const type = isText ? 'string' : guessed;
  if (known !== undefined && known !== type) {
    return invalid(
      `attributes.${name}`,
      `Attribute ${name} expects ${EXPECTED[known]}, but ${describe(value)} came.`,
      `Its type was learned from the first value. Send ${EXPECTED[known]}, or use another attribute name.`,
    );
  }
  return { type, stored: type === 'datetime' ? new Date(value as string).toISOString() : value };
}

/** 64 before the @ and 255 after it (RFC 5321, 4.5.3.1). */
const MAX_EMAIL = 320;

/** `email` has an index of its own for the search field, which takes no long value: the error for one, else undefined. */
export function checkEmail(value: unknown): AppError | undefined {
  if (typeof value === 'string' && value.length <= MAX_EMAIL) return undefined;
  return invalid(
    'attributes.email',
    `Attribute email expects a text of at most ${MAX_EMAIL} characters, but ${describe(value)} came.`,
    'Send one e-mail address as a text; put a list of them under another name.',
  );
}

function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * What a customer's `ps_id` says: the PSID; null to take it away; undefined when it says nothing, which a blank does
 * (systems send '' for people they know no PSID of, and that must not undo one we know).
 */
export function readPsId(value: unknown): string | null | undefined | AppError {
  if (value === null || value === undefined) return value;
  const field = `attributes.${PS_ID}`;
  if (typeof value !== 'string') {
    return invalid(
      field,
      'ps_id must be a string: PSIDs exceed 2^53, and a JSON number of that size loses its last digits.',
      'Put the digits in quotes: "ps_id": "1234567890123456".',
    );
  }
  const text = value.trim();
  if (text === '') return undefined;
  if (psid.test(text)) return text;
  return invalid(
    field,
    `ps_id must be the digits of a page-scoped ID, but ${describe(value)} came.`,
    'Send the id from sender.id of a Messenger webhook, in quotes and without anything else.',
  );
}
