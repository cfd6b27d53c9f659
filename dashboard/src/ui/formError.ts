// Brings a refusal of the service to the field it names; what names no field of the form is shown above it.
import type { UseFormReturnType } from '@mantine/form';
import { asApiError } from '../api/client.ts';
import { issueWords } from './issueWords.ts';

/** Returns the error when it belongs to no field and must be shown by itself. */
export function applyFormError<Values extends object>(
  form: UseFormReturnType<Values>,
  error: unknown,
): unknown {
  const refused = asApiError(error);
  const issues = refused.issues.length
    ? refused.issues
    : refused.field
      ? [{ field: refused.field, message: refused.message, remedy: refused.remedy }]
      : [];
  const values = form.getValues();
  const known = issues.filter((issue) => fieldName(issue.field) in values);
  for (const issue of known) form.setFieldError(fieldName(issue.field), issueWords(issue));
  return known.length > 0 ? null : refused;
}

const fieldName = (path: string): string => path.replace(/^body[./]/, '').split(/[./]/)[0] ?? '';
