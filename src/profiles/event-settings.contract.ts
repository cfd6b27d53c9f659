// What an operator may decide about an event: which of its numbers is the fast one, and how long it is kept.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { ATTRIBUTE_TYPES } from './profile.contract.ts';

export const eventSettingRoutes = {
  update: contract({
    method: 'PUT',
    path: '/api/catalogue/events/:name',
    tag: 'Catalogue',
    permission: 'own',
    summary: 'Choose the number of an event that filters find fastest, and how long events of it are kept',
    params: z.object({ name: z.string().min(1).max(100) }),
    body: z
      .object({
        value_attribute: z
          .string()
          .min(1)
          .max(100)
          .optional()
          .describe('New events have it at once; older ones are filled in, in the background'),
        retain_days: z
          .number()
          .int()
          .min(1)
          .max(36_500)
          .nullable()
          .optional()
          .describe('Events that happened longer ago are deleted, in the background; null: kept'),
      })
      .refine(
        (body) => body.value_attribute !== undefined || body.retain_days !== undefined,
        'give value_attribute, retain_days or both',
      ),
    reply: z.object({
      name: z.string(),
      value_attribute: z.string().nullable(),
      filling_attribute: z
        .string()
        .nullable()
        .describe('Chosen and being filled in; value_attribute is null until then'),
      retain_days: z.number().int().nullable(),
      attributes: z.array(z.object({ name: z.string(), type: z.enum([...ATTRIBUTE_TYPES, 'mixed']) })),
    }),
  }),
};
