// A problem of a definition: where it is, what it is, what to do.
import type { Problem } from './campaign.contract.ts';

/** What keeps the definition from being published. */
export const problemAt = (field: string, message: string, remedy: string | null): Problem => ({
  field,
  severity: 'error',
  message,
  remedy,
});
