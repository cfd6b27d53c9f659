// What is odd about the segment of a campaign: conditions on attributes nobody has, or that compare one with what it can never be.
// Segments within it count as well, and so do those that were saved before the attribute was known.
import { findSimilar } from '../kit/similar-words.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import { findAttributeTypes } from '../profiles/catalogue.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { listUnfit, TYPE_WORDS } from '../segments/filter.types.ts';
import { listAttributes } from '../segments/filter.walk.ts';
import type { Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';

const FIELD = 'segment_id';

/** @param segment with the segments within it written out */
export async function segmentProblems(
  { db }: Pick<CampaignNeeds, 'db'>,
  workspaceId: string,
  { name, filter }: { name: string; filter: GroupFilter },
): Promise<Problem[]> {
  const asked = listAttributes(filter);
  if (asked.length === 0) return [];
  const types = await findAttributeTypes(db, workspaceId);
  const unfit = listUnfit(filter, types).map(({ attribute, type }) =>
    problemAt(
      FIELD,
      `In the segment “${name}”, “${attribute}” is ${TYPE_WORDS[type]} and is compared with something else, so that is the same for everybody.`,
      `Compare it as ${TYPE_WORDS[type]} in the segment, or choose another segment.`,
    ),
  );
  return [...unfit, ...asked.flatMap((attribute) => unknownProblem(name, attribute, [...types.keys()]))];
}

/** The service's own, and what it asks the platform for: they come with the first person. */
const ALWAYS: readonly string[] = ['customer_id', PS_ID, 'first_name', 'last_name', 'locale', 'timezone'];

/** Where no attribute is known at all, every name is as good as another. Inside of an attribute nothing is known. */
export function isUnknown(attribute: string, known: readonly string[]): boolean {
  const [outer = ''] = attribute.split('.');
  return known.length > 0 && ![...known, ...ALWAYS].some((name) => name === attribute || name === outer);
}

function unknownProblem(name: string, attribute: string, known: readonly string[]): Problem[] {
  if (!isUnknown(attribute, known)) return [];
  return [
    {
      ...problemAt(
        FIELD,
        `The segment “${name}” asks for “${attribute}”, which nobody has had yet.`,
        didYouMean(attribute, known) ?? 'Send the attribute, or choose another in the segment.',
      ),
      severity: 'warning',
    },
  ];
}

/** null: nothing is like it. */
export function didYouMean(name: string, known: readonly string[]): string | null {
  const similar = findSimilar(name, known);
  return similar.length === 0 ? null : `Did you mean ${similar.map((one) => `“${one}”`).join(' or ')}?`;
}
