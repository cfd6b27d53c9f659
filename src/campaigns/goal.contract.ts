// Conversion goals: what people are to do after a message, within how long.
import { z } from 'zod';
import { eventMatch } from '../segments/filter.contract.ts';

const DAYS_30 = 30 * 24;

export const goal = z
  .object({
    name: z.string().trim().min(1, 'give it a name').max(60),
    ...eventMatch.shape,
    revenue_attribute: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('The number of the event that is revenue'),
    within_hours: z
      .number()
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(DAYS_30, 'is more than 30 days')
      .default(72),
  })
  .meta({ id: 'Goal' });
export type Goal = z.output<typeof goal>;
export const MAX_GOALS = 5;
