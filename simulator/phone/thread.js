// The phone itself: the thread of one person with the Page, the composer and the menu of other things a person can do.
import { api, webhookProblem } from './api.js';
import { bubble, quickReplies, quickReplyTitle } from './bubbles.js';
import { avatar, h, icon } from './dom.js';
import { longTime, windowText } from './words.js';

const NEW_PARAGRAPH_MS = 3_600_000;
/** The typing dots go by themselves, as in Messenger. */
const TYPING_MS = 20_000;

/** The phone. `tell(text)` shows a sentence below it, `onBack` returns to the list on narrow screens. */
export class Phone {
  page = null;
  psid = null;
  thread = null;
  typingTimer = null;
  /** What is on the screen, to tell whether it has changed. */
  drawn = '';
  parts = {};
  phone = document.getElementById('phone');

  constructor({ tell, onBack }) {
    this.tell = tell;
    this.onBack = onBack;
    this.actions = {
      act: (action) => this.act(action),
      postback: (payload, title) => this.act({ type: 'postback', payload, title }),
      quickReply: (reply) => {
        const title = quickReplyTitle(reply);
        const payload = reply.content_type === 'text' ? reply.payload : title;
        return this.act({ type: 'quick_reply', payload, title });
      },
      react: (mid, reaction, remove) =>
        this.act({ type: 'reaction', mid, reaction, action: remove ? 'unreact' : 'react' }),
    };
  }

  async act(action) {
    try {
      this.tell(webhookProblem(await api.act(this.page.id, this.psid, action)) ?? '');
    } catch (error) {
      this.tell(error.message);
    }
    await this.refresh();
  }

  async refresh() {
    const asked = this.psid;
    if (asked === null) return;
    const thread = await api.thread(this.page.id, asked);
    if (asked !== this.psid) return;
    this.thread = thread;
    this.draw();
    const unread = thread.messages.some(
      (message) => message.from === 'page' && message.delivered && !message.read,
    );
    if (unread && !document.hidden && !thread.person.blocked)
      await api.act(this.page.id, asked, { type: 'read' });
  }

  draw() {
    const { person, messages, now } = this.thread;
    this.parts.subtitle.textContent = `as ${person.name} · ${windowText(person, now)}`;
    this.parts.composer.hidden = person.blocked;
    this.parts.blocked.hidden = !person.blocked;
    this.parts.start.hidden = messages.length > 0 || person.blocked;
    this.parts.block.textContent = person.blocked ? 'Unblock the Page' : 'Block the Page';
    // Redrawing only when something changed keeps open menus, focus and the scroll position of carousels.
    const signature = JSON.stringify([messages, person.blocked]);
    if (signature === this.drawn) return;
    const first = this.drawn === '';
    this.drawn = signature;
    const atEnd =
      first ||
      this.parts.scroll.scrollHeight - this.parts.scroll.scrollTop - this.parts.scroll.clientHeight < 80;
    const latest = messages.at(-1);
    if (latest?.from === 'page') this.showTyping(false);
    this.parts.list.replaceChildren(
      ...messages
        .flatMap((message, index) => [
          this.divider(message, messages[index - 1]),
          bubble(message, this.actions),
        ])
        .filter(Boolean),
    );
    this.parts.replies.replaceChildren(
      ...[person.blocked ? null : quickReplies(latest, this.actions)].filter(Boolean),
    );
    if (atEnd) this.parts.scroll.scrollTop = this.parts.scroll.scrollHeight;
  }

  divider(message, previous) {
    if (previous && Date.parse(message.at) - Date.parse(previous.at) < NEW_PARAGRAPH_MS) return null;
    return h('li', { class: 'divider' }, longTime(message.at));
  }

  showTyping(on) {
    clearTimeout(this.typingTimer);
    this.parts.typing.hidden = !on;
    if (!on) return;
    this.parts.scroll.scrollTop = this.parts.scroll.scrollHeight;
    this.typingTimer = setTimeout(() => this.showTyping(false), TYPING_MS);
  }

