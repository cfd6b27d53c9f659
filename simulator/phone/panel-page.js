// The Page as the platform sees it: its standing, its token, the app's mode, and how its webhooks fare.
import { api } from './api.js';
import { h } from './dom.js';
import { choice, doing, labelled, row, section, setText } from './panel-parts.js';

const TOKENS = [
  ['valid', 'Valid'],
  ['expired', 'Expired (190/463)'],
  ['password_changed', 'Password changed (190/460)'],
  ['app_removed', 'App removed (190/458)'],
  ['checkpoint', 'Checkpoint (190/459)'],
  ['unconfirmed', 'Unconfirmed (190/464)'],
  ['invalidated', 'Logged out (190/467)'],
  ['role_lost', 'Role lost (190/492)'],
];
const MODES = [
  ['live', 'Live'],
  ['development', 'Development: only people with a role'],
];
const STANDINGS = {
  ok: 'In good standing',
  warning: 'Warned',
  restricted: 'Restricted: sends are refused with 10/1893063',
  suspended: 'Suspended: sends are refused with 10/1893063',
};

export function pageSection({ tell, onPageAdded }) {
  let id = null;
  let appId = null;
  const change = async (part) => show(await api.changePage(id, part));
  const happen = async (type) => {
    await api.happen(id, { type });
    show(await api.page(id));
  };
  const standing = h('p', { class: 'hint' });
  const token = choice(TOKENS, (token_state) => change({ token_state }), { tell });
  const mode = choice(MODES, (app_mode) => change({ app_mode }), { tell });
  const webhooks = h('p', { class: 'hint' });
  const restrict = doing('Restrict for 24 h', () => happen('restrict'), { tell });
  const warn = doing('Warn', () => happen('warn'), { tell });
  const lift = doing('Lift', () => happen('unrestrict'), { tell });
  const unsubscribe = doing('Unsubscribe the app', () => change({ subscribed_fields: null }), {
    tell,
    title: 'As the platform does after an hour of failures: nothing tells the app.',
  });
  const name = h('input', { type: 'text', maxlength: 100, placeholder: 'Name of the Page' });
  const add = doing(
    'Add it',
    async () => {
      const added = await api.addPage(name.value.trim() || undefined, appId);
      name.value = '';
      await onPageAdded(added.id);
    },
    { tell, title: 'Of the same app, so that its login dialog offers it.' },
  );
  const { element, summarize } = section(
    'Page',
    {},
    standing,
    row(restrict, warn, lift),
    labelled('Access token', token.select),
    labelled('App', mode.select),
    webhooks,
    row(unsubscribe),
    row(labelled('Another Page', name), add),
  );
  function show(page) {
    const { status } = page.setup.standing;
    setText(standing, STANDINGS[status] ?? status);
    lift.hidden = status === 'ok' && !page.barred;
    warn.hidden = restrict.hidden = status === 'restricted' || status === 'suspended';
    token.show(page.token_state);
    mode.show(page.app_mode);
    setText(webhooks, webhookText(page));
    unsubscribe.hidden = page.subscribed_fields === null;
    const troubles = [
      status === 'ok' ? null : status,
      page.token_state === 'valid' ? null : 'token dead',
      page.webhooks.failing ? 'webhooks fail' : null,
    ].filter(Boolean);
    summarize(troubles.join(', '));
  }
  return {
    element,
    refresh: async (page) => {
      id = page.id;
      appId = page.app_id;
      show(await api.page(page.id));
    },
  };
}

function webhookText({ callback_url, subscribed_fields, webhooks }) {
  if (callback_url === null) return 'Webhooks: the app has no callback yet.';
  if (webhooks.disabled_at) return 'Webhooks: unsubscribed after an hour of failures.';
  if (subscribed_fields === null) return `Webhooks: ${callback_url}, but not subscribed to this Page.`;
  const state = webhooks.failing ? ', failing now' : '';
  return `Webhooks: ${callback_url}, ${subscribed_fields.length} fields${state}.`;
}
