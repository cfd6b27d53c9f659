// The menu of one person, `/{page}/custom_user_settings` (messenger-platform §8.3): shown at once, ten calls in ten minutes
// per person.
import type { PageCaller } from '../auth.ts';
import { findJson, findList, type GraphCall, type GraphReply, getText } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { takeUserSettings } from '../usage.ts';
import { checkMenu } from './properties.ts';

export function userSettings(call: GraphCall, { page }: PageCaller): GraphReply {
  const { world, params } = call;
  const psid = getText(params, 'psid');
  if (!page.people.find(psid)) throw new GraphError(100, 2018001);
  const headers = takeUserSettings(world, page, psid);
  const known = world.items.find('user_settings', psid);
  if (call.method === 'GET') {
    const menus = {
      ...(known ? { user_level_persistent_menu: known.values['persistent_menu'] } : {}),
      ...(page.messengerProfile['persistent_menu'] === undefined
        ? {}
        : { page_level_persistent_menu: page.messengerProfile['persistent_menu'] }),
    };
    return { body: { data: Object.keys(menus).length > 0 ? [menus] : [] }, headers };
  }
  if (call.method === 'DELETE') {
    if (!findList(params, 'params').includes('persistent_menu'))
      throw invalidParameter('Param params must name persistent_menu.');
    if (known) world.items.remove(known);
    return { body: { result: 'success' }, headers };
  }
  const menu = findJson(params, 'persistent_menu');
  checkMenu(menu);
  world.items.put({ kind: 'user_settings', id: psid, pageId: page.id, values: { persistent_menu: menu } });
  return { body: { result: 'success' }, headers };
}
