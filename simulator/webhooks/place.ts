// Where an event stands in its entry, and how parcels that travel together become entries (messenger-platform §3.3).
// Used by the outbox for each POST.
import type { Random } from '../world/random.ts';
import type { Oddities } from '../world/settings.ts';
import type { EventObject } from './payloads.ts';

export const PLACES = ['messaging', 'standby', 'changes'] as const;
export type Place = (typeof PLACES)[number];

/** Generic Page fields: `{field, value}` in `changes`, with rules of delivery of their own (§3.4). */
const CHANGE_FIELDS = new Set([
  'feed',
  'group_feed',
  'mention',
  'leadgen',
  'inbox_labels',
  'message_template_status_update',
]);

export function placeOf(field: string): Place {
  return CHANGE_FIELDS.has(field) ? 'changes' : 'messaging';
}

/** What an entry is made of. */
export interface Placed {
  readonly page: { readonly id: string };
  readonly field: string;
  readonly place: Place;
  readonly event: EventObject;
}

export interface EntryNeeds {
  /** Virtual ms. */
  now: number;
  random: Random;
  oddities: Oddities;
}

/** One entry for each event, unless entries are shared: then one for each Page. */
export function toEntries(parcels: readonly Placed[], needs: EntryNeeds): EventObject[] {
  const { random, oddities } = needs;
  const shared = parcels.length > 1 && random.chance(oddities.shared_entry);
  if (!shared) return parcels.map((parcel) => toEntry(parcel.page.id, [parcel], needs));
  const byPage = new Map<string, Placed[]>();
  for (const parcel of parcels) {
    const group = byPage.get(parcel.page.id);
    if (group) group.push(parcel);
    else byPage.set(parcel.page.id, [parcel]);
  }
  return [...byPage].map(([pageId, group]) => toEntry(pageId, group, needs));
}

function toEntry(
  pageId: string,
  parcels: readonly Placed[],
  { now, random, oddities }: EntryNeeds,
): EventObject {
  const entry: EventObject = {
    id: pageId,
    time: random.chance(oddities.entry_seconds) ? Math.floor(now / 1000) : now,
  };
  for (const { place, field, event } of parcels) {
    const list = (entry[place] as unknown[] | undefined) ?? [];
    entry[place] = list;
    if (place === 'changes') list.push({ field, value: event });
    else if (event['restrictions'] !== undefined && random.chance(oddities.restrictions_beside)) {
      const { restrictions, ...rest } = event;
      entry['restrictions'] = restrictions;
      list.push(rest);
    } else list.push(event);
  }
  return entry;
}
