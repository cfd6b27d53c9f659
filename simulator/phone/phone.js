// Start of the phone page: which Page and person are chosen (kept in the address), and what happens when a note arrives.
import { api, listen } from './api.js';
import { h } from './dom.js';
import { PeopleList } from './people.js';
import { Phone } from './thread.js';

/** A burst of notes causes one reload of the list in this time. */
const LIST_RELOAD_MS = 600;
const CLOCK_MS = 10_000;

const desk = document.getElementById('desk');
const note = document.getElementById('note');
const pageSelect = document.getElementById('page-select');
const state = { pages: [], page: null, psid: null, stop: () => {}, reloadTimer: null };

const tell = (text) => {
  note.textContent = text;
};
const phone = new Phone({ tell, onBack: () => go(state.page.id, null) });
const people = new PeopleList({ onChoose: (psid) => go(state.page.id, psid) });

/** The address is the only place where the choice is kept: back, reload and links work by themselves. */
function go(pageId, psid) {
  const address = psid === null ? `#${pageId}` : `#${pageId}/${psid}`;
  if (location.hash === address) void follow();
  else location.hash = address;
}

async function follow() {
  const [pageId, psid] = location.hash.slice(1).split('/');
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
// A disclosure closes when something else is clicked.
document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details[open]'))
    if (!open.contains(event.target)) open.open = false;
});

state.pages = await api.pages();
pageSelect.replaceChildren(...state.pages.map((page) => h('option', { value: page.id }, page.name)));
await follow();
await showClock();
setInterval(() => void showClock(), CLOCK_MS);
