// Rows of people in the contract's shapes. Pure.
import { formatId } from '../kit/ids.ts';
import type { ReceiptRow } from './consent.queries.ts';
import { undoableUntil } from './merge.undo.ts';
import type { PersonListRow } from './people.queries.ts';
import type { IdentityRow, listOtherIds, MergedRow, PersonDetails } from './person.queries.ts';
import { hideAttributes } from './sensitive.ts';
import type { TimelineRow } from './timeline.queries.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** `name`, else first and last name; null when none is known. */
export function nameOf(attributes: Record<string, unknown>): string | null {
  const parts = [text(attributes['first_name']), text(attributes['last_name'])];
  return text(attributes['name']) ?? text(parts.filter((part) => part !== null).join(' '));
}

/** @param hidden names of attributes that whoever asks may not see; so in all of these */
export const showRow = (row: PersonListRow, hidden: ReadonlySet<string>) => {
  const { shown } = hideAttributes(row.attributes, hidden);
  return {
    id: formatId('prf', row.profile_id),
    customer_id: row.customer_id,
    name: nameOf(shown),
    email: text(shown['email']),
    ps_id: text(shown['ps_id']),
    window_closes_at: iso(row.window_closes_at),
    last_user_action_at: iso(row.last_user_action_at),
    opted_out_at: iso(row.opted_out_at),
    blocked_at: iso(row.blocked_at),
    created_at: row.created_at.toISOString(),
  };
};

interface PersonContext {
  identities: IdentityRow[];
  merged: MergedRow[];
  others: Awaited<ReturnType<typeof listOtherIds>>;
  now: Date;
  hidden: ReadonlySet<string>;
}

export const showPerson = (details: PersonDetails, of: PersonContext) => {
  const { identities, merged, others, hidden, now } = of;
  const { shown, hidden: hiddenNames } = hideAttributes(details.attributes, hidden);
  return {
    id: formatId('prf', details.profile_id),
    customer_id: details.customer_id,
    name: nameOf(shown),
    attributes: shown,
    hidden_attributes: hiddenNames,
    identities: identities.map(showIdentity),
    aliases: others.flatMap(({ kind, id }) => (kind === 'alias' ? [id] : [])),
    anonymous_ids: others.flatMap(({ kind, id }) => (kind === 'anonymous' ? [id] : [])),
    merged_from: merged.map((merge) => showMerge(merge, now)),
    created_at: details.created_at.toISOString(),
    updated_at: details.updated_at.toISOString(),
  };
};

function showMerge(merge: MergedRow, now: Date) {
  const until = undoableUntil(merge.merged_at);
  return {
    id: formatId('prf', merge.from_profile_id),
    customer_id: merge.customer_id,
    merged_at: merge.merged_at.toISOString(),
    reason: merge.reason,
    undo_until: merge.can_be_undone && until > now ? until.toISOString() : null,
    undo_first: merge.below_id === null ? null : formatId('prf', merge.below_id),
  };
}

const showIdentity = (row: IdentityRow) => ({
  page_id: row.page_id,
  page_name: row.page_name,
  psid: row.psid,
  first_seen_at: row.first_seen_at.toISOString(),
  last_user_action_at: iso(row.last_user_action_at),
  last_user_action: row.last_user_action,
  window_closes_at: iso(row.window_closes_at),
  last_read_at: iso(row.last_read_at),
  blocked_at: iso(row.blocked_at),
  opted_out_at: iso(row.opted_out_at),
  opted_out_because: row.opted_out_because,
});

export const showReceipt = ({ said_at, ...row }: ReceiptRow) => ({ ...row, said_at: said_at.toISOString() });

export const showEntry = (row: TimelineRow, hidden: ReadonlySet<string>) => ({
  id: formatId(row.kind === 'event' ? 'evt' : 'dlv', row.id),
  kind: row.kind,
  name: row.name,
  at: row.at.toISOString(),
  source: row.source,
  details: hideAttributes(row.details, hidden).shown,
});
