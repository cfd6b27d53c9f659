// What the service refused of the sending rules, by field. Pure.
import type { ApiError } from '../../api/client.ts';

interface RuleErrors {
  /** Of a field or the first part of it: caps.0 for caps.0.times. */
  at: (field: string) => string | undefined;
  /** Whether any field has one; else it is shown by itself. */
  atField: boolean;
}

export function errorsByField(error: ApiError | null): RuleErrors {
  const { issues = [], field = undefined, message = '' } = error ?? {};
  const wrong = issues.length === 0 && field !== undefined ? [{ field, message }] : issues;
  const named = wrong.map(({ field, message }) => ({
    field: field.replace(/^body[./]?/, '').replaceAll('/', '.'),
    message: error?.remedy && wrong.length === 1 ? `${message.replace(/\.$/, '')}. ${error.remedy}` : message,
  }));
  return {
    at: (field) => named.find((one) => one.field === field || one.field.startsWith(`${field}.`))?.message,
    atField: named.some(({ field }) => field !== ''),
  };
}
