// Which campaigns an event starts a message of, and for whom it stops one that waits. Pure.
import type { EventSource } from '../profiles/events.ts';
import { isOfKind } from '../segments/evaluate.event.ts';
import type { EventMatch } from '../segments/filter.contract.ts';
import type { NoticedEvent } from './conversion.rules.ts';
import type { Watcher } from './trigger.watchers.ts';

/** Days in conditions are those of the workspace; "now" in them is when it happened, however late it came. */
export const isAnyOf = (
  event: Pick<NoticedEvent, 'name' | 'occurredAt' | 'attributes'>,
  matches: readonly EventMatch[],
  timeZone: string,
): boolean => matches.some((match) => isOfKind(event, match, { now: event.occurredAt, timeZone }));

/**
 * What everybody can write starts nothing for everybody, and for one person only where the campaign says so: whoever reads a
 * website's key may say that any customer did anything (docs/decisions/0020).
 */
export const mayStart = (
  { type, trigger }: Pick<Watcher, 'type' | 'trigger'>,
  { source }: { source: EventSource },
): boolean => source !== 'website' || (type === 'event' && trigger.from_websites);

/** Whether the event starts a message of the campaign; conversations choose among each other (conversations.ts). */
export function isStart(
  { type, trigger }: Pick<Watcher, 'type' | 'trigger'>,
  event: NoticedEvent,
  timeZone: string,
): boolean {
  switch (type) {
    case 'event':
    case 'business_event':
      return isAnyOf(event, trigger.events, timeZone);
    case 'segment':
      return (
        event.name === `segment_${trigger.direction}` && event.attributes['segment_id'] === trigger.segment_id
      );
    default:
      return false;
  }
}
