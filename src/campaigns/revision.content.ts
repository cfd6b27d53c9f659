// What of a campaign is merged, and how a clash of two edits is told: by field, with both values, without secrets. Pure.
import { isDeepStrictEqual } from 'node:util';
import { isSealed } from '../delivery/compile-plan.ts';
import type { FieldConflict } from '../kit/errors.ts';
import { campaignDefinition } from './campaign.contract.ts';
import type { CampaignContent } from './campaign.queries.ts';
import { listSecretPlaces, SECRET_SHOWN } from './campaign.request.ts';
import {
  type Choices,
  type Clash,
  fieldOf,
  type Merged,
  mergeThree,
  type Versions,
  valueAt,
} from './revision.merge.ts';

export const contentOf = ({ name, tags, definition }: CampaignContent): CampaignContent =>
  asJson({ name, tags, definition });

/** As it comes back from the database: nothing undefined in it. */
export const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/**
 * Two halves of one thing may not fit together (weights that no longer sum up): what neither side has wrong and both together
 * have is a clash of the whole. So is a secret of one side beside an address of the other, where it was never entered for.
 */
export function mergeContents(
  versions: Versions<CampaignContent>,
  choices: Choices,
): Merged<CampaignContent> {
  const merged = mergeThree(versions, { choices });
  const broken = brokenParts(merged.value.definition);
  for (const side of [versions.theirs, versions.yours])
    for (const part of brokenParts(side.definition)) broken.delete(part);
  for (const part of movedSecrets(merged.value, versions)) broken.add(part);
  return broken.size === 0 ? merged : mergeThree(versions, { choices, whole: broken });
}

function brokenParts(definition: unknown): Set<string> {
  const { error } = campaignDefinition.safeParse(definition);
  return new Set((error?.issues ?? []).map(({ path }) => `definition.${String(path[0])}`));
}

function movedSecrets(
  { definition }: CampaignContent,
  { theirs, yours }: Versions<CampaignContent>,
): string[] {
  const places = [theirs, yours].flatMap((side) => listSecretPlaces(side.definition));
  const known = new Set(places.map(({ place }) => place));
  return listSecretPlaces(definition)
    .filter(({ place }) => !known.has(place))
    .map(({ part }) => `definition.${part}`);
}

/** Who gave a field the value it has; null where that is not kept any more. */
export type Authors = (path: string[]) => { by: string | null; at: Date | null };

/** `revisions`: what it was since `base`, oldest first. */
export function authorsOf(
  base: CampaignContent | undefined,
  revisions: readonly (CampaignContent & { by: string; at: Date })[],
): Authors {
  return (path) => {
    let found: ReturnType<Authors> = { by: null, at: null };
    let before = valueAt(base ?? revisions[0], path);
    for (const one of revisions) {
      const value = valueAt(one, path);
      if (!isDeepStrictEqual(before, value)) found = { by: one.by, at: one.at };
      before = value;
    }
    return found;
  };
}

export const conflictsOf = (clashes: Clash[], whose: Authors): FieldConflict[] =>
  clashes.map(({ path, theirs, yours }) => {
    const { by, at } = whose(path);
    const shown = { theirs: withoutSecrets(theirs), yours: withoutSecrets(yours) };
    return { field: shownField(path), ...shown, by, at: at?.toISOString() ?? null };
  });

/** Fields are named as problems name them: within the definition, or name and tags. */
export const shownField = (path: string[]): string =>
  fieldOf(path[0] === 'definition' ? path.slice(1) : path);
export const storedField = (field: string): string =>
  field === 'name' || field === 'tags' ? field : `definition.${field}`;

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return isSealed(value) ? SECRET_SHOWN : value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
}
