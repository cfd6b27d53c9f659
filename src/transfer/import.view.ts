// An import as it is shown.
import { formatId } from '../kit/ids.ts';
import { type ImportView, importCounts, NO_COUNTS } from './import.contract.ts';
import type { ImportRow } from './import.queries.ts';
import { undoUntil } from './imports.ts';

export function viewImport(row: ImportRow, now: Date): ImportView {
  const until = undoUntil(row);
  const counts = { ...NO_COUNTS, ...row.counts };
  return {
    id: formatId('imp', row.importId),
    kind: row.kind,
    name: row.name,
    state: row.state,
    size_bytes: row.sizeBytes,
    progress: progressOf(row),
    format: row.format,
    settings: row.settings,
    counts,
    checked: row.checked === null ? null : importCounts.parse({ ...NO_COUNTS, ...row.checked }),
    rows_per_second: rateOf(row, counts.rows, now),
    error: row.error,
    list_id: row.listId === null ? null : formatId('lst', row.listId),
    can_undo: until !== null && until >= now,
    undo_until: until?.toISOString() ?? null,
    made_by: row.madeBy,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}

function progressOf(row: ImportRow): number {
  if (row.state === 'finished' || row.state === 'undone' || row.state === 'checked') return 1;
  if (row.state === 'undoing') {
    const { created = 0, changed = 0, removed = 0, restored = 0, kept = 0 } = row.counts;
    return Math.min(1, (removed + restored + kept) / Math.max(1, created + changed));
  }
  return row.sizeBytes === 0 || row.format === null ? 0 : Math.min(1, row.position / row.sizeBytes);
}

/** Of a run as a whole, pauses included. */
function rateOf(row: ImportRow, rows: number, now: Date): number | null {
  if (row.startedAt === null || !['running', 'finished'].includes(row.state)) return null;
  const seconds = ((row.endedAt ?? now).getTime() - row.startedAt.getTime()) / 1000;
  return seconds > 0 ? Math.round(rows / seconds) : null;
}
