// The phone itself: the thread of one person with the Page, the composer and the menu of other things a person can do.
import { api, webhookProblem } from './api.js';
import { bubble, quickReplies, quickReplyTitle } from './bubbles.js';
import { avatar, h, icon } from './dom.js';
import { longTime, windowText } from './words.js';

const NEW_PARAGRAPH_MS = 3_600_000;
/** The typing dots go by themselves, as in Messenger. */
const TYPING_MS = 20_000;

/** Builds the phone. `tell(text)` shows a sentence below it, `onBack` returns to the list on narrow screens. */
export function createPhone({ tell, onBack }) {
  const phone = document.getElementById('phone');
  const state = { page: null, psid: null, thread: null, typingTimer: null, drawn: '' };
  const parts = {};

  async function act(action) {
    try {
      tell(webhookProblem(await api.act(state.page.id, state.psid, action)) ?? '');
    } catch (error) {
      tell(error.message);
    }
    await refresh();
  }

  const actions = {
    postback: (payload, title) => act({ type: 'postback', payload, title }),
    quickReply: (reply) => {
      const title = quickReplyTitle(reply);
      const payload = reply.content_type === 'text' ? reply.payload : title;
      return act({ type: 'quick_reply', payload, title });
    },
    react: (mid, reaction, remove) =>
      act({ type: 'reaction', mid, reaction, action: remove ? 'unreact' : 'react' }),
  };

  async function refresh() {
    const asked = state.psid;
    if (asked === null) return;
    const thread = await api.thread(state.page.id, asked);
    if (asked !== state.psid) return;
    state.thread = thread;
    draw();
    const unread = thread.messages.some(
      (message) => message.from === 'page' && message.delivered && !message.read,
    );
    if (unread && !document.hidden && !thread.person.blocked)
      await api.act(state.page.id, asked, { type: 'read' });
  }

  function draw() {
    const { person, messages, now } = state.thread;
    parts.subtitle.textContent = `as ${person.name} · ${windowText(person, now)}`;
    parts.composer.hidden = person.blocked;
    parts.blocked.hidden = !person.blocked;
    parts.start.hidden = messages.length > 0 || person.blocked;
    parts.block.textContent = person.blocked ? 'Unblock the Page' : 'Block the Page';
    // Redrawing only when something changed keeps open menus, focus and the scroll position of carousels.
    const signature = JSON.stringify([messages, person.blocked]);
    if (signature === state.drawn) return;
    const first = state.drawn === '';
    state.drawn = signature;
    const atEnd =
      first || parts.scroll.scrollHeight - parts.scroll.scrollTop - parts.scroll.clientHeight < 80;
    const latest = messages.at(-1);
    if (latest?.from === 'page') showTyping(false);
    parts.list.replaceChildren(
      ...messages
        .flatMap((message, index) => [divider(message, messages[index - 1]), bubble(message, actions)])
        .filter(Boolean),
    );
    parts.replies.replaceChildren(...[person.blocked ? null : quickReplies(latest, actions)].filter(Boolean));
    if (atEnd) parts.scroll.scrollTop = parts.scroll.scrollHeight;
  }

  function divider(message, previous) {
    if (previous && Date.parse(message.at) - Date.parse(previous.at) < NEW_PARAGRAPH_MS) return null;
    return h('li', { class: 'divider' }, longTime(message.at));
  }

  function showTyping(on) {
    clearTimeout(state.typingTimer);
    parts.typing.hidden = !on;
    if (!on) return;
    parts.scroll.scrollTop = parts.scroll.scrollHeight;
    state.typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
  }

  function build() {
    parts.subtitle = h('span', { class: 'subtitle' });
    parts.list = h('ol', { class: 'messages', 'aria-label': 'Messages' });
    parts.replies = h('div', {});
    parts.typing = h(
      'p',
      { class: 'typing', hidden: true, 'aria-label': 'The Page is typing' },
      h('i'),
      h('i'),
      h('i'),
    );
    parts.start = startCard();
    parts.blocked = h(
      'p',
      { class: 'blocked-note', hidden: true },
      'You blocked this Page. It cannot reach you, and you cannot write to it.',
    );
    parts.composer = composer();
    parts.scroll = h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Conversation' },
      parts.start,
      parts.list,
      parts.typing,
      parts.replies,
    );
    phone.replaceChildren(head(), parts.scroll, parts.blocked, parts.composer);
  }

  function head() {
    const back = h(
      'button',
      { type: 'button', class: 'round back', 'aria-label': 'Back to the list', onclick: onBack },
      icon('back'),
    );
    const name = h('span', { class: 'head-text' }, h('strong', {}, state.page.name), parts.subtitle);
    return h('header', { class: 'phone-head' }, back, avatar(state.psid, 'medium'), name, menu());
  }

  function menu() {
    const details = h('details', { class: 'menu' });
    const item = (text, run) => {
      return h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          onclick: () => {
            details.open = false;
            run();
          },
        },
        text,
      );
    };
    parts.block = item('Block the Page', () =>
      act({ type: state.thread.person.blocked ? 'unblock' : 'block' }),
    );
    details.append(
      h('summary', { class: 'round', 'aria-label': 'More that this person can do' }, icon('more')),
      h(
        'div',
        { class: 'menu-list', role: 'menu' },
        item('Tap Get Started', () => act({ type: 'postback' })),
        item('Come through an m.me link', () => act({ type: 'referral', ref: 'sandbox' })),
        item('Write after an ad', () =>
          act({
            type: 'message',
            text: 'Hi, I saw your ad',
            referral: { ad_id: '6302000000000', ref: 'ad' },
          }),
        ),
        item('Comment on a post', () => act({ type: 'comment' })),
        item('Opt in to updates', () => act({ type: 'optin', payload: 'UPDATES' })),
        parts.block,
      ),
    );
    details.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') details.open = false;
    });
    return details;
  }

  function startCard() {
    return h(
      'div',
      { class: 'start' },
      h('strong', {}, state.page.name),
      h('p', {}, 'No messages yet. Write something, or tap Get Started as a first visitor does.'),
      h(
        'button',
        { type: 'button', class: 'primary', onclick: () => act({ type: 'postback' }) },
        'Get Started',
      ),
    );
  }

  function composer() {
    const input = h('textarea', {
      rows: 1,
      placeholder: 'Write as this person',
      'aria-label': 'Message',
      maxlength: 20000,
      enterkeyhint: 'send',
    });
    const form = h(
      'form',
      { class: 'composer' },
      h(
        'button',
        {
          type: 'button',
          class: 'round',
          'aria-label': 'Send a picture',
          title: 'Send a picture',
          onclick: () =>
            act({
              type: 'message',
              attachments: [{ type: 'image', url: `${location.origin}/sandbox/avatars/${state.psid}.svg` }],
            }),
        },
        icon('image'),
      ),
      input,
      h(
        'button',
        {
          type: 'button',
          class: 'round like',
          'aria-label': 'Send a thumbs-up',
          title: 'Send a thumbs-up',
          onclick: () =>
            act({
              type: 'message',
              attachments: [
                {
                  type: 'sticker',
                  payload: { url: `${location.origin}/favicon.ico`, sticker_id: 369239263222822 },
                },
              ],
            }),
        },
        icon('like'),
      ),
      h('button', { type: 'submit', class: 'round send', 'aria-label': 'Send' }, icon('send')),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text === '') return;
      input.value = '';
      void act({ type: 'message', text });
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    return form;
  }

  return {
    /** Shows the thread of a person. */
    async open(page, psid) {
      Object.assign(state, { page, psid, thread: null, drawn: '' });
      build();
      await refresh();
      if (matchMedia('(min-width: 760px)').matches) parts.composer.querySelector('textarea').focus();
    },
    /** Shows that nobody is chosen. */
    clear() {
      Object.assign(state, { psid: null, thread: null, drawn: '' });
      phone.replaceChildren(
        h(
          'div',
          { class: 'nobody' },
          h('strong', {}, 'Whose phone is this?'),
          h(
            'p',
            {},
            'Choose a person on the left. You will see what the Page sends them, and can write as them.',
          ),
        ),
      );
    },
    refresh,
    typing(psid, on) {
      if (psid === state.psid) showTyping(on);
    },
  };
}
