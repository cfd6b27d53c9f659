// What the sections of the control panel are built from: a section that opens, buttons that work one at a time, labelled fields.
import { h } from './dom.js';

/** A section of the panel. `summary` stands behind its title while it is closed, too. */
export function section(title, { open = false } = {}, ...children) {
  const summary = h('span', { class: 'section-summary' });
  const element = h(
    'details',
    { class: 'section', open },
    h('summary', {}, h('span', { class: 'section-title' }, title), summary),
    h('div', { class: 'section-body' }, children),
  );
  return { element, summarize: (text) => setText(summary, text) };
}

/** Leaves the text alone when it has not changed, so that a selection survives. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A button that is out of reach while it works; what goes wrong is told. */
export function doing(name, run, { tell, kind = 'quiet', title } = {}) {
  const button = h('button', { type: 'button', class: kind, title }, name);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await run();
    } catch (error) {
      tell(error.message);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

export function row(...children) {
  return h('div', { class: 'row' }, children);
}

/** A field with its name above it. */
export function labelled(name, field) {
  return h('label', { class: 'labelled' }, h('span', {}, name), field);
}

/** A choice that calls `onChoose(value)` and shows again what holds when that failed. */
export function choice(options, onChoose, { tell }) {
  const select = h(
    'select',
    {},
    options.map(([value, name]) => h('option', { value }, name)),
  );
  let holds = options[0]?.[0];
  select.addEventListener('change', async () => {
    try {
      await onChoose(select.value);
      holds = select.value;
    } catch (error) {
      tell(error.message);
      select.value = holds;
    }
  });
  return {
    select,
    show: (value) => {
      holds = value;
      if (document.activeElement !== select) select.value = value;
    },
  };
}

/** A share of people, in percent up to `max`. */
export function share(name, { max = 100, step = 1 } = {}) {
  const input = h('input', { type: 'range', min: 0, max, step, value: 0 });
  const output = h('output', {}, '0 %');
  const show = () => setText(output, `${input.value} %`);
  input.addEventListener('input', show);
  return {
    element: h('label', { class: 'share' }, h('span', {}, name), input, output),
    get value() {
      return Number(input.value) / 100;
    },
    set value(rate) {
      input.value = rate * 100;
      show();
    },
  };
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
