// The Messenger Profile API (messenger-platform §8.3): Get Started, greeting, ice breakers, menu. Ten calls in ten
// minutes per Page.
import type { Page } from '../world/apps.ts';
import type { PageCaller } from './auth.ts';
import { findJson, findList, type GraphCall, type GraphReply } from './call.ts';
import { invalidParameter } from './errors.ts';
import { getItems, getObject, getString } from './send/checks.ts';
import { takePageCall } from './usage.ts';

const PROPERTIES = [
  'get_started',
  'greeting',
  'ice_breakers',
  'persistent_menu',
  'commands',
  'whitelisted_domains',
  'account_linking_url',
];

/** GET, POST and DELETE of /{page}/messenger_profile. */
export function messengerProfile(call: GraphCall, { page }: PageCaller): GraphReply {
  const headers = takePageCall(call.world, page, 'profile');
  if (call.method === 'GET')
    return { body: { data: [read(page, findList(call.params, 'fields'))].filter(hasKeys) }, headers };
  if (call.method === 'DELETE') {
    const fields = findList(call.params, 'fields');
    for (const name of fields) checkProperty(name);
    for (const name of fields) delete page.messengerProfile[name];
    return { body: { result: 'success' }, headers };
  }
  write(call, page);
  return { body: { result: 'success' }, headers };
}

function read(page: Page, fields: readonly string[]): Record<string, unknown> {
  if (fields.length === 0) throw invalidParameter('The parameter fields is required.');
  const found: Record<string, unknown> = {};
  for (const name of fields) {
    if (name === 'subject_to_new_eu_privacy_rules') found[name] = false;
    else {
      checkProperty(name);
      if (page.messengerProfile[name] !== undefined) found[name] = page.messengerProfile[name];
    }
  }
  return found;
}

function hasKeys(value: Record<string, unknown>): boolean {
  return Object.keys(value).length > 0;
}

function checkProperty(name: string): void {
  if (!PROPERTIES.includes(name))
    throw invalidParameter(`Param fields must be one of {${PROPERTIES.join(', ')}}`);
}

function write(call: GraphCall, page: Page): void {
  const given = PROPERTIES.filter((name) => call.params[name] !== undefined);
  if (given.length === 0) throw invalidParameter(`One of {${PROPERTIES.join(', ')}} is required.`);
  const values = Object.fromEntries(given.map((name) => [name, findJson(call.params, name)]));
  if (values['get_started'] !== undefined) {
    getString(getObject(values['get_started'], 'get_started')['payload'], 'get_started[payload]', 1000);
  }
  if (values['greeting'] !== undefined) {
    getItems(values['greeting'], 'greeting', 1, 100).forEach((item, index) => {
      getString(getObject(item, `greeting[${index}]`)['text'], `greeting[${index}][text]`, 160);
    });
  }
  if (values['ice_breakers'] !== undefined) getItems(values['ice_breakers'], 'ice_breakers', 1, 100);
  if (values['persistent_menu'] !== undefined) {
    getItems(values['persistent_menu'], 'persistent_menu', 1, 100);
    const started = values['get_started'] ?? page.messengerProfile['get_started'];
    if (started === undefined)
      throw invalidParameter('You must set a Get Started button if you also wish to use persistent menu');
  }
  Object.assign(page.messengerProfile, values);
}
