// The routes of imports as data: see import.routes.ts for who serves them.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { nameText } from '../kit/storable-text.ts';
import {
  columnTarget,
  IMPORT_KINDS,
  importSettings,
  importView,
  PREVIEW_ROWS,
  readerInput,
} from './import.contract.ts';

const tag = 'Imports';
export const importParams = z.object({ id: idSchema('imp') });
const params = importParams;
const settingsBody = z.object({ settings: importSettings });

const previewRow = z.object({
  line: z.number().int(),
  cells: z.array(z.string()),
  stored: z
    .object({
      customer_id: z.string().nullable(),
      identifier: z.string().nullable(),
      event_name: z.string().nullable(),
      occurred_at: z.iso.datetime().nullable(),
      attributes: z.record(z.string(), z.unknown()).describe('null: removed'),
    })
    .nullable()
    .describe('As it would be stored; null: the row is bad'),
  problem: z.object({ field: z.string(), message: z.string(), remedy: z.string() }).nullable(),
});

const preview = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      samples: z.array(z.string()),
      suggested: columnTarget,
      note: z.string().nullable().describe('Why it is skipped'),
      sampled: z.number().int().describe('Values in the first 200 rows, empty cells left out'),
      unfit: z.number().int().describe('Of them, those that cannot be read as the column is to be'),
    }),
  ),
  identifier: z.string().nullable().describe('kind list: what its values probably are'),
  rows: z.array(previewRow).max(PREVIEW_ROWS),
});

const action = <B extends z.ZodType = z.ZodUndefined>(path: string, summary: string, body?: B) =>
  contract({
    method: 'POST',
    path: `/api/imports/:id/${path}`,
    tag,
    permission: 'edit',
    summary,
    params,
    ...(body && { body }),
    reply: importView,
  });

export const importRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/imports',
    tag,
    permission: 'view',
    summary: 'Imports, newest first',
    query: z.object({
      before: idSchema('imp').optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({ imports: z.array(importView), next: idSchema('imp').nullable() }),
  }),
  begin: contract({
    method: 'POST',
    path: '/api/imports',
    tag,
    permission: 'edit',
    summary: 'Begin an import; its file follows in parts (POST /api/imports/{id}/parts)',
    body: z.object({ kind: z.enum(IMPORT_KINDS).default('customers'), name: nameText(200) }),
    reply: importView,
  }),
  get: contract({
    method: 'GET',
    path: '/api/imports/:id',
    tag,
    permission: 'view',
    summary: 'One import, live while it works',
    params,
    reply: importView,
  }),
  format: action(
    'format',
    'The file is whole: find out how it is read. Sent again with values, it is read so',
    readerInput,
  ),
  preview: contract({
    method: 'POST',
    path: '/api/imports/:id/preview',
    tag,
    permission: 'edit',
    summary: 'What the columns probably are, and the first rows as they would be stored',
    params,
    body: z.object({ settings: importSettings.nullable().default(null) }),
    reply: preview,
  }),
  check: action('check', 'Read the whole file without writing anything', settingsBody),
  run: action('run', 'Import the file', settingsBody),
  pause: action('pause', 'Stop the run where it is'),
  resume: action('resume', 'Go on with a run that was paused or failed'),
  cancel: action('cancel', 'End it. What was written until then stays, and can be undone'),
  undo: action(
    'undo',
    'Take the import back, up to 30 days after it: who was new goes, values that still are as it wrote them go back',
  ),
  badRows: contract({
    method: 'GET',
    path: '/api/imports/:id/bad-rows',
    tag,
    permission: 'edit',
    summary: 'Rows that could not be taken, a page at a time',
    params,
    query: z.object({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .default(0)
        .describe('The line of the last row of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({
      rows: z.array(
        z.object({
          line: z.number().int(),
          field: z.string(),
          message: z.string(),
          remedy: z.string(),
          cells: z.array(z.string()),
        }),
      ),
    }),
  }),
};
