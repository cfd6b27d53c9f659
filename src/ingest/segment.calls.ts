// What a call of Segment's dialect means here: something said of a person, or something they did. Pure.

import { keepContext } from './segment.context.ts';
import type { SegmentCall } from './segment.schema.ts';
import { makeStorable } from './storable.ts';

/** Traits whose names differ from the attributes the product itself fills; every other keeps the name it has. */
const ALIASES: Record<string, string> = { firstName: 'first_name', lastName: 'last_name' };

/** One name for each kind, with the page's in an attribute: a name a page would use up the 2,000 a workspace may have. */
const VIEWS = { page: 'Page Viewed', screen: 'Screen Viewed' } as const;

export interface Meaning {
  /** Attributes to set; null removes one. */
  attributes?: Record<string, unknown>;
  event?: { name: string; attributes: Record<string, unknown> };
  /** The id by which the person was known before. */
  previousId?: string;
}

/** `context` is that of the batch, which counts where the call has none of its own. */
export function readMeaning(call: SegmentCall, context?: Record<string, unknown>): Meaning {
  switch (call.type) {
    case 'identify':
      return { attributes: readTraits(call.traits) };
    case 'group':
      // Whole each time: details of the group one was in before would be wrong of the new one.
      return { attributes: { group: { ...readGroup(call.traits), id: call.groupId } } };
    case 'alias':
      return { previousId: call.previousId! };
    case 'track':
      return { event: { name: call.event, attributes: withContext(call.properties, call.context, context) } };
    default: {
      const { name, category } = call;
      const properties = { ...call.properties, ...(name && { name }), ...(category && { category }) };
      return {
        event: { name: VIEWS[call.type], attributes: withContext(properties, call.context, context) },
      };
    }
  }
}

function readTraits(traits: Record<string, unknown>): Record<string, unknown> {
  const named = Object.entries(traits)
    .filter(([name]) => !(Object.hasOwn(ALIASES, name) && Object.hasOwn(traits, ALIASES[name]!)))
    .map(([name, value]) => [Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name, value] as const);
  return makeStorable(Object.fromEntries(named));
}

const readGroup = (traits: Record<string, unknown>): object => makeStorable({ traits })['traits'] as object;

function withContext(
  properties: Record<string, unknown>,
  own: Record<string, unknown>,
  shared: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const context = keepContext(own, shared);
  const stored = makeStorable(properties);
  return context ? { context, ...stored } : stored;
}
