// Automatic answers: which campaign answers what somebody wrote or tapped, and who gets no answer although one fits. Loops and
// storms cannot come about: only what a person does is answered (never an echo, never an event of ours), each act once and by
// one campaign, and one person only so often.
import { sql } from 'kysely';
import { readConsentWord } from '../delivery/consent-words.ts';
import { findPaused, pauseConversations } from '../delivery/conversation-pause.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Db, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import { recordEvents } from '../profiles/events.ts';
import {
  type Answer,
  type ChosenAnswer,
  chooseAnswer,
  HUMAN_PAYLOAD,
  type Said,
} from './conversation.match.ts';
import { asksForHuman } from './human-words.ts';

/** Events of the catalogue that may be answered, by what they are. */
export const ANSWERED_EVENTS: ReadonlyMap<string, Said['kind']> = new Map([
  ['messenger_message', 'message'],
  ['messenger_quick_reply', 'quick_reply'],
  ['messenger_postback', 'postback'],
]);

/** Somebody asked for a human: for segments, and for whoever wants to be told. */
export const HUMAN_REQUESTED = 'messenger_human_requested';

/** As long as the window that their asking opened. */
const HUMAN_PAUSE_MS = DAY_MS;
/** An answer to what was written longer ago than this (the service was away) would puzzle whoever gets it. */
const STALE_MS = HOUR_MS;
/**
 * Nobody taps faster, or as much in a day; a machine at the other end does. Without the second limit two machines would go on
 * for ever at the pace of the first.
 */
export const MOST_ANSWERS = { times: 20, withinMs: 10 * MINUTE_MS } as const;
export const MOST_A_DAY = 200;

/** An event of one person in the conversation with a Page. */
export interface Utterance {
  eventId: number;
  profileId: number;
  pageId: string;
  name: string;
  occurredAt: Date;
  attributes: Record<string, unknown>;
}

export interface LiveAnswer extends Answer {
  pageId: string;
}

export interface Decision<A extends LiveAnswer = LiveAnswer> {
  utterance: Utterance;
  chosen: ChosenAnswer<A>;
  /** entered, or why there is no answer: human_talks, too_many_answers, too_old. */
  outcome: 'entered' | 'human_talks' | 'too_many_answers' | 'too_old';
}

/**
 * What is to be answered, by which campaign; what none answers is not among it. Notes who asked for a human. Call it once in a
 * transaction, with a workspace's events in the order of their time.
 */
export async function decideAnswers<A extends LiveAnswer>(
  tx: Tx,
  workspaceId: string,
  { utterances, answers, now }: { utterances: readonly Utterance[]; answers: readonly A[]; now: Date },
): Promise<Decision<A>[]> {
  const heard = utterances.filter(({ name }) => ANSWERED_EVENTS.has(name)).map(hear);
  if (heard.length === 0) return [];
  const psids = await findPsids(tx, workspaceId, heard);
  const getStarted = await readGetStarted(tx, workspaceId, heard);
  const paused = new Set(await findPaused(tx, workspaceId, [...psids.values()], now));
  const counts = await countAnswers(tx, workspaceId, heard, now);
  const byPage = Map.groupBy(answers, ({ pageId }) => pageId);
  const decisions: Decision<A>[] = [];
  const asking: Heard[] = [];
  for (const one of heard) {
    const { utterance, said } = one;
    if (said.text !== null && readConsentWord(said.text) !== null) continue; // the receipt is kept elsewhere
    const ofPage = byPage.get(utterance.pageId) ?? [];
    const circumstances = { getStarted: getStarted.get(utterance.pageId) ?? null, asksHuman: one.asksHuman };
    const chosen = chooseAnswer(ofPage, said, circumstances);
    if (one.asksHuman) asking.push(one);
    if (chosen === null) {
      if (one.asksHuman) pause(paused, psids.get(keyOf(utterance)));
      continue;
    }
    const outcome = judge(utterance, { now, paused, psids, counts });
    decisions.push({ utterance, chosen, outcome });
    if (outcome === 'entered') countOne(counts, utterance.profileId);
    if (one.asksHuman) pause(paused, psids.get(keyOf(utterance))); // what they write after it is for the human
  }
  await noteAsking(tx, workspaceId, { asking, psids, now });
  return decisions;
}

