// Brings each refusal of the service to its field, where a form has fields within fields ("body.text", "buttons.0.url").
import type { UseFormReturnType } from '@mantine/form';
import { asApiError } from '../../api/client.ts';
import { issueWords } from '../../ui/issueWords.ts';

/** `placed`: whether the form shows this field. Returns the error when nothing of it has a place. */
export function placeErrors<Values extends object>(
  form: UseFormReturnType<Values>,
  error: unknown,
  placed: (field: string) => boolean,
): unknown {
  const refused = asApiError(error);
  const issues = refused.issues.length
    ? refused.issues
    : refused.field
      ? [{ field: refused.field, message: refused.message, remedy: refused.remedy }]
      : [];
  const known = issues.filter(({ field }) => placed(field));
  for (const issue of known) form.setFieldError(issue.field, sentence(issueWords(issue)));
  return known.length > 0 && known.length === issues.length ? null : refused;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
