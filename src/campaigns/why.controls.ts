// What each control did with each message that is told, or would do with the one that may come: gathers what it was judged by, and
// has it told. Nothing was written for it: what the ledger says was done stands, and the figures are found again.
import { isLimited } from '../delivery/enqueue.limits.ts';
import { readSendingRules } from '../delivery/sending-rules.ts';
import type { Db } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import { dayAt } from '../kit/zoned-time.ts';
import type { PersonDetails } from '../profiles/person.queries.ts';
import { nameOf } from '../profiles/person.view.ts';
import { hideAttributes } from '../profiles/sensitive.ts';
import { ruledBy } from './campaign.check.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { WhyControls } from './why.contract.ts';
import type { ControlFacts, Judged, RuledRun } from './why.control.ts';
import { tellLanguage, tellVariant } from './why.controls.chosen.ts';
import { tellDoor } from './why.controls.door.ts';
import { tellGate } from './why.controls.gate.ts';
import { rulesOf, tellHad } from './why.controls.had.ts';
import {
  countAdmitted,
  countAhead,
  findHolder,
  findLots,
  findRulesChange,
  listKnownHad,
  listRuledRuns,
} from './why.controls.queries.ts';
import { courseOf, isWaitingForTurn } from './why.course.ts';
import type { OfPerson, WhyDelivery, WhyEntry } from './why.queries.ts';
import { atWords } from './why.words.ts';

export interface ControlsAsked {
  key: OfPerson;
  person: PersonDetails;
  /** Names of attributes that whoever asks may not see. */
  hidden: ReadonlySet<string>;
  /** What is live, or the draft. */
  definition: CampaignDefinition;
  /** That is live; null: never published. */
  version: number | null;
  /** Of the campaign. */
  tags: readonly string[];
  /** Newest first. */
  deliveries: readonly WhyDelivery[];
  entries: readonly WhyEntry[];
  /** Whether a message may still come where there is none. */
  mayCome: boolean;
  now: Date;
}

/** Newest first; nobody's yet alone. */
export async function judgeControls(db: Db, asked: ControlsAsked): Promise<Judged[]> {
  const { key, deliveries, mayCome, now } = asked;
  if (deliveries.length === 0 && !mayCome) return [];
  const facts = await findFacts(db, asked);
  const numbers = [...new Set(deliveries.map(({ occurrence }) => occurrence))];
  const runs = await listRuledRuns(db, key, deliveries.length === 0 ? null : numbers);
  const asks = deliveries.length === 0 ? [comingWith(asked, runs[0])] : askedOf(asked, runs);
  if (asks.length === 0) return [];
  const farthest = asks.map(({ run, at }) => {
    const { caps, gapMs } = rulesOf(facts, run);
    return at.getTime() - Math.max(0, gapMs, ...caps.map(({ ms }) => ms));
  });
  const had = await listKnownHad(db, key, new Date(Math.min(...farthest)));
  const ofRuns = new Map<RuledRun, OfRun>();
  for (const { run } of asks) ofRuns.set(run, ofRuns.get(run) ?? (await findOfRun(db, asked, run, facts)));
  const judged: Judged[] = [];
  for (const one of asks) {
    const found = ofRuns.get(one.run);
    if (found)
      judged.push({ ...one, ...found, facts: { ...facts, had }, ahead: await findAhead(db, key, one, now) });
  }
  return judged;
}

/** One message at the moment its controls were asked, or would be. */
type AskedMessage = Pick<Judged, 'run' | 'message' | 'course' | 'at' | 'admittedAt'>;

const askedOf = ({ deliveries, entries, now }: ControlsAsked, runs: readonly RuledRun[]): AskedMessage[] =>
  deliveries.flatMap((message) => {
    const run = runs.find(({ occurrence }) => occurrence === message.occurrence);
    if (run === undefined) return [];
    const course = courseOf(message, now);
    const entry = entries.find(({ entryId }) => entryId === message.entryId);
    const admittedAt = entry?.enteredAt ?? run.preparedAt ?? course.at;
    return [{ run, message, course, at: course.at, admittedAt }];
  });

/** Nobody's yet. Of a campaign without a run that is under way it goes by the definition. */
const comingWith = (
  { definition, version, now }: ControlsAsked,
  run: RuledRun | undefined,
): AskedMessage => ({
  run: run ?? {
    ...{ occurrence: 0, version: version ?? 0, isStanding: false, plan: ruledBy(definition) },
    ...{ winner: null, winnerDueAt: null, preparedAt: null },
  },
  ...{ message: null, course: null, at: now, admittedAt: now },
});

