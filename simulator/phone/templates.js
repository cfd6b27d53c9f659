// Templates as they look on the phone, each with what a person can do with it: buttons, forms, opt-ins, coupons.
import { h, picture, safeUrl } from './dom.js';

/** @param actions `{postback(payload, title), act(action)}` */
export function templatePart(payload, message, actions) {
  const build = TEMPLATES[payload.template_type];
  if (build) return build(payload, message, actions);
  return h(
    'p',
    { class: 'text' },
    `[${payload.template_type} template] ${payload.title ?? payload.name ?? ''}`,
  );
}

const TEMPLATES = {
  button: (payload, _message, actions) =>
    box([h('p', { class: 'text' }, payload.text)], payload.buttons, actions),
  generic: (payload, _message, actions) => cards(payload.elements ?? [], actions),
  product: (payload, _message, actions) =>
    cards(
      (payload.elements ?? []).map((element) => ({ title: `Product ${element.id}` })),
      actions,
    ),
  media: (payload, _message, actions) => {
    const [element = {}] = payload.elements ?? [];
    const source = element.attachment_id
      ? `${location.origin}/sandbox/media/${encodeURIComponent(element.attachment_id)}`
      : element.url;
    const url = safeUrl(source);
    const shown = url && element.media_type === 'image' ? picture(url, 'cover') : null;
    return box([shown ?? title(`[${element.media_type ?? 'media'}]`)], element.buttons, actions);
  },
  receipt: (payload) => {
    const lines = (payload.elements ?? []).map((item) => line(item.title, item.price, payload.currency));
    const total = line('Total', payload.summary?.total_cost, payload.currency);
    return box([
      title(`Order ${payload.order_number ?? ''}`),
      subtitle(payload.payment_method),
      lines,
      total,
    ]);
  },
  coupon: (payload, message, actions) =>
    box(
      [
        cover(payload.image_url),
        title(payload.title),
        subtitle(payload.subtitle ?? 'Terms may apply.'),
        doing(payload.coupon_code ? 'Reveal code' : null, () => {
          actions.act({ type: 'coupon', mid: message.mid });
        }),
      ],
      payload.coupon_url
        ? [{ type: 'web_url', title: payload.coupon_url_button_title ?? 'Shop now', url: payload.coupon_url }]
        : [],
      actions,
    ),
  image_grid: (payload, _message, actions) => {
    const [element = {}] = payload.elements ?? [];
    const images = (element.images ?? []).map((image) => cover(image.url));
    return box(
      [h('div', { class: 'grid' }, images), title(element.title), subtitle(element.subtitle)],
      element.buttons,
      actions,
    );
  },
  customer_feedback: (payload, message, actions) =>
    box([
      title(payload.title),
      subtitle(payload.subtitle),
      h(
        'div',
        { class: 'scores', role: 'group', 'aria-label': payload.button_title ?? 'Rate' },
        [1, 2, 3, 4, 5].map((score) =>
          h(
            'button',
            {
              type: 'button',
              'aria-label': `${score} of 5`,
              onclick: () => actions.act({ type: 'feedback', mid: message.mid, answer: String(score) }),
            },
            score,
          ),
        ),
      ),
    ]),
  customer_information: (payload, _message, actions) =>
    box([
      title(payload.title ?? 'Where shall we send it?'),
      doing('Fill in the form', () => actions.act({ type: 'customer_information' })),
    ]),
  instant_form: (payload, _message, actions) =>
    box([
      title(payload.title ?? 'A short form'),
      doing('Send the form', () => actions.act({ type: 'lead_form', form_id: String(payload.form_id) })),
    ]),
  notification_messages: (payload, _message, actions) => {
    const topic = payload.title ?? 'Updates and promotions';
    return box([
      cover(payload.image_url),
      title(topic),
      doing('Get messages', () =>
        actions.act({
          type: 'optin',
          kind: 'marketing',
          title: topic,
          payload: payload.payload ?? 'OPTED_IN',
        }),
      ),
    ]);
  },
  one_time_notif_req: (payload, _message, actions) =>
    box([
      title(payload.title),
      doing('Notify me', () =>
        actions.act({ type: 'optin', kind: 'one_time', title: payload.title, payload: payload.payload }),
      ),
    ]),
};

/** A utility message, filled in by the sandbox: `{header, body, buttons}`. */
export function utilityPart({ header, body, buttons: list }, actions) {
  return box(
    [header ? title(header) : null, h('p', { class: 'text' }, body), subtitle('Utility message')],
    list,
    actions,
  );
}

function title(text) {
  return h('span', { class: 'card-title' }, text ?? '');
}

function subtitle(text) {
  return text ? h('span', { class: 'card-subtitle' }, text) : null;
}

function cover(address) {
  const url = safeUrl(address);
  return url ? picture(url, 'cover') : null;
}

function line(name, amount, currency) {
  return h('span', { class: 'receipt-line' }, h('span', {}, name ?? ''), `${amount ?? ''} ${currency ?? ''}`);
}

/** What a person does with the template itself; null without a name. */
function doing(name, onclick) {
  return name === null
    ? null
    : h('div', { class: 'buttons' }, h('button', { type: 'button', onclick }, name));
}

function box(parts, list, actions) {
  return h('div', { class: 'card' }, parts.flat(), list?.length ? buttons(list, actions) : null);
}

function cards(elements, actions) {
  const many = elements.length > 1;
  return h(
    'div',
    {
      class: many ? 'carousel' : 'single',
      tabindex: many ? 0 : undefined,
      role: 'group',
      'aria-label': 'Cards',
    },
    elements.map((element) => card(element, actions)),
  );
}

function card(element, actions) {
  const link = safeUrl(element.default_action?.url);
  const head = [cover(element.image_url), title(element.title), subtitle(element.subtitle)];
  return h(
    'div',
    { class: 'card' },
    link
      ? h('a', { class: 'card-head', href: link, target: '_blank', rel: 'noopener noreferrer' }, head)
      : h('div', { class: 'card-head' }, head),
    buttons(element.buttons ?? [], actions),
  );
}

function buttons(list, actions) {
  return h(
    'div',
    { class: 'buttons' },
    list.map((button) => buttonPart(button, actions)),
  );
}

function buttonPart(button, actions) {
  const name =
    button.title ??
    { account_link: 'Log in', account_unlink: 'Log out', game_play: 'Play' }[button.type] ??
    button.type;
  const press = (onclick) => h('button', { type: 'button', onclick }, name);
  if (button.type === 'postback') return press(() => actions.postback(button.payload, button.title));
  if (button.type === 'account_unlink')
    return press(() => actions.act({ type: 'account_link', status: 'unlinked' }));
  if (button.type === 'account_link') return press(() => actions.act({ type: 'account_link' }));
  const url = button.type === 'phone_number' ? safeUrl(`tel:${button.payload}`) : safeUrl(button.url);
  return url
    ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, name)
    : h(
        'button',
        { type: 'button', disabled: true, title: `${button.type} does nothing in the sandbox` },
        name,
      );
}
