// People who answer by themselves: how many of them read, tap, reply, block, and what they have done so far.
import { api } from './api.js';
import { h } from './dom.js';
import { choice, doing, labelled, plural, row, section, setText, share } from './panel-parts.js';

const RARE = { max: 20, step: 0.1 };
const RATES = [
  ['read_rate', 'Read it'],
  ['click_rate', 'Open a link'],
  ['tap_rate', 'Tap a button'],
  ['reply_rate', 'Reply'],
  ['react_rate', 'React'],
  ['stop_rate', 'Write “stop”', RARE],
  ['block_rate', 'Block the Page', RARE],
  ['report_rate', 'Report it', RARE],
];
const USUAL = { read_rate: 0.7, click_rate: 0.15, tap_rate: 0.2, reply_rate: 0.1, react_rate: 0.05 };
const PACES = {
  quick: { read_delay: span(200, 3_000), answer_delay: span(500, 5_000) },
  lifelike: { read_delay: span(2_000, 600_000), answer_delay: span(3_000, 300_000) },
  slow: { read_delay: span(60_000, 43_200_000), answer_delay: span(10_000, 3_600_000) },
};
const DEEDS = {
  click: ['link opened', 'links opened'],
  tap: ['tap'],
  reply: ['reply', 'replies'],
  react: ['reaction'],
  stop: ['stop'],
  block: ['block'],
  report: ['report'],
};

function span(min_ms, max_ms) {
  return { min_ms, max_ms };
}

/** So many people, drawn by lot, write at once: their windows open, and what waited for them may leave. */
function writers({ tell, pageId }) {
  const count = h('input', { type: 'number', min: 1, max: 100_000, value: 10, inputmode: 'numeric' });
  const text = h('input', { type: 'text', value: 'Hello, is anybody there?', maxlength: 2000 });
  const said = h('p', { class: 'hint', 'aria-live': 'polite' });
  const write = doing(
    'Let them write',
    async () => {
      const action = { type: 'message', text: text.value, sample: Number(count.value) };
      const { performed } = await api.actMany(pageId(), action);
      setText(said, `${plural(performed, 'person', 'people')} wrote.`);
    },
    { tell },
  );
  return [row(labelled('How many', count), labelled('What they write', text)), row(write), said];
}

export function crowdSection({ tell }) {
  let id = null;
  let shownFor = null;
  const shares = RATES.map(([key, name, range]) => [key, share(name, range)]);
  let pace = 'quick';
  const paces = choice(
    [
      ['quick', 'within seconds'],
      ['lifelike', 'within minutes'],
      ['slow', 'within hours'],
    ],
    (value) => {
      pace = value;
    },
    { tell },
  );
  const state = h('p', { class: 'hint', 'aria-live': 'polite' });
  const start = doing(
    'Start',
    async () => {
      const rates = Object.fromEntries(shares.map(([key, input]) => [key, input.value]));
      show(await api.changeScript(id, { ...rates, ...PACES[pace] }));
    },
    { tell, kind: 'primary' },
  );
  const stop = doing('Stop', async () => show(await api.removeScript(id)), { tell });
  const { element, summarize } = section(
    'People who answer',
    {},
    writers({ tell, pageId: () => id }),
    h(
      'p',
      { class: 'hint' },
      'After each message that is accepted, this share of people does this by itself:',
    ),
    shares.map(([, input]) => input.element),
    labelled('How soon', paces.select),
    row(start, stop),
    state,
  );
  function show({ script, done }) {
    stop.hidden = script === null;
    setText(start, script === null ? 'Start' : 'Apply');
    const deeds = Object.entries(done).map(([deed, count]) => plural(count, ...DEEDS[deed]));
    const so = deeds.length > 0 ? `So far: ${deeds.join(', ')}.` : 'Nothing done yet.';
    setText(state, script === null ? 'Off: people do only what you do for them.' : so);
    summarize(script === null ? 'off' : 'on');
    if (shownFor === id) return;
    shownFor = id;
    for (const [key, input] of shares) input.value = (script ?? USUAL)[key] ?? 0;
    if (script) {
      pace =
        script.read_delay.max_ms <= 3_000
          ? 'quick'
          : script.read_delay.max_ms <= 600_000
            ? 'lifelike'
            : 'slow';
      paces.show(pace);
    }
  }
  return {
    element,
    refresh: async (page) => {
      id = page.id;
      show(await api.script(page.id));
    },
  };
}
