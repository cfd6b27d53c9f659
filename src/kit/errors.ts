// The one error class for callers. Domains throw it; the HTTP edge chooses the status by its kind.

export type ErrorKind =
  | 'invalid' // the request is understood and wrong: 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not_found' // 404
  | 'conflict' // the state of things forbids it now: 409
  | 'too_large' // 413
  | 'limited' // slow down: 429
  | 'upstream' // somebody else's service refused or failed: 502
  | 'unavailable'; // try again later: 503

/** One thing that is wrong with an input: where it is, what it is, and what to do. */
export interface FieldIssue {
  field: string;
  message: string;
  remedy?: string;
}

/** One field that somebody else changed too: what it is now, what it was to become, and whose the present value is. */
export interface FieldConflict {
  field: string;
  theirs: unknown;
  yours: unknown;
  by: string | null;
  at: string | null;
}

/** Two changes of the same thing, and the revision at which it was found. */
export interface EditConflict {
  revision: number;
  fields: FieldConflict[];
}

interface Details {
  field?: string;
  remedy?: string;
  issues?: FieldIssue[];
  conflict?: EditConflict;
  cause?: unknown;
}

/** `message` says what is wrong in a sentence; `remedy` what the caller can do about it. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly issues: FieldIssue[] | undefined;
  readonly conflict: EditConflict | undefined;

  constructor(kind: ErrorKind, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.field = details.field;
    this.remedy = details.remedy;
    this.issues = details.issues;
    this.conflict = details.conflict;
  }
}

export const invalid = (field: string, message: string, remedy?: string): AppError =>
  new AppError('invalid', message, remedy === undefined ? { field } : { field, remedy });

export const notFound = (what: string): AppError => new AppError('not_found', `There is no ${what}.`);

export const conflict = (message: string, remedy?: string): AppError =>
  new AppError('conflict', message, remedy === undefined ? {} : { remedy });

/** The text of anything thrown, for logs and stored error columns. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
