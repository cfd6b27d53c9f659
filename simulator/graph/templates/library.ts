// The library of ready-made utility templates: texts of the sandbox's own, in the shape of `message_template_library`
// (messenger-platform §5.4), and what a clone of one becomes.
import { findJson, findText, type GraphCall } from '../call.ts';
import { invalidParameter } from '../errors.ts';
import { getItems, getObject, getString, type Json } from '../send/checks.ts';
import { placeholdersOf } from './components.ts';

interface LibraryTemplate {
  id: string;
  name: string;
  topic: string;
  usecase: string;
  industry: string[];
  body: string;
  /** Samples, one for each placeholder. */
  params: string[];
  types: string[];
  buttons: Json[];
}

function entry(
  name: string,
  [topic, usecase]: [string, string],
  [body, params, types]: [string, string[], string[]],
  buttons: Json[] = [],
): Omit<LibraryTemplate, 'id'> {
  return { name, topic, usecase, industry: ['E_COMMERCE'], body, params, types, buttons };
}

const VIEW = (text: string): Json => ({ type: 'URL', text, url: 'https://www.example.com/{{1}}' });

const ENTRIES = [
  entry(
    'order_confirmation',
    ['ORDER_MANAGEMENT', 'ORDER_CONFIRMATION'],
    [
      'Thank you, {{1}}. We have received your order {{2}} and will tell you when it ships.',
      ['Anna', '566701'],
      ['TEXT', 'TEXT'],
    ],
    [VIEW('View order')],
  ),
  entry(
    'order_shipped',
    ['ORDER_MANAGEMENT', 'SHIPMENT_CONFIRMATION'],
    [
      'Good news: your order {{1}} is on its way and should arrive on {{2}} at the latest.',
      ['566701', '24 November'],
      ['TEXT', 'DATE'],
    ],
    [VIEW('Track parcel')],
  ),
  entry(
    'order_delayed',
    ['ORDER_MANAGEMENT', 'ORDER_DELAY'],
    [
      'Your order {{1}} is delayed. The new day of delivery is {{2}}. We are sorry for that.',
      ['566701', '28 November'],
      ['TEXT', 'DATE'],
    ],
  ),
  entry(
    'order_delivered',
    ['ORDER_MANAGEMENT', 'DELIVERY_CONFIRMATION'],
    ['Your order {{1}} was delivered today. Write to us here if anything is missing.', ['566701'], ['TEXT']],
  ),
  entry(
    'order_cancelled',
    ['ORDER_MANAGEMENT', 'ORDER_CANCEL'],
    [
      'Your order {{1}} was cancelled, and {{2}} will be returned to you within five days.',
      ['566701', '49.90 EUR'],
      ['TEXT', 'AMOUNT'],
    ],
  ),
  entry(
    'pickup_ready',
    ['ORDER_MANAGEMENT', 'ORDER_PICK_UP'],
    [
      'Your order {{1}} waits for you at {{2}} and is kept there for seven days.',
      ['566701', 'Main Street 5'],
      ['TEXT', 'ADDRESS'],
    ],
  ),
  entry(
    'appointment_reminder',
    ['EVENT_REMINDER', 'APPOINTMENT_REMINDER'],
    [
      'This is a reminder of your appointment on {{1}} at {{2}} with us.',
      ['24 November', '10:30'],
      ['DATE', 'TEXT'],
    ],
    [
      { type: 'POSTBACK', text: 'Confirm' },
      { type: 'POSTBACK', text: 'Change' },
    ],
  ),
  entry(
    'appointment_cancelled',
    ['EVENT_REMINDER', 'APPOINTMENT_CANCEL'],
    ['Your appointment on {{1}} had to be cancelled. Please choose another day.', ['24 November'], ['DATE']],
  ),
  entry(
    'payment_received',
    ['PAYMENTS', 'PAYMENT_CONFIRMATION'],
    [
      'We have received your payment of {{1}} for the invoice {{2}}. Thank you.',
      ['49.90 EUR', 'R-1044'],
      ['AMOUNT', 'TEXT'],
    ],
  ),
  entry(
    'payment_due',
    ['PAYMENTS', 'PAYMENT_DUE_REMINDER'],
    [
      'Your invoice {{1}} over {{2}} is due on the date printed on it.',
      ['R-1044', '49.90 EUR'],
      ['TEXT', 'AMOUNT'],
    ],
    [VIEW('View invoice')],
  ),
  entry(
    'account_changed',
    ['ACCOUNT_UPDATE', 'ACCOUNT_CHANGE'],
    [
      'The {{1}} of your account was changed on {{2}}. If that was not you, please write to us.',
      ['address', '22 November'],
      ['TEXT', 'DATE'],
    ],
  ),
  entry(
    'case_updated',
    ['CUSTOMER_FEEDBACK', 'CASE_STATUS'],
    ['There is an answer to your request {{1}}. You can read it here in the chat.', ['C-2051'], ['TEXT']],
  ),
];

