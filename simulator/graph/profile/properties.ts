// What the properties of a Messenger Profile may hold (messenger-platform §8.3). One check each; also used for the menu of
// one person.
import { isObject } from '../call.ts';
import { invalidParameter } from '../errors.ts';
import { findString, getItems, getObject, getOneOf, getString, getUrl, type Json } from '../send/checks.ts';

const LOCALE = /^(default|[a-z]{2,3}_[A-Z]{2})$/;
const LOCALES = 100;
const PAYLOAD_LIMIT = 1000;

export const PROPERTY_CHECKS: Readonly<Record<string, (value: unknown) => void>> = {
  get_started: (value) => {
    getString(getObject(value, 'get_started', ['payload'])['payload'], 'get_started[payload]', PAYLOAD_LIMIT);
  },
  greeting: (value) => {
    perLocale(value, 'greeting', (entry, path) => getString(entry['text'], `${path}[text]`, 160));
  },
  ice_breakers: checkIceBreakers,
  persistent_menu: checkMenu,
  commands: checkCommands,
  whitelisted_domains: (value) => {
    getItems(value, 'whitelisted_domains', 1, 50).forEach((domain, index) => {
      getUrl(domain, `whitelisted_domains[${index}]`);
    });
  },
  account_linking_url: (value) => {
    getUrl(value, 'account_linking_url');
  },
};

function perLocale(value: unknown, name: string, check: (entry: Json, path: string) => void): void {
  const seen = new Set<unknown>();
  getItems(value, name, 1, LOCALES).forEach((item, index) => {
    const path = `${name}[${index}]`;
    const entry = getObject(item, path);
    const locale = entry['locale'] ?? 'default';
    if (!LOCALE.test(String(locale)))
      throw invalidParameter(`Param ${path}[locale] must be a locale or "default".`);
    if (seen.has(locale)) throw invalidParameter(`Param ${path}[locale] stands twice.`);
    seen.add(locale);
    check(entry, path);
  });
}

/** By locale; older clients still send the questions without one. */
function checkIceBreakers(value: unknown): void {
  const older = Array.isArray(value) && isObject(value[0]) && value[0]['question'] !== undefined;
  const wrapped = older ? [{ locale: 'default', call_to_actions: value }] : value;
  perLocale(wrapped, 'ice_breakers', (entry, path) => {
    getItems(entry['call_to_actions'], `${path}[call_to_actions]`, 1, 4).forEach((item, index) => {
      const at = `${path}[call_to_actions][${index}]`;
      const breaker = getObject(item, at);
      getString(breaker['question'], `${at}[question]`, 80);
      getString(breaker['payload'], `${at}[payload]`, PAYLOAD_LIMIT);
    });
  });
}

/** "call_to_actions: ≤ 20 web_url|postback, title ≤ 30" */
export function checkMenu(value: unknown): void {
  perLocale(value, 'persistent_menu', (entry, path) => {
    const { composer_input_disabled: disabled } = entry;
    if (disabled !== undefined && typeof disabled !== 'boolean')
      throw invalidParameter(`Param ${path}[composer_input_disabled] must be a boolean.`);
    const min = disabled === true ? 1 : 0;
    getItems(entry['call_to_actions'] ?? [], `${path}[call_to_actions]`, min, 20).forEach((item, index) => {
      checkMenuItem(
        getObject(item, `${path}[call_to_actions][${index}]`),
        `${path}[call_to_actions][${index}]`,
      );
    });
  });
}

function checkMenuItem(item: Json, path: string): void {
  const type = getOneOf(item['type'], `${path}[type]`, ['web_url', 'postback']);
  getString(item['title'], `${path}[title]`, 30);
  if (type === 'web_url') getUrl(item['url'], `${path}[url]`);
  else getString(item['payload'], `${path}[payload]`, PAYLOAD_LIMIT);
}

/** "1–100 per locale, name ≤ 32 without leading /, description ≤ 64" */
function checkCommands(value: unknown): void {
  perLocale(value, 'commands', (entry, path) => {
    getItems(entry['commands'], `${path}[commands]`, 1, 100).forEach((item, index) => {
      const at = `${path}[commands][${index}]`;
      const command = getObject(item, at);
      if (getString(command['name'], `${at}[name]`, 32).startsWith('/'))
        throw invalidParameter(`Param ${at}[name] must not begin with a slash.`);
      findString(command['description'], `${at}[description]`, 64);
    });
  });
}
