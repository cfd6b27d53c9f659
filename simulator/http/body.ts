// Reading a request: the body up to a limit, then JSON or form into one object.
import type { IncomingMessage } from 'node:http';

export class BodyError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** The whole body. @throws BodyError 413 above `limit` bytes */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        reject(new BodyError(`The request body is larger than ${limit} bytes.`, 413));
        // Read on to the end without keeping anything, so that the client gets the answer.
        chunks.length = 0;
      }
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new BodyError('The client went away.', 400)));
  });
}

/** JSON or form, by content type; null for an empty body. Files of a multipart body are `File`s. @throws BodyError 400 */
export async function parseBody(body: Buffer, contentType: string): Promise<Record<string, unknown> | null> {
  if (body.length === 0) return null;
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
  if (contentType.startsWith('multipart/')) {
    return parseMultipart(body, contentType);
  }
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BodyError('The request body must be a JSON object.', 400);
  }
  return value as Record<string, unknown>;
}

async function parseMultipart(body: Buffer, contentType: string): Promise<Record<string, unknown>> {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    return Object.fromEntries(form);
  } catch {
    throw new BodyError('The request body is not valid multipart/form-data.', 400);
  }
}

/** @throws BodyError 400 with the place of the mistake */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new BodyError(`The request body is not valid JSON: ${(error as Error).message}`, 400);
  }
}
