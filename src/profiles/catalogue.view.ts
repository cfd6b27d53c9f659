// Rows of the catalogue in the contract's shapes. Pure.

import type { AttributeRow } from './attribute.queries.ts';
import type { ConflictRow } from './attribute-conflicts.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** @param lastProfileId of the workspace: where a change ends */
export const showAttribute = (row: AttributeRow, people: number | null, lastProfileId: number) => ({
  name: row.name,
  type: row.type,
  sensitive: row.sensitive,
  from_websites: row.from_websites,
  left_out: row.left_out,
  left_out_at: iso(row.left_out_at),
  description: row.description,
  paths: row.paths,
  people,
  last_seen_at: iso(row.last_seen_at),
  conflicts: row.conflicts,
  change:
    row.change_kind === null || row.started_at === null
      ? null
      : {
          kind: row.change_kind,
          new_name: row.new_name,
          progress: Math.min(1, (row.done_to ?? 0) / Math.max(1, lastProfileId)),
          changed: row.changed ?? 0,
          removed: row.removed ?? 0,
          started_at: row.started_at.toISOString(),
        },
});

export const showConflict = (row: ConflictRow) => ({
  ...row,
  first_at: row.first_at.toISOString(),
  last_at: row.last_at.toISOString(),
});
