// What somebody would have to do for a campaign that waits for it, and how what they did misses it.
import type { Db } from '../kit/db.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { ANSWERED_EVENTS } from './conversations.ts';
import { isForOnePerson } from './delivery-type.ts';
import { isAnyOf } from './trigger.match.ts';
import { type DoneEvent, listDone, type OfPerson } from './why.queries.ts';
import type { WhyFacts } from './why.sentence.ts';
import { atWords } from './why.words.ts';

interface Waiting {
  definition: CampaignDefinition;
  publishedAt: Date | null;
  zone: string;
}

export async function findDoing(db: Db, key: OfPerson, of: Waiting): Promise<WhyFacts['doing']> {
  const { delivery_type: type, trigger } = of.definition;
  if (trigger === null || !isForOnePerson(type)) return null;
  if (type === 'api') return { waitsFor: 'been named in a call of your program', missed: null };
  if (type === 'conversation') {
    const said = await listDone(db, key, [...ANSWERED_EVENTS.keys()]);
    const isHeard = said.some((one) => of.publishedAt !== null && one.occurredAt >= of.publishedAt);
    return {
      waitsFor: 'written or tapped what starts it',
      missed: isHeard ? 'nothing they wrote or tapped since it went live fits what starts it' : null,
    };
  }
  if (type === 'segment') {
    const done = await listDone(db, key, [`segment_${trigger.direction}`]);
    const ofThis = done.filter(({ attributes }) => attributes['segment_id'] === trigger.segment_id);
    return {
      waitsFor: `${trigger.direction} the segment it waits for`,
      missed: missedBy(ofThis, ofThis, of, `${trigger.direction} the segment`),
    };
  }
  const names = [...new Set(trigger.events.map(({ event }) => event))];
  const done = await listDone(db, key, names);
  const fitting = done.filter((one) => isAnyOf(one, trigger.events, of.zone));
  return { waitsFor: `done ${names.join(' or ')}`, missed: missedBy(done, fitting, of, null) };
}

/** As a clause: "they did Order placed on …, before it went live"; null: they did nothing of the kind. */
function missedBy(
  done: readonly DoneEvent[],
  fitting: readonly DoneEvent[],
  { publishedAt, zone }: Waiting,
  verb: string | null,
): string | null {
  const [last] = fitting;
  const say = ({ name, occurredAt }: DoneEvent): string =>
    `they ${verb ?? `did ${name}`} on ${atWords(occurredAt, zone)}`;
  if (last === undefined)
    return done[0] === undefined ? null : `${say(done[0])}, but not as its conditions ask`;
  if (publishedAt !== null && last.occurredAt < publishedAt) return `${say(last)}, before it went live`;
  return `${say(last)}, which has not been looked at yet`;
}
