// Imports: what becomes of each column of a file, the options of a run, and how an import is shown. Shared by routes, worker
// and screens.
import { z } from 'zod';
import { idSchema } from '../kit/ids.ts';
import { isTimeZone } from '../kit/time-zone.ts';
import { ATTRIBUTE_TYPES, attributeName, eventName } from '../profiles/profile.contract.ts';
import { ENCODINGS } from './text.encoding.ts';

/** More columns are refused with the file. */
export const MAX_COLUMNS = 500;
/** A part of a file as it is uploaded. */
export const MAX_PART_BYTES = 8 * 1024 * 1024;
export const UNDO_DAYS = 30;
/** A file nobody runs is removed with its rows. */
export const KEEP_FILE_DAYS = 7;
/** So many bad rows are kept to be downloaded; more are counted only. */
export const MAX_KEPT_ERRORS = 100_000;
export const PREVIEW_ROWS = 20;

export const IMPORT_KINDS = ['customers', 'events', 'list'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
export const IMPORT_STATES = [
  'uploading',
  'ready',
  'checking',
  'checked',
  'running',
  'paused',
  'finished',
  'cancelled',
  'failed',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const DATE_ORDERS = ['iso', 'day_first', 'month_first', 'epoch_seconds', 'epoch_ms'] as const;

const words = z.array(z.string().trim().min(1).max(50)).min(1).max(20);

/** How the texts of a column are read. What does not concern its type is not looked at. */
export const reading = z.object({
  decimal: z.enum(['.', ',']).default('.'),
  yes: words.default(['true', 'yes', 'y', '1']),
  no: words.default(['false', 'no', 'n', '0']),
  date_order: z.enum(DATE_ORDERS).default('iso').describe('day_first: 31.12.2026, 31/12/2026'),
  time_zone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'is no time zone; write it like Europe/Prague')
    .default('UTC')
    .describe('Of dates and times that name no zone'),
  separator: z.string().min(1).max(5).default(',').describe('Between the elements of a list'),
});
export type Reading = z.output<typeof reading>;

export const columnTarget = z.discriminatedUnion('to', [
  z.object({ to: z.literal('skip') }),
  z.object({ to: z.literal('customer_id') }),
  z.object({ to: z.literal('attribute'), name: attributeName, type: z.enum(ATTRIBUTE_TYPES), reading }),
  z.object({ to: z.literal('event_name') }),
  z.object({ to: z.literal('occurred_at'), reading }),
  z.object({ to: z.literal('dedupe_key') }),
  z.object({ to: z.literal('identifier') }),
]);
export type ColumnTarget = z.output<typeof columnTarget>;

export const importSettings = z
  .object({
    columns: z.array(columnTarget).min(1).max(MAX_COLUMNS).describe('One for each column of the file'),
    existing_only: z.boolean().default(false).describe('Make no new customers'),
    blanks: z
      .enum(['leave', 'clear'])
      .default('leave')
      .describe('Of an empty cell: leave the attribute as it is, or remove it. ps_id is never removed'),
    event_name: eventName.nullable().default(null).describe('Of every row, when no column says it'),
    list: z
      .object({
        name: z.string().trim().min(1, 'give it a name').max(120),
        identifier: z.union([z.literal('customer_id'), attributeName]),
      })
      .nullable()
      .default(null)
      .describe('kind list: what the list is called, and what its values are compared with'),
  })
  .meta({ id: 'ImportSettings' });
export type ImportSettings = z.output<typeof importSettings>;

const reader = {
  type: z.enum(['csv', 'ndjson']),
  encoding: z.enum(ENCODINGS),
  delimiter: z.enum(DELIMITERS),
  has_header: z.boolean(),
};
/** How a file is read. Found out from its beginning; an operator may say otherwise. */
export const fileFormat = z
  .object({
    ...reader,
    bom_bytes: z.number().int(),
    columns: z.array(z.string()).describe('The header; of NDJSON the keys of its first rows'),
    data_position: z.number().int().describe('The byte where the first row begins'),
    lines_before: z.number().int().optional().describe('Before the table: the line sep=; that Excel reads'),
  })
  .meta({ id: 'FileFormat' });
export type FileFormat = z.output<typeof fileFormat>;
export const readerInput = z.object(reader).partial();
export type ReaderInput = z.output<typeof readerInput>;

const count = z.number().int();
export const importCounts = z
  .object({
    rows: count.describe('Read so far, bad ones included'),
    created: count.describe('New customers, or events'),
    changed: count,
    unchanged: count,
    skipped: count.describe('Nobody has this customer id, and only existing customers were to be changed'),
    duplicates: count.describe('Rows of somebody who came before in the file: the last one wins'),
    bad: count,
    joined: count.describe('Anonymous people known from Messenger who became the customer'),
    matched: count.describe('kind list: values somebody has'),
    unmatched: count.describe('kind list: values nobody has'),
    removed: count.describe('By undo: new customers or events taken away'),
    restored: count.describe('By undo: customers whose values were put back'),
    kept: count.describe('By undo: left as they are, because something else happened to them since'),
  })
  .meta({ id: 'ImportCounts' });
export type ImportCounts = z.output<typeof importCounts>;
export const NO_COUNTS: ImportCounts = Object.freeze({
  rows: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  skipped: 0,
  duplicates: 0,
  bad: 0,
  joined: 0,
  matched: 0,
  unmatched: 0,
  removed: 0,
  restored: 0,
  kept: 0,
});

export const importView = z
  .object({
    id: idSchema('imp'),
    kind: z.enum(IMPORT_KINDS),
    name: z.string().describe('Of the file'),
    state: z.enum(IMPORT_STATES),
    size_bytes: z.number().int().describe('Received so far'),
    progress: z.number().min(0).max(1).describe('Of the job under way, by bytes'),
    format: fileFormat.nullable(),
    settings: importSettings.nullable(),
    counts: importCounts.describe('Of the job under way, or of the last one'),
    checked: importCounts.nullable().describe('What the last check of the whole file found'),
    rows_per_second: z.number().nullable().describe('Of the run under way or the last one'),
    error: z.string().nullable(),
    list_id: idSchema('lst').nullable(),
    can_undo: z.boolean(),
    undo_until: z.iso.datetime().nullable(),
    made_by: z.string(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });
export type ImportView = z.input<typeof importView>;
