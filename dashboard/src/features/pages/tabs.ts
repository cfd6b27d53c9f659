// The names of a Page's tabs: what may stand in the address, and what is read on the tab.

/** In the order they are shown. */
export const PAGE_TABS = [
  ['overview', 'Overview'],
  ['health', 'Health'],
  ['templates', 'Templates'],
  ['media', 'Media'],
  ['profile', 'Messenger profile'],
  ['people', 'Personas & labels'],
  ['entry', 'Entry points'],
] as const;
export type PageTab = (typeof PAGE_TABS)[number][0];
