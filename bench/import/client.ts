// Imports a file as the dashboard does: in parts over HTTP, then the suggested columns, then waiting for the end. Meanwhile
// somebody looks at screens.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportView } from '../../src/transfer/import.contract.ts';
import { filePieces } from './file.ts';

export interface Caller {
  url: string;
  key: string;
}

const PART_BYTES = 4 * 1024 * 1024;
const LOOK_MS = 500;

async function call<T>(
  { url, key }: Caller,
  method: string,
  path: string,
  body?: object | Buffer,
): Promise<T> {
  const isBytes = Buffer.isBuffer(body);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body && { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** Uploads `rows` rows and returns the import's id. */
export async function upload(caller: Caller, rows: number): Promise<string> {
  const { id } = await call<ImportView>(caller, 'POST', '/api/imports', { name: 'people.csv' });
  let offset = 0;
  const send = async (bytes: Buffer): Promise<void> => {
    await call(caller, 'POST', `/api/imports/${id}/parts?offset=${offset}`, bytes);
    offset += bytes.length;
  };
  let waiting: Buffer[] = [];
  let length = 0;
  for (const piece of filePieces(rows)) {
    const bytes = Buffer.from(piece);
    waiting.push(bytes);
    length += bytes.length;
    if (length < PART_BYTES) continue;
    await send(Buffer.concat(waiting));
    [waiting, length] = [[], 0];
  }
  if (length > 0) await send(Buffer.concat(waiting));
  await call(caller, 'POST', `/api/imports/${id}/format`, {});
  return id;
}

interface Preview {
  columns: { suggested: object }[];
}

/** Runs it to its end. `answersMs`: how long screens waited meanwhile. */
export async function run(caller: Caller, id: string): Promise<{ done: ImportView; answersMs: number[] }> {
  const { columns } = await call<Preview>(caller, 'POST', `/api/imports/${id}/preview`, {});
  const settings = { columns: columns.map(({ suggested }) => suggested) };
  await call(caller, 'POST', `/api/imports/${id}/run`, { settings });
  const answersMs: number[] = [];
  for (;;) {
    await sleep(LOOK_MS);
    for (const path of ['/api/people?limit=50', '/api/segments']) {
      const askedAt = performance.now();
      await call(caller, 'GET', path);
      answersMs.push(performance.now() - askedAt);
    }
    const done = await call<ImportView>(caller, 'GET', `/api/imports/${id}`);
    if (done.state === 'failed') throw new Error(`The import failed: ${done.error}`);
    if (done.state === 'finished') return { done, answersMs };
  }
}
