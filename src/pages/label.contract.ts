// Custom labels over HTTP: marks on people that the Page's inbox shows too.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { nameText } from '../kit/storable-text.ts';
import { facebookId } from './page.contract.ts';

const label = z.object({ id: facebookId, name: z.string() }).meta({ id: 'PageLabel' });
const labels = z.object({ labels: z.array(label) });

const params = z.object({ id: facebookId });
const onPerson = z.object({ id: facebookId, psid: facebookId, labelId: facebookId });
const removed = z.object({ deleted: z.literal(true) });
const tag = 'Personas and labels';

export const labelRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/pages/:id/labels',
    tag,
    permission: 'view',
    summary: "The Page's custom labels, asked of Facebook",
    params,
    reply: labels,
  }),
  create: contract({
    method: 'POST',
    path: '/api/pages/:id/labels',
    tag,
    permission: 'edit',
    summary: 'Create a custom label',
    params,
    body: z.object({ name: nameText(200) }),
    reply: label,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/pages/:id/labels/:labelId',
    tag,
    permission: 'edit',
    summary: 'Delete a custom label; it leaves everybody who has it',
    params: z.object({ id: facebookId, labelId: facebookId }),
    reply: removed,
  }),
  ofPerson: contract({
    method: 'GET',
    path: '/api/pages/:id/people/:psid/labels',
    tag,
    permission: 'view',
    summary: 'The custom labels of a person on this Page, asked of Facebook',
    params: z.object({ id: facebookId, psid: facebookId }),
    reply: labels,
  }),
  put: contract({
    method: 'PUT',
    path: '/api/pages/:id/people/:psid/labels/:labelId',
    tag,
    permission: 'edit',
    summary: 'Put a label on a person',
    params: onPerson,
    reply: labels,
  }),
  take: contract({
    method: 'DELETE',
    path: '/api/pages/:id/people/:psid/labels/:labelId',
    tag,
    permission: 'edit',
    summary: 'Take a label off a person',
    params: onPerson,
    reply: labels,
  }),
};
