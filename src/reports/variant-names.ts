// What the variants of a campaign are called, by the version they belong to: the ledger keeps their places.
import type { Db } from '../kit/db.ts';
import { listVersions } from './result-head.queries.ts';
import type { OfCampaign } from './scope.queries.ts';

export interface VariantPlace {
  place: number;
  versions: readonly number[];
}

export interface Variants {
  /** null: the delivery has none, or not yet. */
  nameOf: (version: number, place: number | null) => string | null;
  /** Where a name stands; none: no version has such a variant. */
  placesOf: (name: string) => VariantPlace[];
  /** All of them, those of the newest version first. */
  names: readonly string[];
}

export async function findVariants(db: Db, of: OfCampaign): Promise<Variants> {
  const versions = await listVersions(db, of);
  const named = versions.map(({ version, variants }) => ({ version, names: namesOf(variants) }));
  const names = new Map(named.map((one) => [one.version, one.names]));
  return {
    nameOf: (version, place) =>
      place === null ? null : (names.get(version)?.[place] ?? `Variant ${place + 1}`),
    placesOf: (name) => {
      const places = named.filter((one) => one.names.includes(name));
      const byPlace = Map.groupBy(places, (one) => one.names.indexOf(name));
      return [...byPlace].map(([place, of]) => ({ place, versions: of.map(({ version }) => version) }));
    },
    names: [...new Set(named.flatMap((one) => one.names))],
  };
}

/** @param variants of a published experiment; null: there is none. */
export const namesOf = (variants: unknown): string[] =>
  Array.isArray(variants) ? variants.map((one) => String((one as { name?: unknown }).name ?? '')) : [];