const LIBRARY: LibraryTemplate[] = ENTRIES.map((one, index) => ({
  ...one,
  id: String(700_000_000_000_001 + index),
}));

/** GET /message_template_library?name_or_content=&language= — the sandbox has English texts only. */
export function searchLibrary(call: GraphCall): unknown {
  const language = findText(call.params, 'language') ?? 'en';
  const wanted = (
    findText(call.params, 'name_or_content') ??
    findText(call.params, 'search') ??
    ''
  ).toLowerCase();
  const filters = ['topic', 'usecase'] as const;
  const found = LIBRARY.filter(
    (one) =>
      `${one.name} ${one.body}`.toLowerCase().includes(wanted) &&
      filters.every((name) => [undefined, one[name]].includes(findText(call.params, name))),
  );
  if (!/^en(_[A-Z]{2})?$/.test(language)) return { data: [] };
  return {
    data: found.map(({ params, types, ...one }) => ({
      ...one,
      language,
      category: 'UTILITY',
      body_params: params,
      body_param_types: types,
    })),
  };
}

/** The components of a clone. @throws GraphError 100 for an unknown name or missing button inputs */
export function cloneComponents(call: GraphCall, name: string): Json[] {
  const origin = LIBRARY.find((one) => one.name === name);
  if (!origin) throw invalidParameter(`Library template ${name} does not exist.`);
  const inputs = findJson(call.params, 'library_template_body_inputs');
  if (inputs !== undefined) getObject(inputs, 'library_template_body_inputs');
  const body: Json = { type: 'BODY', text: origin.body, example: { body_text: [origin.params] } };
  if (origin.buttons.length === 0) return [body];
  return [body, { type: 'BUTTONS', buttons: buttonsOf(call, origin) }];
}

/** URL buttons of the library have no address of their own: `[{"type":"URL","url":{"base_url","url_suffix_example"}}]`. */
function buttonsOf(call: GraphCall, origin: LibraryTemplate): Json[] {
  const given = findJson(call.params, 'library_template_button_inputs');
  const inputs = given === undefined ? [] : getItems(given, 'library_template_button_inputs', 0, 3);
  return origin.buttons.map((button, index) => {
    if (button['type'] !== 'URL') return button;
    const path = `library_template_button_inputs[${index}]`;
    if (inputs[index] === undefined) throw invalidParameter(`Param ${path} is required for a URL button.`);
    const url = getObject(getObject(inputs[index], path)['url'], `${path}[url]`);
    const base = getString(url['base_url'], `${path}[url][base_url]`, 2000);
    const sample = url['url_suffix_example'];
    if (placeholdersOf(base).length > 0 && typeof sample !== 'string')
      throw invalidParameter('TEMPLATE_VARIABLES_MISSING_SAMPLE_VALUES');
    return { ...button, url: base, ...(typeof sample === 'string' ? { example: [sample] } : {}) };
  });
}
