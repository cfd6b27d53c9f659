// The virtual clock: what time it is for the platform, and moving it. Windows, receipts, retries and reviews follow.
import { api } from './api.js';
import { h } from './dom.js';
import { doing, labelled, row, section, setText } from './panel-parts.js';

const HOUR_S = 3600;
const STEPS = [
  ['+1 h', HOUR_S],
  ['+24 h', 24 * HOUR_S],
  ['+7 days', 168 * HOUR_S],
];

export function clockSection({ tell, onMoved }) {
  const now = h('p', { class: 'big', 'aria-live': 'polite' });
  const offset = h('p', { class: 'hint' });
  const at = h('input', { type: 'datetime-local', step: 60 });
  const move = async (change) => {
    await api.moveClock(change);
    await refresh();
    onMoved();
  };
  const jumps = STEPS.map(([name, seconds]) =>
    doing(name, () => move({ advance_seconds: seconds }), { tell }),
  );
  const set = doing(
    'Set',
    async () => {
      if (at.value === '') throw new Error('Choose a date and time first.');
      await move({ now: new Date(at.value).toISOString() });
    },
    { tell },
  );
  const back = doing('Back to real time', () => move({ now: new Date().toISOString() }), { tell });
  const { element, summarize } = section(
    'Clock',
    { open: true },
    now,
    offset,
    row(jumps),
    row(labelled('Go to', at), set),
    row(back),
  );
  async function refresh() {
    const answer = await api.clock();
    const shown = new Date(answer.now).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
    setText(now, shown);
    setText(offset, offsetText(answer.offset_seconds));
    back.hidden = Math.abs(answer.offset_seconds) <= 60;
    summarize(back.hidden ? 'real time' : shown);
  }
  return { element, refresh };
}

function offsetText(seconds) {
  const hours = Math.round(Math.abs(seconds) / HOUR_S);
  if (Math.abs(seconds) <= 60) return 'The same as real time. Moving it opens and closes windows at once.';
  const span =
    hours >= 48 ? `${Math.round(hours / 24)} days` : hours >= 1 ? `${hours} h` : 'less than an hour';
  return `${span} ${seconds > 0 ? 'ahead of' : 'behind'} real time`;
}
