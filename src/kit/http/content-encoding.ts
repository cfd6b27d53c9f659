// Compressed request bodies, inflated no further than a body may be: a few kilobytes can claim to be gigabytes.
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { AppError } from '../errors.ts';

const DECODERS: Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
};

/**
 * The body as it was before the caller compressed it. Throws AppError `too_large` for one that becomes longer than
 * `limitBytes`, `invalid` for one that is not what Content-Encoding says.
 */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return bytes;
  const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!decode) {
    throw new AppError('invalid', 'The Content-Encoding of the request is not supported.', {
      field: 'Content-Encoding',
      remedy: 'Send gzip or deflate, or the body as it is.',
    });
  }
  try {
    return await decode(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError('too_large', 'The request body is too large.', { cause: error });
    throw new AppError('invalid', `The request body is no ${encoding}.`, {
      field: 'Content-Encoding',
      remedy: 'Compress the whole body once, or leave Content-Encoding out.',
      cause: error,
    });
  }
}
