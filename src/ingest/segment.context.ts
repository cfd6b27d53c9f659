// What of a call's context is kept with its event: where it came from and what it was made with. Pure.
import { isRecord } from '../profiles/attribute.value.ts';

/**
 * Keys of Segment's context that say something a campaign can use. Left out on purpose: ip, userAgent, location and the
 * device's advertising ids, which nobody asked the person for.
 */
const KEPT: Record<string, readonly string[] | 'text'> = {
  app: ['name', 'version'],
  campaign: ['name', 'source', 'medium', 'term', 'content'],
  device: ['type', 'manufacturer', 'model'],
  library: ['name', 'version'],
  locale: 'text',
  os: ['name', 'version'],
  page: ['path', 'referrer', 'title', 'url'],
  timezone: 'text',
};
const KEPT_ENTRIES = Object.entries(KEPT);
/** Longer ones are left out: nothing is worth losing the event for. */
const MAX_TEXT = 500;

/** The context as the attribute of an event, or undefined when nothing of it is kept. `shared` is that of the batch. */
export function keepContext(
  own: Record<string, unknown>,
  shared: Record<string, unknown> = {},
): Record<string, unknown> | undefined {
  const kept: Record<string, unknown> = {};
  for (const [name, keys] of KEPT_ENTRIES) {
    const value = own[name] ?? shared[name];
    if (keys === 'text') {
      if (isShortText(value)) kept[name] = value;
    } else if (isRecord(value)) {
      const inner = keys.filter((key) => isShortText(value[key])).map((key) => [key, value[key]]);
      if (inner.length > 0) kept[name] = Object.fromEntries(inner);
    }
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

const isShortText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT && value.isWellFormed();
