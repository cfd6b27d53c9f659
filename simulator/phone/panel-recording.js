// Webhooks under way, and the recording: looking at it, emptying it, sending its webhooks again.
import { api } from './api.js';
import { h } from './dom.js';
import { choice, doing, labelled, plural, row, section, setText } from './panel-parts.js';

const SPEEDS = [
  ['1', 'as fast as recorded'],
  ['10', 'ten times as fast'],
  ['100', 'a hundred times as fast'],
  ['0', 'all at once'],
];

export function recordingSection({ tell }) {
  let id = null;
  let speed = '1';
  const state = h('p', { class: 'hint' });
  const replayed = h('p', { class: 'hint', 'aria-live': 'polite' });
  const download = h(
    'a',
    { class: 'quiet', href: '/sandbox/recording', download: 'messenger-sandbox.ndjson' },
    'Download',
  );
  const clear = doing('Empty it', () => api.clearRecording(), { tell });
  const speeds = choice(
    SPEEDS,
    (value) => {
      speed = value;
    },
    { tell },
  );
  const file = h('input', { type: 'file', accept: '.ndjson,.jsonl,.json,text/plain' });
  const replay = doing(
    'Send again',
    async () => showReplay(await api.startReplay(id, speed, file.files[0])),
    { tell },
  );
  const { element, summarize } = section(
    'Webhooks and recording',
    {},
    state,
    h('p', { class: 'hint' }, 'The newest Graph calls and webhooks are recorded, without tokens.'),
    row(download, clear),
    labelled('Recording to send again (the own one without a file)', file),
    labelled('Speed', speeds.select),
    row(replay),
    replayed,
  );
  function showReplay({ total, delivered, failed, left, last_failure }) {
    const problem = failed > 0 ? ` ${failed} failed: ${last_failure}.` : '';
    const text = `${delivered} of ${plural(total, 'webhook')} sent again.${problem}`;
    setText(replayed, total === 0 ? '' : left > 0 ? `${text} ${left} to go.` : text);
  }
  return {
    element,
    refresh: async (page) => {
      id = page.id;
      const [webhooks, replays] = await Promise.all([api.webhooks(), api.replay()]);
      const { delivered, pending, failed_attempts: failed, last_failure } = webhooks;
      const why = last_failure ? ` The last one: ${last_failure.reason}.` : '';
      const failures = failed > 0 ? ` ${plural(failed, 'post')} failed.${why}` : '';
      setText(state, `${plural(delivered, 'webhook')} delivered, ${pending} under way.${failures}`);
      summarize(pending > 0 ? `${pending} under way` : '');
      showReplay(replays);
    },
  };
}
