// The answers of MoEngage's Data API: `status` and, when it failed, an `error` in its shape. Pure.
import { AppError, type ErrorKind } from '../kit/errors.ts';

export const ACCEPTED = { status: 'success', message: 'Your request has been accepted and stored.' };

/** Of work that is queued: it is done within seconds. */
export const QUEUED = {
  status: 'success',
  message: 'Your request has been accepted and will be processed soon.',
};

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  limited: 429,
  upstream: 500,
  unavailable: 500,
};

/** Its own names where it has one for the case; programs choose by the HTTP status. */
const TYPE: Record<ErrorKind, string> = {
  invalid: 'InvalidAttributeError',
  unauthenticated: 'Authentication required',
  forbidden: 'Authentication required',
  not_found: 'NotFound',
  conflict: 'ConflictError',
  too_large: 'PayloadTooLarge',
  limited: 'RateLimitError',
  upstream: 'ServerError',
  unavailable: 'ServerError',
};

/** Status and body for a refused call. */
export function failReply(thrown: unknown, requestId: string): { status: number; body: object } {
  const { status, type, error } = classify(thrown);
  return { status, body: { status: 'fail', error: { ...tell(error, type), request_id: requestId } } };
}

/** One part of a call that was left out, in the shape of the dialect's errors; the other parts are stored. */
export const tellPart = (index: number, error: AppError): object => ({
  index,
  ...tell(error, classify(error).type),
});

/** The remedy goes into `message`: the dialect has no other place for it. */
function tell(error: AppError, type: string): object {
  const message = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  const attribute = error.field !== undefined && type !== MALFORMED ? { attribute: error.field } : {};
  return { ...attribute, message, type };
}

const MALFORMED = 'Malformed JSON';

function classify(thrown: unknown): { status: number; type: string; error: AppError } {
  if (thrown instanceof AppError) {
    const type = thrown.field === 'body' ? MALFORMED : TYPE[thrown.kind];
    return {
      status: STATUS[thrown.kind],
      type: isMissing(thrown) ? 'MissingAttributeError' : type,
      error: thrown,
    };
  }
  const { statusCode } = thrown as { statusCode?: number };
  if (statusCode === 413) {
    return {
      status: 413,
      type: TYPE.too_large,
      error: new AppError('too_large', 'The request body exceeds 128 KB.'),
    };
  }
  if (statusCode === 415) {
    const error = new AppError('invalid', 'The content type is not supported.', {
      remedy: 'Send Content-Type: application/json.',
    });
    return { status: 415, type: 'Unsupported media type', error };
  }
  const error = new AppError('unavailable', 'Something failed on our side and nothing was stored.', {
    remedy: 'Send the request again.',
  });
  return { status: 500, type: TYPE.unavailable, error };
}

const isMissing = (error: AppError): boolean => error.message.endsWith('is not found in the payload.');
