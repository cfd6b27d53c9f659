// The answers of Segment's dialect. "Segment returns a 200 response for all API requests except errors caused by large
// payloads and JSON errors (which return 400)"; ours says more beside `success`, which libraries leave unread. Pure.
import { AppError } from '../kit/errors.ts';

export const ACCEPTED = { success: true };

/** One call of a batch that was left out; the others are stored. */
export interface CallError {
  index: number;
  message: string;
  field?: string;
  remedy?: string;
}

export const tellCall = (index: number, { message, field, remedy }: AppError): CallError => ({
  index,
  message,
  ...(field !== undefined && { field }),
  ...(remedy !== undefined && { remedy }),
});

/** Libraries send again after a 5xx, and give up after any other refusal. */
const STATUS: Partial<Record<AppError['kind'], number>> = {
  unauthenticated: 401,
  forbidden: 403,
  conflict: 409,
  limited: 429,
  upstream: 503,
  unavailable: 503,
};

/** Status and body for a call that is refused as a whole. */
export function failReply(thrown: unknown): { status: number; body: object } {
  const error = toAppError(thrown);
  const { message, field, remedy } = error;
  const code = error.kind === 'invalid' || error.kind === 'too_large' ? 'invalid_request' : error.kind;
  return {
    status: STATUS[error.kind] ?? 400,
    body: { success: false, message, code, ...(field && { field }), ...(remedy && { remedy }) },
  };
}

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { statusCode } = thrown as { statusCode?: number };
  if (statusCode === 413) {
    return new AppError('too_large', 'The request body exceeds 500 KB.', {
      remedy: 'Send fewer calls at a time.',
    });
  }
  return new AppError('unavailable', 'Something failed on our side.', { remedy: 'Send the request again.' });
}
