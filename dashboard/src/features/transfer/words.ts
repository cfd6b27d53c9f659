// What imports are called on screens. Pure.
import type { Import, ImportCounts, ImportKind } from '../../api/transfer.ts';
import { formatNumber } from '../../ui/format.ts';
import type { Tone } from '../../ui/StateMark.tsx';

export const KIND_WORDS: Record<ImportKind, string> = {
  customers: 'Customers',
  events: 'Events',
  list: 'List of people',
};

export const STATE_WORDS: Record<Import['state'], { tone: Tone; text: string }> = {
  uploading: { tone: 'warn', text: 'Uploading' },
  ready: { tone: 'quiet', text: 'Ready' },
  checking: { tone: 'busy', text: 'Checking' },
  checked: { tone: 'quiet', text: 'Checked' },
  running: { tone: 'busy', text: 'Importing' },
  paused: { tone: 'warn', text: 'Paused' },
  finished: { tone: 'good', text: 'Finished' },
  cancelled: { tone: 'quiet', text: 'Cancelled' },
  failed: { tone: 'bad', text: 'Failed' },
  undoing: { tone: 'busy', text: 'Taking back' },
  undone: { tone: 'quiet', text: 'Taken back' },
};

/** "1 row", "1,204 rows". */
export const countRows = (count: number): string => (count === 1 ? '1 row' : `${formatNumber(count)} rows`);

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export interface Figure {
  label: string;
  value: number;
  note?: string;
}

/** What was found or done, in the order it is read; a check tells what would be done. */
export function listFigures(kind: ImportKind, counts: ImportCounts): Figure[] {
  const bad = { label: 'Bad rows', value: counts.bad };
  if (kind === 'list')
    return [
      { label: 'Found', value: counts.matched },
      { label: 'Nobody has', value: counts.unmatched },
      { label: 'Twice', value: counts.duplicates },
      bad,
    ];
  if (kind === 'events') return [{ label: 'Events', value: counts.created }, bad];
  return [
    { label: 'New', value: counts.created },
    { label: 'Changed', value: counts.changed },
    { label: 'Unchanged', value: counts.unchanged },
    ...(counts.skipped > 0 ? [{ label: 'Not known', value: counts.skipped, note: 'left out' }] : []),
    ...(counts.joined > 0 ? [{ label: 'Joined', value: counts.joined, note: 'known from Messenger' }] : []),
    { label: 'Twice', value: counts.duplicates, note: 'the last row wins' },
    bad,
  ];
}
