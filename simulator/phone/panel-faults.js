// Bad days: presets of faults, odd forms of webhooks, and what is in force with how often it struck.
import { api } from './api.js';
import { h } from './dom.js';
import { doing, plural, row, section, setText } from './panel-parts.js';

/** How often each odd form comes, when they are on. */
const ODD_RATE = 0.15;

export function faultsSection({ tell }) {
  const state = h('p', { class: 'hint', 'aria-live': 'polite' });
  const list = h('div', { class: 'presets' });
  const heal = doing('Heal everything', async () => show(await api.changeFaults([])), { tell });
  const odd = h('input', { type: 'checkbox' });
  odd.addEventListener('change', async () => {
    try {
      const { oddities } = await api.settings();
      const rate = odd.checked ? ODD_RATE : 0;
      const patch = Object.fromEntries(Object.keys(oddities).map((name) => [name, rate]));
      await api.changeSettings({ oddities: patch });
    } catch (error) {
      tell(error.message);
      odd.checked = !odd.checked;
    }
  });
  const { element, summarize } = section(
    'Faults',
    {},
    list,
    state,
    row(heal),
    h(
      'label',
      { class: 'check' },
      odd,
      h('span', {}, 'Webhooks in all their odd forms: seconds, strings, unknown keys and kinds'),
    ),
  );
  function show(faults) {
    heal.hidden = faults.length === 0;
    const fired = faults.reduce((sum, fault) => sum + fault.fired, 0);
    setText(
      state,
      faults.length === 0
        ? 'No faults: the platform works as documented.'
        : `${plural(faults.length, 'fault')} in force, struck ${plural(fired, 'time')}.`,
    );
    summarize(faults.length === 0 ? '' : plural(faults.length, 'fault'));
  }
  const build = async () => {
    const presets = await api.presets();
    list.replaceChildren(
      ...presets.map(({ name, title, description }) => {
        const put = doing(title, async () => show(await api.changeFaults({ preset: name })), { tell });
        return h('div', { class: 'preset' }, put, h('span', { class: 'hint' }, description));
      }),
    );
  };
  return {
    element,
    refresh: async () => {
      if (list.childElementCount === 0) await build();
      show(await api.faults());
      const { oddities } = await api.settings();
      odd.checked = Object.values(oddities).some((rate) => rate > 0);
    },
  };
}
