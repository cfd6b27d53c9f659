// What people did with a campaign's messages, and by which way those went: part of its report and of one delivery.
import { z } from 'zod';

export const RESPONSE_KINDS = ['reaction', 'reply', 'quick_reply', 'postback', 'click'] as const;

export const responseCounts = z.object({
  responded: z.number().int().describe('Recipients who reacted, replied or tapped; each counted once'),
  reacted: z.number().int().describe('Recipients whose reaction still stands'),
  replied: z.number().int().describe('Recipients who wrote back'),
  tapped: z.number().int().describe('Recipients who tapped a quick reply or a button that answers'),
  clicked: z.number().int().describe('Recipients who followed a link; machines are not counted'),
  links: z
    .array(
      z.object({
        url: z.string().describe('As it was composed, where it is personalised; else as it was followed'),
        clicks: z.number().int().describe('At most one a minute for each recipient'),
        people: z.number().int(),
      }),
    )
    .max(20)
    .describe('The links followed by most'),
});
export type ResponseCounts = z.output<typeof responseCounts>;

const route = z.object({
  kind: z.enum(['message', 'utility', 'hold']),
  template: z.string().nullable().describe('Name of the utility template; null for the other kinds'),
});

export const acceptedByRoute = z.array(
  route.extend({
    was_held: z.boolean().describe('It waited for the person first'),
    count: z.number().int(),
  }),
);
export type AcceptedByRoute = z.output<typeof acceptedByRoute>;

/** Of one delivery. */
export const deliveryResponses = z
  .array(
    z.object({
      kind: z.enum(RESPONSE_KINDS),
      at: z.iso.datetime(),
      detail: z
        .string()
        .nullable()
        .describe(
          'The emoji, the text, the payload, the address; null: a reaction taken back, or not for you to see',
        ),
    }),
  )
  .max(100)
  .describe('Newest first; at most 100');

export const deliveryRoute = route.extend({
  held_at: z.iso.datetime().nullable().describe('When it first waited for the person; null: it did not'),
});
