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
  /** What a schema of ours says itself: refine(…, { error, params: { remedy } }). */
  params?: unknown;
}

export interface InputFault {
  /** Goes on from the name of the field: is less than 1. */
  message: string;
  /** null: the message says it. */
  remedy: string | null;
}

export function readFault(issue: InputIssue): InputFault {
  const { message = 'is not valid' } = issue;
  const own = (issue.params as { remedy?: string } | undefined)?.remedy;
  const plain = plainFault(issue);
  // A message of a schema of ours stays; of a number it says what is wrong, of others often what to do as well.
  const isOwn = plain === null || !BY_ZOD.test(message);
  if (isOwn) return { message, remedy: own ?? (plain?.isAlways ? plain.remedy : null) };
  return { message: plain.message, remedy: own ?? plain.remedy };
}

const BY_ZOD = /^(?:Too (?:small|big): |Invalid (?:input|option|number|discriminator)\b)/;

interface Plain {
  message: string;
  remedy: string;
  /** Also beside a message that is not zod's. */
  isAlways: boolean;
}

/** null: what it says is all that is known. */
function plainFault(issue: InputIssue): Plain | null {
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
      return Array.isArray(issue.values) ? unknownValue(issue.values) : null;
    case 'invalid_format':
      return /^must look like /.test(issue.message ?? '') ? always('', 'Write it in this form.') : null;
    default:
      return null;
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
  const is = TYPES[received ?? ''] ?? null;
  return ofZod(is === null ? `is not ${wanted}` : `is ${is}, not ${wanted}`, `Write ${wanted}.`);
}

function unknownValue(values: unknown[]): Plain {
  const names = values.map(String);
  const last = names.pop() ?? '';
  return ofZod(
    'is none that is known',
    `Choose ${names.length > 0 ? `${names.join(', ')} or ${last}` : last}.`,
  );
}
