// A file that is made while it is read: pages of rows from the database become text, and no more is fetched than the caller
// takes.
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BOM, csvRow } from './csv.write.ts';

export const fileQuery = z.object({
  format: z.enum(['csv', 'ndjson']).default('csv'),
  bom: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('Begin with a byte order mark, by which Excel knows UTF-8'),
});
export type FileOptions = z.output<typeof fileQuery>;

export interface FileRows {
  /** Without an ending. */
  name: string;
  header: readonly string[];
  /** Pages of rows, each with a value for every name of the header. */
  pages: AsyncIterable<readonly (readonly unknown[])[]>;
}

export function sendFile(reply: FastifyReply, rows: FileRows, options: FileOptions): FastifyReply {
  const { format } = options;
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
  const name = encodeURIComponent(`${rows.name.replaceAll(/[\p{Cc}/\\]+/gu, ' ')}.${format}`);
  return reply
    .type(type)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .send(Readable.from(format === 'csv' ? toCsv(rows, options.bom) : toNdjson(rows)));
}

async function* toCsv({ header, pages }: FileRows, bom: boolean): AsyncGenerator<string> {
  yield (bom ? BOM : '') + csvRow(header);
  for await (const page of pages) if (page.length > 0) yield page.map(csvRow).join('');
}

/** What somebody has no value of is left out. */
async function* toNdjson({ header, pages }: FileRows): AsyncGenerator<string> {
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield page.map((row) => `${JSON.stringify(toRecord(header, row))}\n`).join('');
  }
}

const toRecord = (header: readonly string[], row: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    header.flatMap((name, index) => {
      const value = row[index];
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );

/** Pages by key: `next` gets the last row of the page before, and gives rows until there are no more. */
export async function* byKey<Row>(
  next: (after: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ; ) {
    const rows = await next(last);
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1);
  }
}
