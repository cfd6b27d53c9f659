// The list of people: search, endless scrolling, the newest thread first. Knows nothing of what a thread looks like.
import { api } from './api.js';
import { avatar, h } from './dom.js';
import { previewOf, shortTime } from './words.js';

const PAGE_SIZE = 60;

/** Builds the list into the page. `onChoose(psid)` is called for a tap or Enter. */
export function createPeopleList({ onChoose }) {
  const list = document.getElementById('people-list');
  const total = document.getElementById('people-total');
  const search = document.getElementById('search');
  const state = { pageId: null, chosen: null, nextAfter: null, loading: false, shown: 0, now: Date.now() };

  async function load(more) {
    if (state.pageId === null || (more && (state.loading || state.nextAfter === null))) return;
    state.loading = true;
    const asked = { page: state.pageId, q: search.value };
    // A reload keeps as many rows as were shown, so that the list does not jump under the reader.
    const limit = more ? PAGE_SIZE : Math.max(PAGE_SIZE, Math.min(state.shown, 500));
    try {
      const answer = await api.people({
        page_id: asked.page,
        q: asked.q,
        order: 'recent',
        limit,
        ...(more ? { after: state.nextAfter } : {}),
      });
      if (asked.page !== state.pageId || asked.q !== search.value) return;
      show(answer, more);
    } finally {
      state.loading = false;
    }
  }

  function show(answer, more) {
    const rows = answer.data.map(row);
    const scrolled = list.scrollTop;
    const focused = document.activeElement?.closest?.('.person')?.dataset.psid;
    if (more) list.append(...rows);
    else list.replaceChildren(...rows);
    state.shown = list.children.length;
    state.nextAfter = answer.next_after;
    if (!more) list.scrollTop = scrolled;
    if (focused) list.querySelector(`[data-psid="${focused}"]`)?.focus();
    total.textContent = answer.total === 1 ? '1 person' : `${answer.total.toLocaleString('en')} people`;
    if (state.shown === 0) list.replaceChildren(empty(answer.total));
  }

  function row(person) {
    const chosen = person.psid === state.chosen;
    const button = h(
      'button',
      {
        class: 'person',
        type: 'button',
        'data-psid': person.psid,
        'aria-current': chosen ? 'true' : undefined,
        onclick: () => onChoose(person.psid),
      },
      h('span', { class: 'portrait' }, avatar(person.psid, 'small'), mark(person)),
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

  function mark(person) {
    if (person.blocked) return h('span', { class: 'mark blocked', title: 'Has blocked the Page' });
    if (person.window.open) return h('span', { class: 'mark open', title: 'The 24-hour window is open' });
    return null;
  }

  function empty(count) {
    const text =
      count === 0
        ? 'Nobody here yet. Add some people below, then write as one of them.'
        : 'Nobody of that name or PSID.';
    return h('li', { class: 'people-empty' }, text);
  }

  list.addEventListener('scroll', () => {
    if (list.scrollTop + list.clientHeight > list.scrollHeight - 400) void load(true);
  });
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const rows = [...list.querySelectorAll('.person')];
    rows[rows.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  });
  let typing = null;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      state.shown = 0;
      void load(false);
    }, 150);
  });

  return {
    reload: () => load(false),
    open(pageId) {
      Object.assign(state, { pageId, nextAfter: null, shown: 0 });
      return load(false);
    },
    choose(psid) {
      state.chosen = psid;
      for (const button of list.querySelectorAll('.person')) {
        if (button.dataset.psid === psid) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
      }
    },
  };
}
