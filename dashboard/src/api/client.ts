// The one door to the service: typed calls, and refusals turned into an error that screens can show.
import createClient from 'openapi-fetch';
import { noteServiceTime } from '../ui/clock.ts';
import type { paths } from './schema.d.ts';
import type { EditConflict, ErrorBody } from './types.ts';

export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });
api.use({ onResponse: ({ response }) => noteServiceTime(response.headers.get('x-talaria-now')) });

/** What the service refused, in its own words. `status` 0: it could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly issues: { field: string; message: string; remedy?: string }[];
  /** Fields that somebody else changed too. */
  readonly conflict: EditConflict | undefined;

  constructor(status: number, body: Partial<ErrorBody['error']> & { message: string }) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.field = body.field;
    this.remedy = body.remedy;
    this.issues = body.issues ?? [];
    this.conflict = body.conflict;
  }
}

/** Nobody is there, or the connection is gone. */
export const doesNotAnswer = (): ApiError =>
  new ApiError(0, {
    message: 'Talaria does not answer.',
    remedy: 'Check that the service runs and that you are connected, then try again.',
  });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws an ApiError for a refusal or when nobody answers. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw doesNotAnswer();
  });
  if (answer.response.ok && answer.data !== undefined) return answer.data;
  throw new ApiError(answer.response.status, refusal(answer.error, answer.response.status));
}

/** The error of a reply; a body that is none of ours (a proxy's page) gets a sentence of its own. */
export function refusal(body: unknown, status: number): ErrorBody['error'] {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body;
    if (typeof error === 'object' && error !== null && 'message' in error) return error as ErrorBody['error'];
  }
  return {
    kind: 'unavailable',
    message: `Talaria answered with status ${status}.`,
    remedy: 'Try again in a moment.',
  };
}

/** Any thrown thing as an ApiError, for screens. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, { message: error instanceof Error ? error.message : String(error) });
}