interface Heard {
  utterance: Utterance;
  said: Said;
  asksHuman: boolean;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function hear(utterance: Utterance): Heard {
  const { name, attributes } = utterance;
  const kind = ANSWERED_EVENTS.get(name) ?? 'message';
  const text = textOf(kind === 'postback' ? attributes['title'] : attributes['text']);
  const said = { kind, text, payload: textOf(attributes['payload']) };
  const asksHuman =
    said.payload === HUMAN_PAYLOAD || (kind === 'message' && text !== null && asksForHuman(text));
  return { utterance, said, asksHuman };
}

const keyOf = ({ pageId, profileId }: Utterance): string => `${pageId}/${profileId}`;

const pause = (paused: Set<string>, person: Person | undefined): void => {
  if (person) paused.add(`${person.pageId}/${person.psid}`);
};

interface Standing {
  now: Date;
  paused: ReadonlySet<string>;
  psids: ReadonlyMap<string, Person>;
  counts: Counts;
}

function judge(utterance: Utterance, { now, paused, psids, counts }: Standing): Decision['outcome'] {
  const person = psids.get(keyOf(utterance));
  if (utterance.occurredAt < addMs(now, -STALE_MS)) return 'too_old';
  if (person && paused.has(`${person.pageId}/${person.psid}`)) return 'human_talks';
  const { lately, today } = counts.get(utterance.profileId) ?? NONE;
  if (lately >= MOST_ANSWERS.times || today >= MOST_A_DAY) return 'too_many_answers';
  return 'entered';
}

interface Person {
  pageId: string;
  psid: string;
}

/** Of several on a Page the one last heard from. */
async function findPsids(
  tx: Tx,
  workspaceId: string,
  heard: readonly Heard[],
): Promise<ReadonlyMap<string, Person>> {
  const wanted = heard.map(({ utterance: { pageId, profileId } }) => ({ pageId, profileId }));
  const rows = await many(
    tx,
    sql<Person & { profileId: number }>`
    select distinct on (i.page_id, i.profile_id) i.page_id as "pageId", i.psid, i.profile_id as "profileId"
      from jsonb_to_recordset(${jsonb(wanted)}) as w ("pageId" text, "profileId" bigint)
      join identities i on i.workspace_id = ${workspaceId} and i.page_id = w."pageId" and i.profile_id = w."profileId"
     order by i.page_id, i.profile_id, i.last_user_action_at desc nulls last`,
  );
  return new Map(rows.map(({ profileId, ...person }) => [`${person.pageId}/${profileId}`, person]));
}

/** What the Get Started button of each Page carries, as last read. */
async function readGetStarted(
  tx: Tx,
  workspaceId: string,
  heard: readonly Heard[],
): Promise<ReadonlyMap<string, string | null>> {
  const tapped = heard.filter(({ said }) => said.payload !== null);
  const found = new Map<string, string | null>();
  for (const pageId of new Set(tapped.map(({ utterance }) => utterance.pageId)))
    found.set(pageId, await findGetStarted(tx, workspaceId, pageId));
  return found;
}

/** null: the Page has none, or it was not read yet. */
export async function findGetStarted(db: Db, workspaceId: string, pageId: string): Promise<string | null> {
  const row = await maybeOne(
    db,
    sql<{ payload: string | null }>`
    select profile -> 'get_started' ->> 'payload' as payload from messenger_profiles
     where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
  return row?.payload ?? null;
}

/** How often each was answered, by the two limits. */
type Counts = Map<number, { lately: number; today: number }>;
const NONE = { lately: 0, today: 0 };

function countOne(counts: Counts, profileId: number): void {
  const { lately, today } = counts.get(profileId) ?? NONE;
  counts.set(profileId, { lately: lately + 1, today: today + 1 });
}

async function countAnswers(
  tx: Tx,
  workspaceId: string,
  heard: readonly Heard[],
  now: Date,
): Promise<Counts> {
  const profileIds = [...new Set(heard.map(({ utterance }) => utterance.profileId))];
  const names = [...ANSWERED_EVENTS.keys()];
  const rows = await many(
    tx,
    sql<{ profileId: number; lately: number; today: number }>`
    select e.profile_id as "profileId", count(*) as today,
           count(*) filter (where e.entered_at > ${addMs(now, -MOST_ANSWERS.withinMs)}) as lately
      from entries e
     where e.workspace_id = ${workspaceId} and e.profile_id = any(${profileIds}::bigint[])
       and e.entered_at > ${addMs(now, -DAY_MS)}
       and e.outcome = 'entered' and e.name = any(${names}::text[])
     group by e.profile_id`,
  );
  return new Map(rows.map(({ profileId, ...times }) => [profileId, times]));
}

/** Automatic answers pause, and the wish is an event of theirs. */
async function noteAsking(
  tx: Tx,
  workspaceId: string,
  { asking, psids, now }: { asking: readonly Heard[]; psids: ReadonlyMap<string, Person>; now: Date },
): Promise<void> {
  const recent = asking.filter(({ utterance }) => utterance.occurredAt >= addMs(now, -HUMAN_PAUSE_MS));
  await pauseConversations(
    tx,
    workspaceId,
    recent.flatMap(({ utterance }) => {
      const person = psids.get(keyOf(utterance));
      const since = utterance.occurredAt;
      return person
        ? [{ ...person, because: 'asked_human' as const, since, until: addMs(since, HUMAN_PAUSE_MS) }]
        : [];
    }),
  );
  await recordEvents(
    tx,
    workspaceId,
    recent.map(({ utterance: { eventId, profileId, pageId, occurredAt }, said }) => ({
      profileId,
      pageId,
      name: HUMAN_REQUESTED,
      occurredAt,
      source: 'talaria',
      dedupeKey: `human:${eventId}`,
      attributes: said.text === null ? {} : { text: said.text },
    })),
  );
}
