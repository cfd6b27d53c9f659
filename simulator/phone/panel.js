// The panel beside the phone: clock, Page, people who answer, faults, templates, recording. Open or closed is remembered; while it is
// open it keeps itself fresh.
import { h, icon } from './dom.js';
import { clockSection } from './panel-clock.js';
import { crowdSection } from './panel-crowd.js';
import { faultsSection } from './panel-faults.js';
import { pageSection } from './panel-page.js';
import { recordingSection } from './panel-recording.js';
import { templatesSection } from './panel-templates.js';

const REFRESH_MS = 3_000;
const REMEMBERED = 'messenger-sandbox-controls';
const ROOM = '(min-width: 1180px)';

/** `tell(text)` shows a sentence; `onMoved` is called after the clock was moved, `onPageAdded(id)` after there is another Page. */
export class Panel {
  page = null;
  element = document.getElementById('panel');
  toggle = document.getElementById('panel-toggle');
  problem = h('p', { class: 'panel-problem', role: 'status', 'aria-live': 'polite' });

  constructor({ onMoved, onPageAdded }) {
    const tell = (text) => {
      this.problem.textContent = text;
    };
    const needs = { tell, onMoved, onPageAdded };
    this.sections = [
      clockSection,
      pageSection,
      crowdSection,
      faultsSection,
      templatesSection,
      recordingSection,
    ].map((make) => make(needs));
    const close = h(
      'button',
      { type: 'button', class: 'round', 'aria-label': 'Close the controls', onclick: () => this.show(false) },
      icon('close'),
    );
    this.element.replaceChildren(
      h('header', { class: 'panel-head' }, h('h2', {}, 'Controls'), close),
      h('div', { class: 'panel-body' }, this.problem, ...this.sections.map(({ element }) => element)),
    );
    this.toggle.addEventListener('click', () => this.show(this.element.hidden));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.show(false);
    });
    this.element.addEventListener('toggle', () => void this.refresh(), true);
    setInterval(() => {
      if (!document.hidden) void this.refresh();
    }, REFRESH_MS);
    const remembered = localStorage.getItem(REMEMBERED);
    const roomy = matchMedia(ROOM).matches;
    this.set(roomy && remembered !== 'closed');
  }

  /** The person who opens or closes it means it for next time, too. */
  show(open) {
    localStorage.setItem(REMEMBERED, open ? 'open' : 'closed');
    this.set(open);
    if (open) this.element.querySelector('summary')?.focus();
    else this.toggle.focus();
  }

  set(open) {
    this.element.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
    document.getElementById('desk').dataset.panel = open ? 'open' : 'closed';
    void this.refresh();
  }

  open(page) {
    this.page = page;
    return this.refresh();
  }

  /** Closed sections are refreshed too: their summaries tell what is going on. */
  async refresh() {
    if (this.element.hidden || this.page === null) return;
    const page = this.page;
    await Promise.all(this.sections.map((section) => section.refresh(page).catch(() => {})));
  }
}
