// Connected content: something fetched from the brand's own services for the texts of a message. Frozen in the plan of a run.
import { z } from 'zod';

export const MAX_SOURCES = 5;

export const contentSource = z
  .object({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'must be a word such as weather')
      .describe('{{ Content.weather.temperature }} is what it answered'),
    url: z
      .string()
      .trim()
      .min(1, 'enter an address')
      .max(2000)
      .describe('May hold Liquid; GET, and its answer is JSON'),
    headers: z
      .array(
        z.object({
          name: z.string().min(1).max(200),
          value: z.string().max(2000),
          secret: z.boolean().default(false),
        }),
      )
      .max(10)
      .default([]),
    cache_seconds: z
      .number()
      .int()
      .min(0)
      .max(86_400)
      .default(300)
      .describe('How long an answer serves for the same address'),
    on_failure: z
      .enum(['skip', 'blank'])
      .default('skip')
      .describe('skip: the person is not sent to; blank: nothing stands there'),
  })
  .meta({ id: 'ContentSource' });
export type ContentSource = z.output<typeof contentSource>;
