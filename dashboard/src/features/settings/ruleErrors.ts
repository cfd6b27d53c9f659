// What the service refused of the sending rules, by field. Pure.
import type { ApiError } from '../../api/client.ts';
import { issueWords } from '../../ui/issueWords.ts';

interface RuleErrors {
  /** Of a field or the first part of it: caps.0 for caps.0.times. */
  at: (field: string) => string | undefined;
  /** Whether any field has one; else it is shown by itself. */
  atField: boolean;
}

export function errorsByField(error: ApiError | null): RuleErrors {
  const { issues = [], field = undefined, message = '', remedy = undefined } = error ?? {};
  const wrong = issues.length === 0 && field !== undefined ? [{ field, message, remedy }] : issues;
  const named = wrong.map((issue) => ({
    field: issue.field.replace(/^body[./]?/, '').replaceAll('/', '.'),
    message: issueWords(issue),
  }));
  return {
    at: (field) => named.find((one) => one.field === field || one.field.startsWith(`${field}.`))?.message,
    atField: named.some(({ field }) => field !== ''),
  };
}
