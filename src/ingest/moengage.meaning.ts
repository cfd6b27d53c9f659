// What a call of MoEngage's dialect means here: a customer to save, events to store. Pure.
import { AppError, invalid } from '../kit/errors.ts';
import type { CustomerInput } from '../profiles/customers.ts';
import { checkEvent, type TrackedEvent } from '../profiles/track.ts';
import type { Action, CustomerCall, EventCall, Unsetting } from './moengage.schema.ts';
import { readActionTime } from './moengage.time.ts';

/** `names`: the attributes there are, for a call that unsets them by a part of their name. */
export function readCustomer(call: CustomerCall, names: readonly string[]): CustomerInput {
  const { own, lists } = call.attributes;
  const unset = call.unset_attributes.flatMap((one) => matching(one, names));
  return {
    customerId: call.customer_id,
    attributes: { ...Object.fromEntries(unset.map((name) => [name, null])), ...own },
    lists,
    source: 'moengage',
  };
}

/** Whether a call can only be read knowing which attributes there are. */
export const needsNames = (call: CustomerCall): boolean =>
  call.unset_attributes.some((one) => one.type !== 'equals' || !one.case_sensitive);

function matching({ type, attr, case_sensitive }: Unsetting, names: readonly string[]): readonly string[] {
  if (type === 'equals' && case_sensitive) return [attr];
  const fold = (text: string): string => (case_sensitive ? text : text.toLowerCase());
  const part = fold(attr);
  const matches = {
    equals: (name: string) => name === part,
    prefix: (name: string) => name.startsWith(part),
    suffix: (name: string) => name.endsWith(part),
    contains: (name: string) => name.includes(part),
  }[type];
  return names.filter((name) => matches(fold(name)));
}

/** The events of a call; the first action that is wrong gives the error, which names it. `key` makes them repeatable. */
export function readEvents(
  call: EventCall,
  { now, key }: { now: Date; key: string | undefined },
): TrackedEvent[] | AppError {
  const events: TrackedEvent[] = [];
  for (const [index, action] of call.actions.entries()) {
    const dedupeKey = key === undefined ? null : `${key}:${index}`;
    const event = readAction(call.customer_id, action, { now, dedupeKey });
    if (event instanceof AppError) return inAction(index, event);
    events.push(event);
  }
  return events;
}

function readAction(
  customerId: string,
  action: Action,
  { now, dedupeKey }: { now: Date; dedupeKey: string | null },
): TrackedEvent | AppError {
  const occurredAt = readActionTime(action);
  if (occurredAt instanceof AppError) return occurredAt;
  const { platform, app_version } = action;
  const attributes = {
    ...(platform && { platform }),
    ...(app_version && { app_version }),
    ...action.attributes,
  };
  return checkEvent(
    { who: { customerId }, source: 'api', name: action.action, occurredAt, dedupeKey, attributes },
    now,
    action.current_time == null ? 'user_time' : 'current_time',
  );
}

/** An error of one action, as an error of the call. */
export const inAction = (index: number, error: AppError): AppError =>
  invalid(`actions.${index}.${error.field === 'name' ? 'action' : error.field}`, error.message, error.remedy);
