// The list of people: search, endless scrolling, the newest thread first. Knows nothing of what a thread looks like.
import { api } from './api.js';
import { avatar, h } from './dom.js';
import { previewOf, shortTime } from './words.js';

const PAGE_SIZE = 60;

/** The list on the page. `onChoose(psid)` is called for a tap or Enter. */
export class PeopleList {
  list = document.getElementById('people-list');
  total = document.getElementById('people-total');
  search = document.getElementById('search');
  pageId = null;
  chosen = null;
  nextAfter = null;
  loading = false;
  shown = 0;

  constructor({ onChoose }) {
    this.onChoose = onChoose;
    this.listen();
  }

  async load(more) {
    if (this.pageId === null || (more && (this.loading || this.nextAfter === null))) return;
    this.loading = true;
    const asked = { page: this.pageId, q: this.search.value };
    // A reload keeps as many rows as were shown, so that the list does not jump under the reader.
    const limit = more ? PAGE_SIZE : Math.max(PAGE_SIZE, Math.min(this.shown, 500));
    try {
      const answer = await api.people({
        page_id: asked.page,
        q: asked.q,
        order: 'recent',
        limit,
        ...(more ? { after: this.nextAfter } : {}),
      });
      if (asked.page !== this.pageId || asked.q !== this.search.value) return;
      this.show(answer, more);
    } finally {
      this.loading = false;
    }
  }

  show(answer, more) {
    const rows = answer.data.map((person) => this.row(person));
    const scrolled = this.list.scrollTop;
    const focused = document.activeElement?.closest?.('.person')?.dataset.psid;
    if (more) this.list.append(...rows);
    else this.list.replaceChildren(...rows);
    this.shown = this.list.children.length;
    this.nextAfter = answer.next_after;
    if (!more) this.list.scrollTop = scrolled;
    if (focused) this.list.querySelector(`[data-psid="${focused}"]`)?.focus();
    this.total.textContent = answer.total === 1 ? '1 person' : `${answer.total.toLocaleString('en')} people`;
    if (this.shown === 0) this.list.replaceChildren(this.empty(answer.total));
  }

  row(person) {
    const chosen = person.psid === this.chosen;
    const button = h(
      'button',
      {
        class: 'person',
        type: 'button',
        'data-psid': person.psid,
        'aria-current': chosen ? 'true' : undefined,
        onclick: () => this.onChoose(person.psid),
      },
      h('span', { class: 'portrait' }, avatar(person.psid, 'small'), this.mark(person)),
      h(
        'span',
        { class: 'person-text' },
        h('span', { class: 'person-name' }, person.name),
        h('span', { class: 'person-preview' }, previewOf(person)),
      ),
      h(
        'span',
        { class: 'person-side' },
        person.last_message ? shortTime(person.last_message.at) : '',
        person.unread > 0
          ? h('span', { class: 'unread', 'aria-label': `${person.unread} unread` }, person.unread)
          : null,
      ),
    );
    return h('li', {}, button);
  }

  mark(person) {
    if (person.blocked) return h('span', { class: 'mark blocked', title: 'Has blocked the Page' });
    if (person.window.open) return h('span', { class: 'mark open', title: 'The 24-hour window is open' });
    return null;
  }

  empty(count) {
    const text =
      count === 0
        ? 'Nobody here yet. Add some people below, then write as one of them.'
        : 'Nobody of that name or PSID.';
    return h('li', { class: 'people-empty' }, text);
  }

  listen() {
    this.list.addEventListener('scroll', () => {
      if (this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 400) void this.load(true);
    });
    this.list.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      const rows = [...this.list.querySelectorAll('.person')];
      rows[rows.indexOf(document.activeElement) + step]?.focus();
      event.preventDefault();
    });
    let typing = null;
    this.search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        this.shown = 0;
        void this.load(false);
      }, 150);
    });
  }

  reload() {
    return this.load(false);
  }

  open(pageId) {
    Object.assign(this, { pageId, nextAfter: null, shown: 0 });
    return this.load(false);
  }

  choose(psid) {
    this.chosen = psid;
    for (const button of this.list.querySelectorAll('.person')) {
      if (button.dataset.psid === psid) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }
}
