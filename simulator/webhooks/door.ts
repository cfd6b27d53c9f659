// Whether an event leaves the platform at all: subscriptions of app and Page, app mode. Asked by the outbox for each event.
import type { Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';

/** What became of an event at the door. */
export type Publication =
  | 'queued'
  | 'app_not_subscribed'
  | 'page_not_subscribed'
  | 'field_not_subscribed'
  | 'development_mode'
  | 'dropped_by_fault'
  | 'queue_full';

/** Whether the platform let the event go, so that a client could have known of it: lost on the way counts too. */
export function wasEmitted(publication: Publication): boolean {
  return publication === 'queued' || publication === 'dropped_by_fault' || publication === 'queue_full';
}

/** Both levels of subscription must name the field; in development mode only people with a role cause events. */
export function findClosedDoor(page: Page, field: string, person: Person | null): Publication | null {
  if (page.app.callback === null) return 'app_not_subscribed';
  if (page.subscribedFields === null) return 'page_not_subscribed';
  if (!page.subscribedFields.has(field) || !page.app.callback.fields.has(field))
    return 'field_not_subscribed';
  if (page.app.mode === 'development' && person !== null && !person.hasRole) return 'development_mode';
  return null;
}
