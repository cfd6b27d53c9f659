// Several messages against each other (A/B/n). Frozen in the plan of a run.
import { z } from 'zod';
import { connectorRequest } from '../connectors/connector.contract.ts';
import { composedMessage, routes, translations } from './message.contract.ts';

export const MAX_VARIANTS = 8;

/** What one variant says. */
const content = z.object({
  message: composedMessage.nullable().default(null),
  request: connectorRequest.nullable().default(null),
  translations,
  routes,
});

const variant = z.object({
  name: z.string().trim().min(1, 'give it a name').max(60),
  weight: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(100)
    .describe('In percent'),
  content: content
    .nullable()
    .default(null)
    .describe('null: what the campaign itself says; so for the first alone'),
});

/** By what the winner is chosen: people of it, of those whom it was accepted for. */
export const WINNER_METRICS = ['read', 'clicked', 'replied', 'converted'] as const;

export const experiment = z
  .object({
    variants: z.array(variant).max(MAX_VARIANTS).meta({ minItems: 2 }),
    winner: z
      .object({
        metric: z.enum(WINNER_METRICS),
        after_minutes: z
          .number()
          .int('must be a whole number')
          .min(10, 'must be at least 10')
          .max(60 * 24 * 14),
        test_percent: z
          .number()
          .int('must be a whole number')
          .min(1)
          .max(99)
          .describe('Of a run’s audience, who get a variant before; the others wait for the winner'),
      })
      .nullable()
      .default(null)
      .describe('null: everybody gets a variant by weight'),
  })
  .superRefine(({ variants }, context) => {
    const issue = (path: (string | number)[], message: string, remedy: string) =>
      context.addIssue({ code: 'custom', path, message, params: { remedy } });
    if (variants.length < 2)
      issue(['variants'], 'needs at least two variants', 'Add a variant, or take the experiment out.');
    const sum = variants.reduce((total, one) => total + one.weight, 0);
    if (variants.length >= 2 && sum !== 100)
      issue(
        ['variants'],
        `have ${sum} % together; their weights must sum up to 100`,
        `${sum > 100 ? 'Take away' : 'Add'} ${Math.abs(100 - sum)} %, or split them evenly.`,
      );
    for (const [index, one] of variants.entries()) {
      if ((one.content === null) !== (index === 0))
        issue(
          ['variants', index, 'content'],
          index === 0 ? 'of the first variant is the campaign’s own' : 'is missing',
          index === 0
            ? 'Leave it null; write it as the message of the campaign.'
            : 'Write what this variant says.',
        );
      if (variants.findIndex((other) => other.name === one.name) < index)
        issue(
          ['variants', index, 'name'],
          'is that of another variant',
          'Give each variant a name of its own.',
        );
    }
  })
  .meta({ id: 'Experiment' });
export type Experiment = z.output<typeof experiment>;
