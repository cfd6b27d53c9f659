// The backup file: gzip over records, each a line of JSON, a `data` record followed by that many bytes of a table's rows in
// PostgreSQL's COPY text format. `zcat` shows it to a person. The last record counts and seals everything before it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

export const FORMAT_VERSION = 1;

const headerRecord = z.object({
  kind: z.literal('header'),
  format: z.number().int(),
  createdAt: z.iso.datetime(),
  serverVersion: z.string(),
  /** The applied migrations, in order: the rows fit only this schema. */
  migrations: z.array(z.object({ version: z.number().int(), name: z.string(), checksum: z.string() })),
});

const record = z.discriminatedUnion('kind', [
  headerRecord,
  z.object({ kind: z.literal('table'), name: z.string(), columns: z.array(z.string()) }),
  z.object({ kind: z.literal('data'), bytes: z.number().int().positive() }),
  z.object({ kind: z.literal('rows'), count: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('sequence'), name: z.string(), lastValue: z.string().regex(/^-?\d+$/) }),
  z.object({ kind: z.literal('end'), tables: z.number().int(), rows: z.number().int(), sha256: z.string() }),
]);

export type BackupHeader = z.infer<typeof headerRecord>;
type Data = { kind: 'data'; bytes: Buffer };
/** What a file holds, in order: header; per table `table`, `data` any number of times, `rows`; `sequence`s; `end`. */
export type BackupRecord = Exclude<z.infer<typeof record>, { kind: 'data' }> | Data;

/** A backup that cannot be made or used. The message is for the person. */
export class BackupError extends Error {
  override name = 'BackupError';
}

const MAX_LINE_BYTES = 1024 * 1024;
/** Rows are gathered to pieces of about this size; a larger piece in a file means that it is not one of ours. */
export const PIECE_BYTES = 256 * 1024;
const MAX_PIECE_BYTES = 1024 * 1024 * 1024;

/** Turns records into the bytes of a file (before compression) and appends the sealing `end` record. */
export async function* encodeBackup(records: AsyncIterable<BackupRecord>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let tables = 0;
  let rows = 0;
  for await (const item of records) {
    if (item.kind === 'table') tables += 1;
    if (item.kind === 'rows') rows += item.count;
    const line = item.kind === 'data' ? { kind: 'data', bytes: item.bytes.length } : item;
    const bytes = toLine(line);
    hash.update(bytes);
    yield bytes;
    if (item.kind === 'data') {
      hash.update(item.bytes);
      yield item.bytes;
    }
  }
  yield toLine({ kind: 'end', tables, rows, sha256: hash.digest('hex') });
}

const toLine = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

/**
 * Reads a file record by record. Throws BackupError when it is no backup, cut short, or altered; whoever must know that
 * beforehand reads it to the end once.
 */
export async function* decodeBackup(file: string): AsyncGenerator<BackupRecord> {
  const gunzip = createGunzip();
  // An error of either side ends the other, and reaches the reader below.
  pipeline(createReadStream(file), gunzip, () => {});
  const bytes = new ByteReader(gunzip);
  const hash = createHash('sha256');
  try {
    for (;;) {
      const line = await bytes.readLine();
      const item = record.parse(JSON.parse(line.toString('utf8')));
      if (item.kind === 'end') {
        if (item.sha256 !== hash.digest('hex')) throw new BackupError('its checksum does not match');
        if (!(await bytes.isAtEnd())) throw new BackupError('something follows its end');
        yield item;
        return;
      }
      hash.update(line).update('\n');
      if (item.kind !== 'data') yield item;
      else {
        const data = await bytes.read(item.bytes);
        hash.update(data);
        yield { kind: 'data', bytes: data };
      }
    }
  } catch (error) {
    throw toBackupError(file, error);
  } finally {
    gunzip.destroy();
  }
}

function toBackupError(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ENOENT') return new BackupError(`There is no file ${file}.`, { cause: error });
  if (code === 'Z_DATA_ERROR' && error.message === 'incorrect header check') {
    return new BackupError(`${file} is not a Talaria backup.`, { cause: error });
  }
  const unreadable = code.startsWith('Z_') || error instanceof SyntaxError || error instanceof z.ZodError;
  if (!unreadable && !(error instanceof BackupError)) return error;
  const reason = error instanceof BackupError ? error.message : 'it is cut short or altered';
  return new BackupError(`The backup ${file} is damaged: ${reason}. Nothing was changed.`, { cause: error });
}

/** Takes lines and counted bytes from a stream of chunks. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Without its newline. */
  async readLine(): Promise<Buffer> {
    for (let from = 0; ; ) {
      const end = this.#rest.indexOf(10, from);
      if (end >= 0) {
        const line = this.#rest.subarray(0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > MAX_LINE_BYTES) throw new BackupError('a line is too long');
      from = this.#rest.length;
      if (!(await this.#more())) throw new BackupError('it is cut short');
    }
  }

  async read(length: number): Promise<Buffer> {
    if (length > MAX_PIECE_BYTES) throw new BackupError('a piece is too long');
    const parts: Buffer[] = [];
    for (let missing = length; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new BackupError('it is cut short');
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#more());
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
