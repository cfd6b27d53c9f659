// Which runs of a campaign a report is about, as it is asked for.
import { z } from 'zod';

/** PostgreSQL's integer. */
const MAX_NUMBER = 2_147_483_647;
const number = z.coerce.number().int('must be a whole number').min(1).max(MAX_NUMBER).optional();

export const scopeQuery = z.object({
  run: number.describe('One run; none: all of them'),
  version: number.describe('The runs of one version; none: those of all of them'),
});
