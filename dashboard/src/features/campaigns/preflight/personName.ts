// What to call somebody in a list. Pure.
import type { PreflightFinding } from '../../../api/types.ts';

type Affected = PreflightFinding['sample'][number];

export const personName = ({ name, customer_id, id }: Affected): string => name ?? customer_id ?? id;