export const tellControls = (judged: readonly Judged[]): WhyControls[] =>
  judged.map((of) => ({
    delivery_id: of.message && formatId('dlv', of.message.deliveryId),
    title: titleOf(of),
    at: of.at > of.facts.now || of.message === null || of.course?.holds ? null : of.at.toISOString(),
    sentence: sentenceOf(of),
    controls: listControls(of),
  }));

/** In the order in which they are asked. */
function listControls(of: Judged): WhyControls['controls'] {
  const [before, after] = [tellVariant(of), tellLanguage(of)];
  return [
    ...tellDoor(of),
    ...(before === null ? [] : [before]),
    ...tellGate(of),
    ...tellHad(of),
    ...(after === null ? [] : [after]),
  ];
}

function titleOf({ run, message }: Judged): string {
  if (message === null) return run.version === 0 ? 'Not published yet' : `Version ${run.version}`;
  return run.isStanding ? `Version ${run.version}` : `Run ${run.occurrence}, version ${run.version}`;
}

function sentenceOf({ facts, message, course, at }: Judged): string {
  if (message === null || course === null) return 'Nothing is decided: as it would be now.';
  const when = atWords(at, facts.zone);
  if (course.door !== null) return `It was kept out at the door, on ${when}.`;
  if (course.holds) return 'It waits; as it is now.';
  if (course.gate === 'ahead')
    return at > facts.now
      ? `It is due on ${when}. What is asked then is told by what is known now.`
      : 'It is about to leave. What is asked then is told as it is now.';
  if (course.gate === 'never') return `It ended on ${when}, before its turn came.`;
  return course.by === null
    ? `As it was when its turn came, on ${when}.`
    : `As it was when it was stopped, on ${when}.`;
}

async function findFacts(
  db: Db,
  { key, person, hidden, tags, now }: ControlsAsked,
): Promise<Omit<ControlFacts, 'had'>> {
  const workspace = await readSendingRules(db, key.workspaceId);
  const told = (attribute: string) => ({
    value: person.attributes[attribute],
    isHidden: hidden.has(attribute),
  });
  return {
    ...{ now, tags, workspace, hidden, zone: workspace.timeZone },
    ...{ campaignId: key.campaignId, profileId: key.profileId },
    rulesChangedAt: await findRulesChange(db, key.workspaceId),
    theirZone: told(workspace.time_zone_attribute),
    theirLanguage: told(workspace.language_attribute),
  };
}

type OfRun = Pick<Judged, 'lots' | 'admitted' | 'holder' | 'hasValue'>;

async function findOfRun(
  db: Db,
  { key, hidden }: ControlsAsked,
  run: RuledRun,
  { workspace, now }: Omit<ControlFacts, 'had'>,
): Promise<OfRun> {
  const { plan, occurrence } = run;
  const day = dayAt(now, workspace.timeZone);
  return {
    lots: await findLots(db, key, plan, workspace.global_control_percent),
    admitted: isLimited(plan.controls) ? await countAdmitted(db, key, { occurrence, day }) : null,
    ...(await findKept(db, { key, hidden }, run)),
  };
}

/** Of a message that waits for its turn behind a throttle. */
const findAhead = async (
  db: Db,
  key: OfPerson,
  { run, message }: AskedMessage,
  now: Date,
): Promise<number | null> =>
  message !== null && run.plan.per_second !== null && isWaitingForTurn(message, now)
    ? countAhead(db, key, message)
    : null;

/** Of those with the person's value. Whoever may not see the value is not told who else has it. */
async function findKept(
  db: Db,
  { key, hidden }: Pick<ControlsAsked, 'key' | 'hidden'>,
  { plan, isStanding, occurrence }: RuledRun,
): Promise<Pick<Judged, 'holder' | 'hasValue'>> {
  const attribute = plan.controls.dedupe_attribute;
  if (attribute === null) return { holder: null, hasValue: false };
  const found = await findHolder(db, key, { scope: isStanding ? 0 : occurrence, attribute });
  const { hasValue, profileId, customerId, attributes } = found;
  if (profileId === null) return { holder: null, hasValue };
  const name = nameOf(hideAttributes(attributes ?? {}, hidden).shown) ?? customerId;
  return { holder: { profileId, name: hidden.has(attribute) ? null : name }, hasValue };
}
