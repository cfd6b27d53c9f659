// Going from one delivery type to another without losing what was entered for the one before. Pure.
import type { CampaignDefinition, DeliveryType, Schedule, Trigger } from '../../../api/types.ts';
import { newMatch } from '../../segments/match/match.ts';
import { isForOnePerson } from './deliveryTypes.ts';

type Timing = Pick<CampaignDefinition, 'schedule' | 'trigger'>;
/** What was entered for the types not chosen now. */
export type KeptTimings = Partial<Record<DeliveryType, Timing>>;

export const newTrigger = (timeZone: string): Trigger => ({
  events: [],
  from_websites: false,
  segment_id: null,
  direction: 'entered',
  conversation: null,
  delay: { kind: 'none' },
  unless: [],
  reentry: { kind: 'always' },
  from: null,
  until: null,
  time_zone: timeZone,
});

const everyMonday = (timeZone: string): Schedule => ({
  kind: 'repeat',
  every: { unit: 'week', interval: 1, weekdays: [1] },
  time: '09:00',
  time_zone: timeZone,
  starts_on: null,
  end: { kind: 'never' },
});

/** The beginning of a type; what two types have in common comes along. */
export function newTiming(type: DeliveryType, timeZone: string, before: Trigger | null = null): Timing {
  if (type === 'one_time') return { schedule: { kind: 'now' }, trigger: null };
  if (type === 'periodic') return { schedule: everyMonday(timeZone), trigger: null };
  const blank = newTrigger(timeZone);
  const { from, until, time_zone } = before ?? blank;
  const trigger = { ...blank, from, until, time_zone };
  const hasEvents = type === 'event' || type === 'business_event';
  if (hasEvents) trigger.events = before && before.events.length > 0 ? before.events : [newMatch()];
  if (before && isForOnePerson(type)) Object.assign(trigger, pick(before));
  return { schedule: { kind: 'now' }, trigger };
}

const pick = ({ unless, reentry }: Trigger) => ({ unless, reentry });

export const keepTiming = (
  kept: KeptTimings,
  { delivery_type, schedule, trigger }: CampaignDefinition,
): KeptTimings => ({ ...kept, [delivery_type]: { schedule, trigger } });

export function switchType(
  definition: CampaignDefinition,
  type: DeliveryType,
  { kept, timeZone }: { kept: KeptTimings; timeZone: string },
): Timing & Pick<CampaignDefinition, 'delivery_type'> {
  return { delivery_type: type, ...(kept[type] ?? newTiming(type, timeZone, definition.trigger)) };
}
