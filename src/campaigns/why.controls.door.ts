// The controls that are asked when a message is written for somebody: control groups, their time of day, duplicates, and whether
// there is room. Pure.
import { LOCAL_TIME_GRACE_MS } from '../delivery/enqueue.judge.ts';
import { isLimited } from '../delivery/enqueue.limits.ts';
import { atLocalTime, readZone } from '../kit/zoned-time.ts';
import type { WhyControl } from './why.contract.ts';
import { type Judged, tellControl } from './why.control.ts';
import { type Course, type DoorStage, type Stand, standAtDoor } from './why.course.ts';
import { atWords, listWords } from './why.words.ts';

export const tellDoor = (of: Judged): WhyControl[] =>
  [globalControl(of), ownControl(of), localTime(of), duplicates(of), audienceLimit(of)].filter(
    (one) => one !== null,
  );

/** Of what was decided the ledger knows; `would` is asked for all else. */
const foundBy = (stand: Stand, would: boolean): 'passed' | 'stopped' => {
  if (stand === 'forecast') return would ? 'stopped' : 'passed';
  return stand === 'stopped' ? 'stopped' : 'passed';
};

const wasStoppedBy = (course: Course | null, stage: DoorStage): boolean => course?.door === stage;

const inGroup = (found: 'passed' | 'stopped'): string =>
  found === 'stopped'
    ? 'They are in it: lots fall once, so that it is always the same people.'
    : 'Not in it.';

function globalControl(of: Judged): WhyControl | null {
  const { run, facts, course, lots } = of;
  const percent = run.plan.controls.use_global_control ? facts.workspace.global_control_percent : 0;
  const wasStopped = wasStoppedBy(course, 'global_control_group');
  if (percent === 0 && !wasStopped) return null;
  const stand = standAtDoor(course, 'global_control_group');
  const found = foundBy(stand, lots.isGlobalControl);
  return tellControl(of, {
    ...{ kind: 'global_control_group', stand, found, liveAt: of.admittedAt },
    rule: `Control group of the workspace: ${percent === 0 ? 'none now' : `${percent} %`}`,
    detail: inGroup(found),
  });
}

function ownControl(of: Judged): WhyControl | null {
  const percent = of.run.plan.controls.control_group_percent;
  if (percent === 0) return null;
  const stand = standAtDoor(of.course, 'control_group');
  const found = foundBy(stand, of.lots.isControl);
  return tellControl(of, {
    ...{ kind: 'control_group', stand, found },
    rule: `Control group of this campaign: ${percent} %`,
    detail: inGroup(found),
  });
}

function localTime(of: Judged): WhyControl | null {
  const { run, facts, course, message } = of;
  const { own_zone } = run.plan;
  if (own_zone === null) return null;
  const { isHidden, value } = facts.theirZone;
  const zone = readZone(value);
  const at = message?.dueAt ?? atLocalTime(own_zone.local_time, zone ?? own_zone.time_zone);
  const stand = standAtDoor(course, 'local_time');
  const isOver = facts.now.getTime() - at.getTime() > LOCAL_TIME_GRACE_MS;
  const found = foundBy(stand, isOver);
  const clock = zone === null ? `${own_zone.time_zone}, for theirs is not known` : zone;
  return tellControl(of, {
    ...{ kind: 'local_time', stand, found },
    rule: `At ${own_zone.local_time.slice(11)} on ${own_zone.local_time.slice(0, 10)} by the clock of each person`,
    detail: isHidden
      ? 'By their own clock, which is hidden from you.'
      : `By ${clock}: ${atWords(at, facts.zone)}${found === 'stopped' ? ', which was over' : ''}.`,
  });
}

function duplicates(of: Judged): WhyControl | null {
  const { run, facts, course, holder } = of;
  const attribute = run.plan.controls.dedupe_attribute;
  if (attribute === null) return null;
  const stand = standAtDoor(course, 'duplicates');
  const isOthers = holder !== null && holder.profileId !== facts.profileId;
  const found = foundBy(stand, isOthers && run.isStanding);
  return tellControl(of, {
    ...{ kind: 'duplicates', stand, found },
    rule: `Duplicates: one of those with the same ${attribute}`,
    detail: duplicateWords(of, found, isOthers),
  });
}

function duplicateWords(
  { holder, hasValue, course }: Judged,
  found: 'passed' | 'stopped',
  isOthers: boolean,
): string {
  if (found === 'stopped')
    return isOthers && holder?.name != null
      ? `Another one with the same value was kept: ${holder.name}.`
      : 'Another one with the same value was kept.';
  if (!hasValue) return 'They have no value, which is like nobody’s.';
  if (course === null) return 'Of several, those who can be written to come first; then lots decide.';
  return 'They are the one who was kept of those with their value.';
}

function audienceLimit(of: Judged): WhyControl | null {
  const { run, course, admitted } = of;
  const { controls } = run.plan;
  if (!isLimited(controls)) return null;
  const { total, per_day, per_run } = controls.audience_limit;
  const stand = standAtDoor(course, 'audience_limit');
  const { total: all, today, inRun } = admitted ?? { total: 0, today: 0, inRun: 0 };
  const limits = [
    { most: total, is: all, per: 'in all' },
    { most: per_day, is: today, per: 'a day', now: 'today' },
    { most: per_run, is: inRun, per: 'a run', now: 'in this run' },
  ].flatMap(({ most, ...one }) => (most === null ? [] : [{ most, ...one }]));
  const found = foundBy(
    stand,
    limits.some(({ most, is }) => is >= most),
  );
  const figures = limits.map(({ most, is, per, now = per }) => `${count(is)} of ${count(most)} ${now}`);
  const room = found === 'stopped' ? 'No room' : 'Room';
  return tellControl(of, {
    ...{ kind: 'audience_limit', stand, found },
    rule: `At most ${listWords(limits.map(({ most, per }) => `${count(most)} people ${per}`))}`,
    detail: `${room}. By now ${listWords(figures)} are in.`,
  });
}

const count = (amount: number): string => amount.toLocaleString('en');
