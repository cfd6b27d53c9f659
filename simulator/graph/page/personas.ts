// Personas (messenger-platform §8.4): a name and a picture under which a Page sends. Deleting is soft.
import type { Persona } from '../../world/item.contract.ts';
import { type Caller, type PageCaller, requireScope } from '../auth.ts';
import type { GraphCall, GraphReply } from '../call.ts';
import { unknownObject } from '../errors.ts';
import { pageThrough } from '../paging.ts';
import { getMediaUrl, getString } from '../send/checks.ts';

const NAME_LIMIT = 50;

/** GET and POST of /{page}/personas. */
export function personas(call: GraphCall, { page }: PageCaller): GraphReply {
  const { world, params } = call;
  if (call.method === 'POST') {
    const name = getString(params['name'], 'name', NAME_LIMIT);
    const picture = getMediaUrl(params['profile_picture_url'], 'profile_picture_url');
    const id = world.ids.numeric('12');
    world.items.put({ kind: 'persona', id, pageId: page.id, name, picture, deleted: false });
    return { body: { id } };
  }
  const all = world.items.list('persona', page.id).filter((persona) => !persona.deleted);
  const path = `${page.id}/personas`;
  const { shown, paging } = pageThrough(call, all, { path, idOf: ({ id }) => id, max: 100 });
  const data = shown.map(describe);
  return { body: paging ? { data, paging } : { data } };
}

function describe({ id, name, picture }: Persona): unknown {
  return { id, name, profile_picture_url: picture };
}

/** GET and DELETE of /{persona}; undefined when the id is no persona of the caller's Page. */
export function personaNode(call: GraphCall, caller: Caller, id: string): unknown {
  const persona = call.world.items.find('persona', id);
  if (!persona || caller.kind !== 'page' || persona.pageId !== caller.page.id) return undefined;
  requireScope(caller, 'pages_messaging');
  if (persona.deleted) throw unknownObject(id, call.method);
  if (call.method === 'GET') return describe(persona);
  if (call.method !== 'DELETE') throw unknownObject(id, call.method);
  call.world.items.put({ ...persona, deleted: true });
  return { success: true };
}
