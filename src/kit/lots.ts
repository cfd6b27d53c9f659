// Lots: numbers that look drawn and are always the same for the same person, so that who is in a control group or gets which
// variant never changes, and nobody has to remember it.
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';

/** What lots are drawn for; those of different ones have nothing to do with each other. */
export type LotOf = 'control' | 'global control' | 'variant' | 'test' | 'limit';

/**
 * The lot of the person `profile_id` of the row, from 0 up to `of` (not included). `about` is what else it depends on: the
 * workspace, the campaign.
 *
 * PostgreSQL's own hash of the id under a seed: it costs nothing beside writing the row (sha256 would be 0.6 µs of 15), and
 * it stays the same from version to version, because hash-partitioned tables depend on it.
 */
export function lot(of: number, name: LotOf, about: readonly (string | number)[]): RawBuilder<number> {
  return sql<number>`mod(${rank(name, about)} & 9223372036854775807, ${of}::bigint)`;
}

/** The same undivided: an order that looks drawn. */
export function rank(name: LotOf, about: readonly (string | number)[]): RawBuilder<number> {
  const digest = createHash('sha256')
    .update(JSON.stringify([name, ...about]))
    .digest();
  return sql<number>`hashint8extended(profile_id, ${String(digest.readBigInt64BE())}::bigint)`;
}
