// Start of the phone page: which Page and person are chosen (kept in the address), what happens when a note arrives, and
// who opens an m.me link (`#PAGE//ref=…&text=…`).
import { api, listen, webhookProblem } from './api.js';
import { h } from './dom.js';
import { Panel } from './panel.js';
import { PeopleList } from './people.js';
import { Phone } from './thread.js';

/** A burst of notes causes one reload of the list in this time. */
const LIST_RELOAD_MS = 600;
const CLOCK_MS = 10_000;

const desk = document.getElementById('desk');
const note = document.getElementById('note');
const pageSelect = document.getElementById('page-select');
const state = { pages: [], page: null, psid: null, link: null, stop: () => {}, reloadTimer: null };

const tell = (text) => {
  note.textContent = text;
};
const phone = new Phone({ tell, onBack: () => go(state.page.id, null) });
const people = new PeopleList({ onChoose: (psid) => void choose(psid) });
const panel = new Panel({
  onMoved: () => {
    void showClock();
    void phone.refresh();
    void people.reload();
  },
  onPageAdded: async (id) => {
    await loadPages();
    go(id, null);
  },
});
const linkNote = document.getElementById('link-note');

/** The address is the only place where the choice is kept: back, reload and links work by themselves. */
function go(pageId, psid) {
  const address = psid === null ? `#${pageId}` : `#${pageId}/${psid}`;
  if (location.hash === address) void follow();
  else location.hash = address;
}

/** Somebody is chosen to look at, or to open the link that waits for somebody. */
async function choose(psid) {
  const { link } = state;
  if (link !== null) {
    try {
      tell(webhookProblem(await api.act(state.page.id, psid, { type: 'm_me', ...link })) ?? '');
    } catch (error) {
      tell(error.message);
    }
  }
  go(state.page.id, psid);
}

/** The m.me link in the address, if there is one. */
function readLink(query) {
  const values = new URLSearchParams(query);
  const ref = values.get('ref') ?? undefined;
  const text = values.get('text') || undefined;
  return ref === undefined && text === undefined ? null : { ref, text };
}

async function follow() {
  const [pageId, psid, ...query] = location.hash.slice(1).split('/');
  state.link = readLink(query.join('/'));
  linkNote.hidden = state.link === null;
  linkNote.textContent = state.link ? `An m.me link with ref “${state.link.ref ?? ''}”: who opens it?` : '';
  const page = state.pages.find((candidate) => candidate.id === pageId) ?? state.pages[0];
  if (page !== state.page) await openPage(page);
  state.psid = psid || null;
  people.choose(state.psid);
  desk.dataset.view = state.psid ? 'phone' : 'people';
  tell('');
  if (state.psid === null) phone.clear();
  else
    await phone.open(page, state.psid).catch((error) => {
      tell(error.message);
      phone.clear();
    });
}

async function loadPages() {
  state.pages = await api.pages();
  pageSelect.replaceChildren(...state.pages.map((page) => h('option', { value: page.id }, page.name)));
}

async function openPage(page) {
  state.page = page;
  pageSelect.value = page.id;
  state.stop();
  state.stop = listen(page.id, {
    onThreads: ({ psids }) => {
      if (psids === undefined || psids.includes(state.psid)) void phone.refresh();
      state.reloadTimer ??= setTimeout(() => {
        state.reloadTimer = null;
        void people.reload();
      }, LIST_RELOAD_MS);
    },
    onTyping: (psid, on) => phone.typing(psid, on),
    onState: (connected) => tell(connected ? '' : 'The sandbox does not answer. Trying again …'),
  });
  void panel.open(page);
  await people.open(page.id);
}

async function showClock() {
  const clock = document.getElementById('clock');
  const answer = await api.clock().catch(() => null);
  if (!answer) return;
  const moved = Math.abs(answer.offset_seconds) > 60;
  clock.textContent = new Date(answer.now).toLocaleString(
    undefined,
    moved ? { dateStyle: 'medium', timeStyle: 'short' } : { timeStyle: 'short' },
  );
  clock.classList.toggle('moved', moved);
}

document.getElementById('add-people').addEventListener('submit', async (event) => {
  event.preventDefault();
  const count = Number(document.getElementById('add-count').value);
  try {
    await api.addPeople(state.page.id, count);
    await people.reload();
  } catch (error) {
    tell(error.message);
  }
});
pageSelect.addEventListener('change', () => go(pageSelect.value, null));
addEventListener('hashchange', () => void follow());
document.addEventListener('visibilitychange', () => document.hidden || void phone.refresh());
// A menu closes when something else is clicked.
document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details:is(.menu, .react)[open]'))
    if (!open.contains(event.target)) open.open = false;
});

await loadPages();
await follow();
await showClock();
setInterval(() => void showClock(), CLOCK_MS);
