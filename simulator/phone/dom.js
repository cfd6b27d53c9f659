// Building elements. Text always goes in as text nodes, so nothing that a Page or a person sends can become markup.

/**
 * An element with attributes (`class`, `title`, `onclick`, …) and children; null and false children are left out.
 * Functions become listeners, true becomes an empty attribute.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Number.POSITIVE_INFINITY)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** A link target from a message: only web and phone addresses, never `javascript:`. */
export function safeUrl(text) {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  return ['http:', 'https:', 'tel:'].includes(new URL(text).protocol) ? text : null;
}

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12l16-8-6 16-3-6z',
  like: 'M7 11v9H4v-9zm0 0l4-8c2 0 3 1 2.500 4L13 9h5.500c1.500 0 2 1 1.700 2.500l-1.300 6.500c-.3 1.200-1 2-2.400 2H7',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  sliders: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  close: 'M6 6l12 12M18 6L6 18',
  smile:
    'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM8.500 14.500c1.800 2.200 5.200 2.200 7 0M9 9.500h.01M15 9.500h.01',
};

/** A line icon that takes the colour of its text. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A picture that says so when it cannot be loaded. */
export function picture(url, kind) {
  const image = h('img', { class: kind, src: url, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () =>
    image.replaceWith(h('p', { class: `${kind} missing` }, `The picture could not be loaded: ${url}`)),
  );
  return image;
}

export function avatar(psid, size) {
  return h('img', { class: `avatar ${size}`, src: `/sandbox/avatars/${psid}.svg`, alt: '', loading: 'lazy' });
}
