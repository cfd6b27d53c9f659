// How long the messages of a waterfall take at a given rate, and how many windows close before their turn. Pure.
import { addMs, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import type { Forecast } from './waterfall.contract.ts';
import type { LocalTurn } from './waterfall.zones.ts';

export interface ForecastFacts {
  /** People whom the message itself reaches, by the minute in which their window closes (rounded up, from `now`). */
  closing: ReadonlyMap<number, number>;
  /** People who are sent to whenever their turn comes. */
  atAnyTime: number;
  perSecond: number;
  limitedBy: Forecast['limited_by'];
  now: Date;
  startsAt: Date;
  /** A window is taken as closed this much before it is. */
  marginMs: number;
}

/**
 * The soonest-closing window goes first, so whoever is late is late whatever the order. A minute's windows are taken to
 * close at its beginning: the forecast errs on the side of more.
 */
export function forecastOf(facts: ForecastFacts): Forecast {
  const { closing, atAnyTime, perSecond, now, startsAt, marginMs } = facts;
  const delayMs = Math.max(0, startsAt.getTime() - now.getTime());
  let [sent, late] = [0, 0];
  for (const [minute, people] of [...closing].sort(([a], [b]) => a - b)) {
    const leftMs = (minute - 1) * MINUTE_MS - marginMs - delayMs;
    const room = Math.floor((Math.max(0, leftMs) / SECOND_MS) * perSecond) - sent;
    const inTime = Math.max(0, Math.min(people, room));
    sent += inTime;
    late += people - inTime;
  }
  const seconds = Math.ceil((sent + atAnyTime) / perSecond);
  return {
    per_second: perSecond,
    limited_by: facts.limitedBy,
    starts_at: addMs(now, delayMs).toISOString(),
    seconds,
    closing: late,
    text: wordsOf({ messages: sent + atAnyTime, late, seconds, perSecond, isLater: delayMs > 0 }),
  };
}

/**
 * The same where people have turns of their own: each turn's people are alike to all others in their windows, so each is a
 * forecast of a part of them. @param turns in order of time, at least one @param isLocal at the same time by everybody's clock; else
 * they differ by quiet hours alone
 */
export function forecastOfTurns(
  facts: ForecastFacts,
  turns: readonly LocalTurn[],
  { isLocal }: { isLocal: boolean },
): Forecast {
  const all = turns.reduce((sum, { people }) => sum + people, 0) || 1;
  const first = turns[0]?.at ?? facts.startsAt;
  const parts = turns.map(({ at, people }) => {
    const part = (count: number): number => Math.round((count * people) / all);
    const closing = new Map([...facts.closing].map(([minute, count]) => [minute, part(count)]));
    const forecast = forecastOf({ ...facts, closing, atAnyTime: part(facts.atAnyTime), startsAt: at });
    return { ...forecast, endsAt: Date.parse(forecast.starts_at) + forecast.seconds * SECOND_MS };
  });
  const startsAt = Math.max(first.getTime(), facts.now.getTime());
  const endsAt = Math.max(...parts.map((part) => part.endsAt));
  const closing = parts.reduce((sum, part) => sum + part.closing, 0);
  const seconds = Math.ceil((endsAt - startsAt) / SECOND_MS);
  const late =
    closing === 0 ? 'No window closes' : `About ${count(closing, 'window')} close${closing === 1 ? 's' : ''}`;
  const words = [
    ...(isLocal
      ? [`Everybody gets it by their own clock, the last ${durationOf(seconds)} after the first.`]
      : []),
    ...quietWords(facts, turns, all),
    `${late} ${startsAt > facts.now.getTime() ? 'by then or before their turn' : 'before their turn'}.`,
  ];
  return {
    per_second: facts.perSecond,
    limited_by: facts.limitedBy,
    starts_at: new Date(startsAt).toISOString(),
    seconds,
    closing,
    text: words.join(' '),
  };
}

/** Who waits, as a share: of the people in the turns not everybody can be reached. */
function quietWords({ now, startsAt }: ForecastFacts, turns: readonly LocalTurn[], all: number): string[] {
  const held = turns.filter(({ quiet }) => quiet === 'held');
  const last = held.at(-1);
  if (last === undefined) return [];
  const share = held.reduce((sum, { people }) => sum + people, 0) / all;
  const whom = share === 1 ? 'everybody' : `about ${Math.max(1, Math.round(share * 100))} % of them`;
  const from = Math.max(now.getTime(), startsAt.getTime());
  const wait = durationOf(Math.max(0, Math.ceil((last.at.getTime() - from) / SECOND_MS)));
  return [`It is quiet hours for ${whom} when it goes out: they wait until these end, the last for ${wait}.`];
}

interface Outcome {
  messages: number;
  late: number;
  seconds: number;
  perSecond: number;
  isLater: boolean;
}

function wordsOf({ messages, late, seconds, perSecond, isLater }: Outcome): string {
  if (messages + late === 0) return 'Nothing would be sent.';
  const rate = `${perSecond.toLocaleString('en-US')} a second`;
  const time = `At ${rate}, ${count(messages, 'message')} take${messages === 1 ? 's' : ''} ${durationOf(seconds)}.`;
  if (late === 0) return `${time} No window closes before its turn.`;
  const when = isLater ? 'by then or before their turn' : 'before their turn';
  const closing = `${count(late, 'window')} close${late === 1 ? 's' : ''} ${when}.`;
  return messages === 0 ? closing : `${time} ${closing}`;
}

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

function durationOf(seconds: number): string {
  if (seconds < 60) return seconds <= 1 ? 'a second' : `${seconds} seconds`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  const minutes = Math.ceil(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
