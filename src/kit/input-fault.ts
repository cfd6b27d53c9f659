// What a schema found wrong with an input, in plain words, and what to do about it: zod's own words are for programmers. For the
// HTTP edge and for files alike. Pure.

/** An issue of zod, as far as it matters here. */
export interface InputIssue {
  code?: string | undefined;
  message?: string | undefined;
  /** Of which kind of value a bound is: number, string, array. */
  origin?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  inclusive?: unknown;
  divisor?: unknown;
  expected?: unknown;
  values?: unknown;
  /** The values of the field that tells one shape from another. */
  options?: unknown;
  format?: unknown;
  pattern?: unknown;
  /** What a schema of ours says itself: refine(…, { error, params: { remedy } }). */
  params?: unknown;
}

export interface InputFault {
  /** Goes on from the name of the field: is less than 1. */
  message: string;
  /** null: the message says it. */
  remedy: string | null;
}

/** @param isMissing nothing stands there */
export function readFault(issue: InputIssue, isMissing = false): InputFault {
  const { message = 'is not valid' } = issue;
  const own = (issue.params as { remedy?: string } | undefined)?.remedy;
  const plain = plainFault(issue, isMissing);
  // A message of a schema of ours stays; of a number it says what is wrong, of others often what to do as well.
  const isOwn = plain === null || !BY_ZOD.test(message);
  if (isOwn) return { message, remedy: own ?? (plain?.isAlways ? plain.remedy : null) };
  return { message: plain.message, remedy: own ?? plain.remedy };
}

const BY_ZOD = /^(?:Too (?:small|big): |Invalid )/;

interface Plain {
  message: string;
  remedy: string;
  /** Also beside a message that is not zod's. */
  isAlways: boolean;
}

/** null: what it says is all that is known. */
function plainFault(issue: InputIssue, isMissing: boolean): Plain | null {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'not_multiple_of':
      return always(`is no multiple of ${issue.divisor}`, `Round it to a multiple of ${issue.divisor}.`);
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return Array.isArray(issue.values) ? unknownValue(issue.values, isMissing) : null;
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? unknownValue(issue.options, isMissing)
        : ofZod('has none of the forms it may have', 'Look the field up in the API’s description.');
    case 'invalid_format':
      return wrongForm(issue);
    default:
      return ofZod('is not valid', 'Look the field up in the API’s description.');
  }
}

const always = (message: string, remedy: string): Plain => ({ message, remedy, isAlways: true });
const ofZod = (message: string, remedy: string): Plain => ({ message, remedy, isAlways: false });

function tooSmall({ origin, minimum, inclusive }: InputIssue): Plain | null {
  if (origin === 'array') return ofZod(`has fewer than ${minimum}`, `Add at least ${minimum}.`);
  if (origin === 'string')
    return Number(minimum) === 1
      ? ofZod('is empty', 'Fill it in.')
      : ofZod(`is shorter than ${minimum} characters`, `Enter at least ${minimum} characters.`);
  if (origin !== 'number' && origin !== 'int') return null;
  return inclusive === false
    ? always(`is not more than ${minimum}`, `Enter more than ${minimum}.`)
    : always(`is less than ${minimum}`, `Enter ${minimum} or more.`);
}

function tooBig({ origin, maximum, inclusive }: InputIssue): Plain | null {
  if (origin === 'array') return always(`has more than ${maximum}`, `Leave ${maximum} at most.`);
  if (origin === 'string') return ofZod(`is longer than ${maximum} characters`, 'Shorten it.');
  if (origin !== 'number' && origin !== 'int') return null;
  return inclusive === false
    ? always(`is not less than ${maximum}`, `Enter less than ${maximum}.`)
    : always(`is more than ${maximum}`, `Enter ${maximum} or less.`);
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function wrongType({ expected, message }: InputIssue): Plain | null {
  const wanted = TYPES[String(expected)];
  if (wanted === undefined) return null;
  if (expected === 'int') return always('is no whole number', 'Round it.');
  const received = / received (\w+)$/.exec(message ?? '')?.[1];
  if (received === 'undefined') return ofZod('is missing', `Add it: ${wanted}.`);
  // Ids are texts of digits: in YAML they are easily written as numbers.
  if (expected === 'string' && received === 'number')
    return ofZod('is a number, not a text', 'Write it in quotes.');
  const is = TYPES[received ?? ''] ?? null;
  return ofZod(is === null ? `is not ${wanted}` : `is ${is}, not ${wanted}`, `Write ${wanted}.`);
}

/** Forms that zod knows by name. */
const FORMS: Readonly<Record<string, [is: string, example: string]>> = {
  datetime: ['a date and time', '2026-12-24T09:00:00Z'],
  date: ['a date', '2026-12-24'],
  url: ['an address', 'https://example.org/page'],
  email: ['an e-mail address', 'name@example.org'],
};

function wrongForm({ format, pattern, message }: InputIssue): Plain {
  const form = FORMS[String(format)];
  if (form !== undefined) return ofZod(`is not ${form[0]}`, `Write it like ${form[1]}.`);
  if (/^must look like /.test(message ?? '')) return always('', 'Write it in this form.');
  return ofZod('is not in the right form', `It has to match ${pattern}.`);
}

function unknownValue(values: unknown[], isMissing: boolean): Plain {
  const names = values.map(String);
  const last = names.pop() ?? '';
  return ofZod(
    isMissing ? 'is missing' : 'is none that is known',
    `Choose ${names.length > 0 ? `${names.join(', ')} or ${last}` : last}.`,
  );
}
