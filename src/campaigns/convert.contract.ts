// Templates written for MoEngage (Jinja) made Liquid, over HTTP.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';

const line = z.number().int().min(1);

export const convertRoutes = {
  convert: contract({
    method: 'POST',
    path: '/api/templates/convert',
    tag: 'Campaigns',
    permission: 'view',
    summary:
      'A template of MoEngage or Jinja as Liquid, with every change; text that is Liquid already stays as it is',
    body: z.object({ text: z.string().max(65_536) }),
    reply: z.object({
      text: z.string(),
      changes: z.array(z.object({ line, from: z.string(), to: z.string(), note: z.string() })),
      problems: z.array(z.object({ line, text: z.string(), message: z.string(), remedy: z.string() })),
    }),
  }),
};
