// The settings of an import while they are edited. Pure.
import { ApiError } from '../../api/client.ts';
import type {
  AttributeTarget,
  ColumnTarget,
  Import,
  ImportKind,
  ImportPreview,
  ImportSettings,
  Reading,
} from '../../api/transfer.ts';
import type { AttributeType } from '../../api/types.ts';

export const STANDARD_READING: Reading = {
  decimal: '.',
  yes: ['true', 'yes', 'y', '1'],
  no: ['false', 'no', 'n', '0'],
  date_order: 'iso',
  time_zone: 'UTC',
  separator: ',',
};

export function firstSettings(row: Import, { columns, identifier }: ImportPreview): ImportSettings {
  if (row.settings && row.settings.columns.length === columns.length) return row.settings;
  const name = row.name.replace(/\.\w{1,6}$/, '').slice(0, 120);
  return {
    columns: columns.map(({ suggested }) => suggested),
    existing_only: false,
    blanks: 'leave',
    event_name: null,
    list: row.kind === 'list' ? { name, identifier: identifier ?? 'customer_id' } : null,
  };
}

export const TARGETS: Record<ImportKind, { value: ColumnTarget['to']; label: string }[]> = {
  customers: [
    { value: 'skip', label: 'Skip' },
    { value: 'customer_id', label: 'Customer ID' },
    { value: 'attribute', label: 'Attribute' },
  ],
  events: [
    { value: 'skip', label: 'Skip' },
    { value: 'customer_id', label: 'Customer ID' },
    { value: 'event_name', label: 'Event' },
    { value: 'occurred_at', label: 'Time' },
    { value: 'dedupe_key', label: 'Key, stored once' },
    { value: 'attribute', label: 'Attribute of the event' },
  ],
  list: [
    { value: 'skip', label: 'Skip' },
    { value: 'identifier', label: 'Identifier' },
  ],
};

export const TYPES: { value: AttributeType; label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'datetime', label: 'Date and time' },
  { value: 'array', label: 'List' },
  { value: 'object', label: 'Object (JSON)' },
  { value: 'geo', label: 'Place' },
];

/** The target a column gets when another kind of target is chosen; what was said of its values stays. */
export function retarget(
  before: ColumnTarget,
  to: ColumnTarget['to'],
  column: { name: string; suggested: ColumnTarget },
): ColumnTarget {
  const reading = 'reading' in before ? before.reading : STANDARD_READING;
  if (to === 'attribute') {
    if (column.suggested.to === 'attribute') return column.suggested;
    return { to, name: column.name.replaceAll(/[.$]/g, '_').slice(0, 100), type: 'string', reading };
  }
  return to === 'occurred_at' ? { to, reading } : { to };
}

/** An attribute that exists has its type. */
export const renamed = (
  target: AttributeTarget,
  name: string,
  known: ReadonlyMap<string, AttributeType>,
): AttributeTarget => ({ ...target, name, type: known.get(name) ?? target.type });

export const withColumn = (
  settings: ImportSettings,
  index: number,
  target: ColumnTarget,
): ImportSettings => ({ ...settings, columns: settings.columns.with(index, target) });

/** What the samples of a column say against what it is to become; undefined: nothing. */
export const unfitNote = ({ unfit, sampled }: { unfit: number; sampled: number }): string | undefined =>
  unfit === 0
    ? undefined
    : `${unfit} of the first ${sampled} values ${unfit === 1 ? 'does' : 'do'} not fit: ${unfit === 1 ? 'its row' : 'their rows'} would be left out.`;

/** The service looked at the settings and refused them: asking again without a change is no use. */
export const isRefusal = (error: unknown): boolean => error instanceof ApiError && error.status === 400;

/** The column a refusal is about: settings.columns.3 */
export function columnOf(field: string | undefined): number | null {
  const found = /settings\.columns\.(\d+)/.exec(field ?? '');
  return found ? Number(found[1]) : null;
}
