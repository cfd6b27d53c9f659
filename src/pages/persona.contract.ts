// Personas over HTTP: names and pictures under which a Page writes.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { nameText } from '../kit/storable-text.ts';
import { facebookId } from './page.contract.ts';

const persona = z
  .object({ id: facebookId, name: z.string(), profile_picture_url: z.string().nullable() })
  .meta({ id: 'Persona' });

const params = z.object({ id: facebookId });
const removed = z.object({ deleted: z.literal(true) });
const tag = 'Personas and labels';

export const personaRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/pages/:id/personas',
    tag,
    permission: 'view',
    summary: "The Page's personas, asked of Facebook",
    params,
    reply: z.object({ personas: z.array(persona) }),
  }),
  create: contract({
    method: 'POST',
    path: '/api/pages/:id/personas',
    tag,
    permission: 'edit',
    summary: 'Create a persona',
    params,
    body: z.object({
      name: nameText(50),
      profile_picture_url: z
        .url({ protocol: /^https?$/, error: 'must be an http(s) address of a picture' })
        .max(2000)
        .describe('Facebook fetches it from there; at most 8 MB'),
    }),
    reply: persona,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/pages/:id/personas/:personaId',
    tag,
    permission: 'edit',
    summary: 'Delete a persona; messages sent under it keep its name',
    params: z.object({ id: facebookId, personaId: facebookId }),
    reply: removed,
  }),
};
