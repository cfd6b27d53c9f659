// A preflight's sum, its findings and the people they are about, in words. Pure.
import type { CampaignDefinition, Preflight, PreflightFinding } from '../../../api/types.ts';
import { countPeople } from '../../../ui/format.ts';

type Affected = PreflightFinding['sample'][number];

export const personName = ({ name, customer_id, id }: Affected): string => name ?? customer_id ?? id;

/** What stands after the number: "people lack first_name". */
export function findingWords({ kind, attribute, title, people }: PreflightFinding): string {
  const isOne = people === 1;
  if (kind === 'missing_attribute' && attribute !== null)
    return `${isOne ? 'person lacks' : 'people lack'} ${attribute}`;
  return `${isOne ? 'person' : 'people'}: ${title}`;
}

/** "3 people would get no message"; null: nobody, or not everybody was checked. With several ways another may be taken. */
export function affectedWords(
  preflight: Preflight | null,
  { routes }: Pick<CampaignDefinition, 'routes'>,
): string | null {
  if (preflight === null || preflight.state !== 'finished' || preflight.affected === 0) return null;
  const ways = routes.filter(({ kind }) => kind !== 'hold').length;
  return `${countPeople(preflight.affected)} would get no message${ways > 1 ? ', or not the one you mean' : ''}`;
}
