// A finding and the people it is about, in words. Pure.
import type { PreflightFinding } from '../../../api/types.ts';

type Affected = PreflightFinding['sample'][number];

export const personName = ({ name, customer_id, id }: Affected): string => name ?? customer_id ?? id;

/** What stands after the number: "people lack first_name". */
export function findingWords({ kind, attribute, title, people }: PreflightFinding): string {
  const isOne = people === 1;
  if (kind === 'missing_attribute' && attribute !== null)
    return `${isOne ? 'person lacks' : 'people lack'} ${attribute}`;
  return `${isOne ? 'person' : 'people'}: ${title}`;
}
