// Whole numbers from outside that are compared with a column of PostgreSQL's type integer: a larger one is refused where it
// comes in, and never reaches the database, which would fail with it.
import { z } from 'zod';

/** PostgreSQL's integer. */
const MAX_INTEGER = 2_147_483_647;

/** In a body: the revision an editor began with. */
export const wholeNumber = z.number().int('must be a whole number').min(0).max(MAX_INTEGER);

/** In a path or a query, counted from 1: a version, a run. */
export const wholeNumberText = z.coerce.number().int('must be a whole number').min(1).max(MAX_INTEGER);
