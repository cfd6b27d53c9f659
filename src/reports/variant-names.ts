// What the variants of a campaign are called, by the version they belong to: the ledger keeps their places.
import type { Db } from '../kit/db.ts';
import { listVersions } from './result-head.queries.ts';

/** null: the delivery has none, or not yet. */
export type NameVariant = (version: number, place: number | null) => string | null;

export async function findVariantNames(
  db: Db,
  of: { workspaceId: string; campaignId: number },
): Promise<NameVariant> {
  const versions = await listVersions(db, { ...of, run: null });
  const names = new Map(versions.map(({ version, variants }) => [version, namesOf(variants)]));
  return (version, place) =>
    place === null ? null : (names.get(version)?.[place] ?? `Variant ${place + 1}`);
}

/** @param variants of a published experiment; null: there is none. */
export const namesOf = (variants: unknown): string[] =>
  Array.isArray(variants) ? variants.map((one) => String((one as { name?: unknown }).name ?? '')) : [];
