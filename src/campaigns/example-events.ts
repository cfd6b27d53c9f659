// What may start a campaign, as it happened last: for a preview before anything happens, and for whoever writes a text about it.
import type { Db } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { findPeople } from '../profiles/person.ts';
import { listHidden } from '../profiles/sensitive.ts';
import type { CampaignDefinition, DeliveryType } from './campaign.contract.ts';
import { mask, nameOf } from './campaign.recipient.ts';
import { ANSWERED_EVENTS } from './conversations.ts';
import { getTimeZone } from './conversion.queries.ts';
import { type EventPlace, type ExampleEvent, MAX_EXAMPLES } from './example-event.contract.ts';
import { type Happened, listCarried, listLatestCalls, listLatestEvents } from './example-event.queries.ts';
import { listPlaces } from './example-places.ts';
import type { Trigger } from './trigger.contract.ts';
import { isStart } from './trigger.match.ts';

/** Of each name; whatever meets the conditions of a trigger more rarely is not found. */
const LOOKED_AT = 100;

/** What starts a campaign. */
export interface Start {
  type: DeliveryType;
  trigger: Trigger | null;
  /** Whose calls of the API count; null: none has come. */
  campaignId: number | null;
}

type Started = Pick<CampaignDefinition, 'delivery_type' | 'trigger'>;

export const startOf = ({ delivery_type: type, trigger }: Started, campaignId: number | null): Start => ({
  ...{ type, trigger, campaignId },
});

/** Names of what starts a message; none: nothing does, or a call of the API that says what happened. */
export function eventNamesOf({ delivery_type: type, trigger }: Started): readonly string[] {
  switch (type) {
    case 'event':
    case 'business_event':
      return [...new Set((trigger?.events ?? []).map(({ event }) => event))];
    case 'segment':
      return ['segment_entered', 'segment_left'];
    case 'conversation':
      return [...ANSWERED_EVENTS.keys()];
    default:
      return [];
  }
}

/**
 * What the latest event that starts the campaign carries, of this person, or (null) of anybody; where none of the latest meets
 * its conditions, the latest of all. undefined: nothing has happened.
 * @param of.hidden names of attributes that whoever asks may not see: conditions on them find nothing out; none: a program's own
 */
export async function findExampleEvent(
  db: Db,
  workspaceId: string,
  { start, ...of }: { start: Start; profileId: number | null; hidden?: ReadonlySet<string> },
): Promise<Record<string, unknown> | undefined> {
  const { met, all } = await listLatest(db, workspaceId, start, of);
  return (met[0] ?? all[0])?.attributes;
}

export async function listExampleEvents(
  db: Db,
  actor: Actor,
  start: Start,
): Promise<{ places: EventPlace[]; events: ExampleEvent[] }> {
  const { workspaceId } = actor;
  const hidden = await listHidden(db, actor);
  const names = eventNamesOf({ delivery_type: start.type, trigger: start.trigger });
  const { met, all } = await listLatest(db, workspaceId, start, { profileId: null, hidden });
  const carried = names.length === 0 ? [] : await listCarried(db, workspaceId, names);
  const shown = (met.length > 0 ? met : all).slice(0, MAX_EXAMPLES);
  const ids = [...new Set(shown.map(({ profileId }) => profileId))];
  const people = await findPeople(db, workspaceId, ids, null);
  const person = new Map(people.map((one) => [one.profileId, nameOf(mask(one, hidden).attributes)]));
  return {
    // What nobody's trigger waits for teaches nothing, where something else is known.
    places: listPlaces({
      names: start.type === 'api' ? ['api'] : names,
      carried,
      happened: met.length > 0 ? met : all,
    }),
    events: shown.map(({ id, name, occurredAt, profileId, attributes }) => ({
      ...{ id: String(id), name, happened_at: occurredAt.toISOString(), attributes },
      person_id: person.has(profileId) ? formatId('prf', profileId) : null,
      person_name: person.get(profileId) ?? null,
    })),
  };
}

/** Attributes that every event has carried that may start the campaign; of calls of the API each of the latest. */
export async function listAlwaysCarried(
  db: Db,
  workspaceId: string,
  start: Start,
): Promise<ReadonlySet<string>> {
  const { type, trigger } = start;
  if (type === 'api') {
    const { all } = await listLatest(db, workspaceId, start, { profileId: null });
    return inEach(all.map(({ attributes }) => Object.keys(attributes)));
  }
  const names = eventNamesOf({ delivery_type: type, trigger });
  const carried = names.length === 0 ? [] : await listCarried(db, workspaceId, names);
  return inEach(names.map((event) => carried.filter((one) => one.event === event).map(({ name }) => name)));
}

/** Of no list: none. */
const inEach = ([first = [], ...others]: readonly (readonly string[])[]): ReadonlySet<string> =>
  new Set(first.filter((name) => others.every((list) => list.includes(name))));

const NONE: ReadonlySet<string> = new Set();

/** Newest first, with dots for what is hidden: all, and those of them that start the campaign as far as what is shown tells. */
async function listLatest(
  db: Db,
  workspaceId: string,
  start: Start,
  { profileId, hidden = NONE }: { profileId: number | null; hidden?: ReadonlySet<string> },
): Promise<{ met: Happened[]; all: Happened[] }> {
  const { type, trigger, campaignId } = start;
  const latest = { profileId, hidden, limit: LOOKED_AT };
  const seen = (happened: readonly Happened[]) => happened.map((one) => mask(one, hidden));
  if (type === 'api') {
    const calls =
      campaignId === null ? [] : seen(await listLatestCalls(db, workspaceId, { campaignId, ...latest }));
    return { met: calls, all: calls };
  }
  const names = eventNamesOf({ delivery_type: type, trigger });
  const all = names.length === 0 ? [] : seen(await listLatestEvents(db, workspaceId, { names, ...latest }));
  if (type === 'conversation' || trigger === null || all.length === 0) return { met: all, all };
  const timeZone = await getTimeZone(db, workspaceId);
  const met = all.filter(({ id, ...event }) =>
    isStart({ type, trigger }, { eventId: id, ...event }, timeZone),
  );
  return { met, all };
}
