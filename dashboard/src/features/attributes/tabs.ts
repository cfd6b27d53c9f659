// The two halves of the catalogue's screen, as they stand in its address.
export const ATTRIBUTES_TABS = ['attributes', 'events'] as const;
export type AttributesTab = (typeof ATTRIBUTES_TABS)[number];
