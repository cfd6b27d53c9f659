// Whether a value fits an attribute: its type, learned from the first value that arrives, and the rules of e-mail and
// ps_id. Pure; what a value may be at all is in attribute.value.
import { AppError, invalid } from '../kit/errors.ts';
import {
  findNameFault,
  isRecord,
  type ReadValue,
  readObject,
  readValue,
  ValueFault,
} from './attribute.value.ts';
import type { AttributeType } from './profile.contract.ts';

export const PS_ID = 'ps_id';

const EXPECTED: Record<AttributeType, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  datetime: 'a date and time with a zone, like 2026-11-22T09:30:00Z',
  array: 'a list',
  object: 'an object',
  geo: 'a place like {"lat": 49.2, "lon": 16.6}',
};

const psid = /^[0-9]{1,32}$/;

/** A value that came for an attribute of another type: what the catalogue counts (`attribute-conflicts.ts`). */
export class TypeConflict extends AppError {
  readonly attribute: string;
  readonly seenType: AttributeType;
  readonly value: unknown;

  constructor(attribute: string, known: AttributeType, seen: { type: AttributeType; value: unknown }) {
    super('invalid', `Attribute ${attribute} expects ${EXPECTED[known]}, but ${describe(seen.value)} came.`, {
      field: `attributes.${attribute}`,
      remedy: `Its type was learned from the first value, or set by an operator. Send ${EXPECTED[known]}, or use another attribute name.`,
    });
    this.attribute = attribute;
    this.seenType = seen.type;
    this.value = seen.value;
  }
}

/**
 * The value as it is stored under an attribute of this type (undefined: not learned yet), with the type it has then. A value
 * of another type, or that nothing can hold, gives the error; what an object holds has no types to keep to.
 */
export function fitValue(
  name: string,
  value: unknown,
  known: AttributeType | undefined,
): ReadValue | AppError {
  const read = known === 'object' && isRecord(value) ? readObject(value) : readValue(value);
  if (read instanceof ValueFault) {
    const { path, what, remedy } = read;
    return invalid(`attributes.${name}${path}`, `Attribute ${name}${path} ${what}.`, remedy);
  }
  if (known === undefined || known === read.type) return read;
  // A text attribute takes a text that looks like a date-time as the text it is.
  if (known === 'string' && read.type === 'datetime') return { type: 'string', stored: value };
  return new TypeConflict(name, known, { type: read.type, value });
}

/** A name that is new to the catalogue: the error for one that cannot be used, else undefined. */
export function checkName(name: string): AppError | undefined {
  const fault = findNameFault(name);
  if (fault === undefined) return undefined;
  const shown = JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
  return invalid(
    'attributes',
    `The attribute name ${shown} ${fault}.`,
    'Send the value under another name: up to 100 characters, without dots, $ and control characters.',
  );
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