  build() {
    this.parts.subtitle = h('span', { class: 'subtitle' });
    this.parts.list = h('ol', { class: 'messages', 'aria-label': 'Messages' });
    this.parts.replies = h('div', {});
    this.parts.typing = h(
      'p',
      { class: 'typing', hidden: true, 'aria-label': 'The Page is typing' },
      h('i'),
      h('i'),
      h('i'),
    );
    this.parts.start = this.startCard();
    this.parts.blocked = h(
      'p',
      { class: 'blocked-note', hidden: true },
      'You blocked this Page. It cannot reach you, and you cannot write to it.',
    );
    this.parts.composer = this.composer();
    this.parts.scroll = h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Conversation' },
      this.parts.start,
      this.parts.list,
      this.parts.typing,
      this.parts.replies,
    );
    this.phone.replaceChildren(this.head(), this.parts.scroll, this.parts.blocked, this.parts.composer);
  }

  head() {
    const back = h(
      'button',
      { type: 'button', class: 'round back', 'aria-label': 'Back to the list', onclick: this.onBack },
      icon('back'),
    );
    const name = h('span', { class: 'head-text' }, h('strong', {}, this.page.name), this.parts.subtitle);
    return h('header', { class: 'phone-head' }, back, avatar(this.psid, 'medium'), name, this.menu());
  }

  menu() {
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
    this.parts.block = item('Block the Page', () =>
      this.act({ type: this.thread.person.blocked ? 'unblock' : 'block' }),
    );
    details.append(
      h('summary', { class: 'round', 'aria-label': 'More that this person can do' }, icon('more')),
      h(
        'div',
        { class: 'menu-list', role: 'menu' },
        item('Tap Get Started', () => this.act({ type: 'postback' })),
        item('Come through an m.me link', () => this.act({ type: 'm_me', ref: 'sandbox' })),
        item('Write after an ad', () =>
          this.act({
            type: 'message',
            text: 'Hi, I saw your ad',
            referral: { ad_id: '6302000000000', ref: 'ad' },
          }),
        ),
        item('Comment on a post', () => this.act({ type: 'comment' })),
        item('Opt in to updates', () => this.act({ type: 'optin', payload: 'UPDATES' })),
        item('Stop updates', () => this.act({ type: 'optin', kind: 'stop' })),
        item('Send a cart', () => this.act({ type: 'order' })),
        item('Report the Page', () => this.act({ type: 'report' })),
        this.parts.block,
      ),
    );
    details.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') details.open = false;
    });
    return details;
  }

  startCard() {
    return h(
      'div',
      { class: 'start' },
      h('strong', {}, this.page.name),
      h('p', {}, 'No messages yet. Write something, or tap Get Started as a first visitor does.'),
      h(
        'button',
        { type: 'button', class: 'primary', onclick: () => this.act({ type: 'postback' }) },
        'Get Started',
      ),
    );
  }

  attachButton(name, title, attachment) {
    const onclick = () => this.act({ type: 'message', attachments: [attachment] });
    return h('button', { type: 'button', class: 'round', 'aria-label': title, title, onclick }, icon(name));
  }

  composer() {
    const input = h('textarea', {
      rows: 1,
      placeholder: 'Write as this person',
      'aria-label': 'Message',
      maxlength: 20000,
      enterkeyhint: 'send',
    });
    const picture = {
      type: 'image',
      payload: { url: `${location.origin}/sandbox/avatars/${this.psid}.svg` },
    };
    const thumb = {
      type: 'sticker',
      payload: { url: `${location.origin}/favicon.ico`, sticker_id: 369239263222822 },
    };
    const form = h(
      'form',
      { class: 'composer' },
      this.attachButton('image', 'Send a picture', picture),
      input,
      this.attachButton('like', 'Send a thumbs-up', thumb),
      h('button', { type: 'submit', class: 'round send', 'aria-label': 'Send' }, icon('send')),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text === '') return;
      input.value = '';
      void this.act({ type: 'message', text });
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    return form;
  }

  /** Shows the thread of a person. */
  async open(page, psid) {
    Object.assign(this, { page, psid, thread: null, drawn: '' });
    this.build();
    await this.refresh();
    if (matchMedia('(min-width: 760px)').matches) this.parts.composer.querySelector('textarea').focus();
  }

  /** Shows that nobody is chosen. */
  clear() {
    Object.assign(this, { psid: null, thread: null, drawn: '' });
    this.phone.replaceChildren(
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
  }

  typing(psid, on) {
    if (psid === this.psid) this.showTyping(on);
  }
}
