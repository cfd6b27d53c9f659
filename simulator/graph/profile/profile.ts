// The Messenger Profile API (messenger-platform §8.3): Get Started, greeting, ice breakers, menu, commands. Ten calls in ten
// minutes per Page.
import type { Page } from '../../world/apps.ts';
import type { PageCaller } from '../auth.ts';
import { findJson, findList, type GraphCall, type GraphReply } from '../call.ts';
import { invalidParameter } from '../errors.ts';
import { takePageCall } from '../usage.ts';
import { PROPERTY_CHECKS } from './properties.ts';

const PROPERTIES = Object.keys(PROPERTY_CHECKS);
const PLAIN_TEXTS = ['account_linking_url'];

/** GET, POST and DELETE of /{page}/messenger_profile. */
export function messengerProfile(call: GraphCall, { page }: PageCaller): GraphReply {
  const headers = takePageCall(call.world, page, 'profile');
  if (call.method === 'GET') {
    const found = read(page, findList(call.params, 'fields'));
    return { body: { data: Object.keys(found).length > 0 ? [found] : [] }, headers };
  }
  if (call.method === 'DELETE') remove(page, findList(call.params, 'fields'));
  else write(call, page);
  return { body: { result: 'success' }, headers };
}

function read(page: Page, fields: readonly string[]): Record<string, unknown> {
  if (fields.length === 0) throw invalidParameter('The parameter fields is required.');
  const found: Record<string, unknown> = {};
  for (const name of fields) {
    if (name === 'subject_to_new_eu_privacy_rules') found[name] = page.setup.eu_privacy_rules;
    else {
      checkName(name);
      if (page.messengerProfile[name] !== undefined) found[name] = page.messengerProfile[name];
    }
  }
  return found;
}

function checkName(name: string): void {
  if (!PROPERTIES.includes(name))
    throw invalidParameter(`Param fields must be one of {${PROPERTIES.join(', ')}}`);
}

function remove(page: Page, fields: readonly string[]): void {
  if (fields.length === 0) throw invalidParameter('The parameter fields is required.');
  for (const name of fields) checkName(name);
  const menuStays =
    page.messengerProfile['persistent_menu'] !== undefined && !fields.includes('persistent_menu');
  if (fields.includes('get_started') && menuStays)
    throw invalidParameter('You must delete the persistent menu before the Get Started button.');
  for (const name of fields) delete page.messengerProfile[name];
}

function write(call: GraphCall, page: Page): void {
  const given = PROPERTIES.filter((name) => call.params[name] !== undefined);
  if (given.length === 0) throw invalidParameter(`One of {${PROPERTIES.join(', ')}} is required.`);
  const values: Record<string, unknown> = {};
  for (const name of given) {
    values[name] = PLAIN_TEXTS.includes(name) ? call.params[name] : findJson(call.params, name);
    PROPERTY_CHECKS[name]?.(values[name]);
  }
  const started = values['get_started'] ?? page.messengerProfile['get_started'];
  if (values['persistent_menu'] !== undefined && started === undefined)
    throw invalidParameter('You must set a Get Started button if you also wish to use persistent menu');
  Object.assign(page.messengerProfile, values);
}
