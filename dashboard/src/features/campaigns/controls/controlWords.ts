// Who is left out and when nobody is written to, in a sentence. Pure.
import type { Controls, FrequencyCap, QuietHours, SendingRules } from '../../../api/sending-rules.ts';
import { minutesWords } from '../../../ui/minutes.ts';

const HOUR_MINUTES = 60;

/** "at most 2 in 1 day" */
export const capWords = ({ times, hours }: FrequencyCap): string =>
  `at most ${times} in ${minutesWords(hours * HOUR_MINUTES)}`;

/** "not from 21:00 to 08:00" */
export const quietWords = ({ from, to }: QuietHours): string => `not from ${from} to ${to}`;

const people = (count: number): string =>
  count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`;

/** What a workspace's rules add to a campaign that keeps to them. */
export function ruleWords(rules: SendingRules): string[] {
  return [
    ...rules.caps.map((cap) =>
      cap.tag === null ? `${capWords(cap)} of all campaigns` : `${capWords(cap)} of those tagged ${cap.tag}`,
    ),
    ...(rules.minimum_gap_minutes === null
      ? []
      : [`${minutesWords(rules.minimum_gap_minutes)} between any two`]),
  ];
}

/**
 * "At most 1 in 1 day; not from 21:00 to 08:00; 10 % get nothing." `rules`: of the workspace; undefined while they are not known.
 */
export function controlsSentence(controls: Controls, rules: SendingRules | undefined): string {
  const limit = controls.audience_limit;
  const own = controls.quiet_hours;
  const quiet = own === 'workspace' ? (rules?.quiet_hours ?? null) : own === 'none' ? null : own;
  const parts = [
    ...controls.caps.map(capWords),
    ...(controls.per_person_limit === null
      ? []
      : [`at most ${controls.per_person_limit} to one person, ever`]),
    ...(controls.minimum_gap_minutes === null
      ? []
      : [`${minutesWords(controls.minimum_gap_minutes)} after their last message`]),
    ...(controls.obey_workspace && rules ? ruleWords(rules) : []),
    ...(quiet === null ? [] : [quietWords(quiet)]),
    ...(limit.total === null ? [] : [`${people(limit.total)} in total`]),
    ...(limit.per_day === null ? [] : [`${people(limit.per_day)} a day`]),
    ...(limit.per_run === null ? [] : [`${people(limit.per_run)} a run`]),
    ...(controls.dedupe_attribute === null ? [] : [`one for each ${controls.dedupe_attribute}`]),
    ...groupWords(controls, rules),
    ...(controls.expires_after_minutes === null
      ? []
      : [`not later than ${minutesWords(controls.expires_after_minutes)}`]),
  ];
  const sentence = parts.join('; ');
  return sentence === ''
    ? 'Nobody is left out, at any time of day.'
    : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function groupWords(controls: Controls, rules: SendingRules | undefined): string[] {
  const { control_group_percent: own } = controls;
  const global = controls.use_global_control ? (rules?.global_control_percent ?? 0) : 0;
  return [
    ...(own === 0 ? [] : [`${own} % get nothing`]),
    ...(global === 0 ? [] : [`${global} % of everybody get no campaign`]),
  ];
}

/** Whether anything differs from what a new campaign has. */
export const isPlain = (controls: Controls): boolean =>
  controls.control_group_percent === 0 &&
  controls.use_global_control &&
  controls.caps.length === 0 &&
  controls.obey_workspace &&
  controls.minimum_gap_minutes === null &&
  controls.per_person_limit === null &&
  controls.quiet_hours === 'workspace' &&
  Object.values(controls.audience_limit).every((limit) => limit === null) &&
  controls.dedupe_attribute === null &&
  controls.expires_after_minutes === null;
