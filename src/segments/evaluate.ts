// What a filter means, in plain TypeScript: for one person at hand. The SQL of `compile.ts` must agree with it, which a
// test checks on generated people and filters in a real database.
import { evaluateAttribute } from './evaluate.attribute.ts';
import { didEvent, didSequence } from './evaluate.event.ts';
import { isSoInCampaign, isSoInMessenger } from './evaluate.messenger.ts';
import type { Filter } from './filter.contract.ts';
import type { Calendar } from './instants.ts';

export interface FilteredEvent {
  name: string;
  occurredAt: Date;
  attributes: Record<string, unknown>;
}

/** How a person stands towards one Page that knows them. */
export interface FilteredIdentity {
  pageId: string;
  windowClosesAt: Date | null;
  blockedAt: Date | null;
  optedOutAt: Date | null;
  /** Whether they ever said yes. */
  saidYes: boolean;
  lastWroteAt: Date | null;
  lastReadAt: Date | null;
  /** Entry links they opened: lnk_1. */
  links: string[];
  /** Refs they came with. */
  refs: string[];
}

export interface FilteredDelivery {
  /** cmp_1 */
  campaign: string;
  state: string;
  reason: string | null;
  settledAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  /** A reaction without a detail takes those before it back. */
  responses: { kind: string; at: Date; detail: string | null }[];
}

export interface FilteredPerson {
  customerId: string | null;
  attributes: Record<string, unknown>;
  events: FilteredEvent[];
  identities: FilteredIdentity[];
  deliveries: FilteredDelivery[];
  /** Lists they are on: lst_1. */
  lists: string[];
}

/** Whether the person is in. Segments within the filter must have been written out (`resolveFilter`). */
export function evaluateFilter(person: FilteredPerson, filter: Filter, calendar: Calendar): boolean {
  switch (filter.kind) {
    case 'group': {
      const isIn = (part: Filter) => evaluateFilter(person, part, calendar);
      if (filter.match === 'all') return filter.filters.every(isIn);
      return filter.filters.some(isIn) === (filter.match === 'any');
    }
    case 'attribute': {
      const holder =
        filter.attribute === 'customer_id'
          ? { customer_id: person.customerId ?? undefined }
          : person.attributes;
      return evaluateAttribute(holder, filter, calendar);
    }
    case 'event':
      return didEvent(person.events, filter, calendar) === filter.did;
    case 'sequence':
      return didSequence(person.events, filter, calendar) === filter.did;
    case 'list':
      return person.lists.includes(filter.list_id) === filter.is_in;
    case 'messenger':
      return person.identities.some((identity) => isSoInMessenger(identity, filter, calendar)) === filter.is;
    case 'campaign':
      return person.deliveries.some((delivery) => isSoInCampaign(delivery, filter, calendar)) === filter.is;
    case 'segment':
      throw new Error(`The segment ${filter.segment_id} is to be written out first (resolveFilter)`);
  }
}
