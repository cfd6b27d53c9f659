// An input held against its schema: the value, or everything that is wrong with it at once, by field, in plain words, each with what
// to do; words that the schema does not know are wrong too. For the HTTP edge, for files and for what comes in lists. Pure.
import type { z } from 'zod';
import { AppError, type FieldIssue } from './errors.ts';
import { type InputIssue, readFault } from './input-fault.ts';
import { findUnknownWords } from './unknown-words.ts';

/** More at once help nobody. */
const MOST = 20;

export type ReadInput<T> =
  | { value: T; faults: null }
  | { value: null; faults: [FieldIssue, ...FieldIssue[]] };

/** @param root what the whole is called where nothing inside it is to blame: body, query */
export function readInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  root: string,
): ReadInput<z.output<S>> {
  const { data, error } = schema.safeParse(input);
  const [first, ...rest] = [
    ...faultsOf(error?.issues ?? [], input, root),
    ...findUnknownWords(schema, input).map(({ path, ...said }) => ({ field: path.join('.'), ...said })),
  ].slice(0, MOST);
  return first === undefined
    ? { value: data as z.output<S>, faults: null }
    : { value: null, faults: [first, ...rest] };
}

/** As a refusal: the first in words, each by its field. */
export function refuseInput([first, ...rest]: [FieldIssue, ...FieldIssue[]]): AppError {
  return new AppError('invalid', `${first.field}: ${first.message}`, {
    field: first.field,
    ...(first.remedy !== undefined && { remedy: first.remedy }),
    issues: [first, ...rest],
  });
}

/** What the schema found, in plain words. Words it does not know are told by `findUnknownWords`, whether it is strict or not. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], input: unknown, root: string): FieldIssue[] {
  return issues
    .flatMap((issue) => innermost(issue))
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map((issue) => {
      const isMissing = valueAt(input, issue.path) === undefined;
      const { message, remedy } = readFault(issue as InputIssue, isMissing);
      return { field: issue.path.join('.') || root, message, ...(remedy !== null && { remedy }) };
    });
}

/** Of several shapes that it may have, what is wrong with the one that it has; of a name, what is wrong with the name. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  const within = (inner: readonly z.core.$ZodIssue[]) =>
    inner.flatMap((one) => innermost({ ...one, path: [...issue.path, ...one.path] } as z.core.$ZodIssue));
  if (issue.code === 'invalid_key' && issue.message === 'Invalid key in record') return within(issue.issues);
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [issue];
  // An option that is of another kind altogether says so of the whole.
  const alike = issue.errors.filter((errors) => errors.every(({ path }) => path.length > 0));
  const [one] = alike.length > 0 ? alike : issue.errors;
  return alike.length === 1 || issue.errors.length === 1 ? within(one ?? []) : [issue];
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
