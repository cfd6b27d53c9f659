// Reading what a program sent: the first problem becomes an error that names the field and what would be right. Pure.
import type { z } from 'zod';
import { type AppError, invalid } from '../kit/errors.ts';

/** The parsed value, or the error with the path of the first problem as its field ('body' for the whole). */
export function readWith<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | AppError {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'body';
  const isMissing = issue?.code === 'invalid_type' && valueAt(value, issue.path) === undefined;
  return invalid(field, `${field} ${isMissing ? 'is not found in the payload.' : `${issue?.message}.`}`);
}

/** The parsed value. Throws what `readWith` returns for a wrong one. */
export function readOrThrow<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw readWith(schema, value);
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
