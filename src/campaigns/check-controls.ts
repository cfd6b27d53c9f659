// What is wrong with whom a campaign leaves out, and what of it can never matter: impossible limits are refused, the rest is told.

import type { Controls, FrequencyCap, QuietHours } from '../delivery/plan.contract.ts';
import { isWithinHours, quietMinutes } from '../delivery/quiet-hours.ts';
import { readSendingRules, type WorkspaceRules } from '../delivery/sending-rules.ts';
import { listAttributeNames } from '../profiles/catalogue.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { isForOnePerson } from './delivery-type.ts';

export const controlProblems: DefinitionCheck = async ({ db }, workspaceId, definition) => {
  const rules = await readSendingRules(db, workspaceId);
  const known = await listAttributeNames(db, workspaceId);
  const { controls } = definition;
  // An answer has none: whoever writes is awake (campaign.check.ts).
  const quiet = definition.delivery_type === 'conversation' ? null : quietHoursOf(controls, rules);
  return [
    ...limitProblems(definition),
    ...capProblems(definition, rules),
    ...(quiet === null ? [] : quietProblems(definition, quiet)),
    ...attributeProblems(controls, { rules, known, isQuiet: quiet !== null }),
  ];
};

const warningAt = (field: string, message: string, remedy: string): Problem => ({
  ...problemAt(`controls.${field}`, message, remedy),
  severity: 'warning',
});

function quietHoursOf({ quiet_hours: own }: Controls, rules: WorkspaceRules): QuietHours | null {
  if (own === 'workspace') return rules.quiet_hours;
  return own === 'none' ? null : own;
}

function limitProblems({ delivery_type, controls }: CampaignDefinition): Problem[] {
  const { total, per_day, per_run } = controls.audience_limit;
  const problems: Problem[] = [];
  if (per_run !== null && isForOnePerson(delivery_type))
    problems.push(
      problemAt(
        'controls.audience_limit.per_run',
        'People come into this campaign one by one, so it has no runs.',
        'Limit how many people get in a day or in total.',
      ),
    );
  const [narrow, wide] = [Math.min(per_day ?? Infinity, per_run ?? Infinity), total];
  if (wide !== null && narrow !== Infinity && wide <= narrow)
    problems.push(
      warningAt(
        per_day !== null ? 'audience_limit.per_day' : 'audience_limit.per_run',
        `It never matters: ${wide} people get in altogether.`,
        'Leave it out, or make it smaller than the total.',
      ),
    );
  return problems;
}

interface NamedCap extends FrequencyCap {
  whose: string;
}

function capProblems({ delivery_type, controls }: CampaignDefinition, rules: WorkspaceRules): Problem[] {
  const { caps, per_person_limit: limit, obey_workspace, when_capped, minimum_gap_minutes } = controls;
  const problems: Problem[] = [];
  const ofWorkspace = obey_workspace ? rules.caps : [];
  const own: NamedCap[] = caps.map((cap) => ({ ...cap, whose: 'another cap of it' }));
  const general = ofWorkspace
    .filter(({ tag }) => tag === null)
    .map((cap) => ({ ...cap, whose: 'the workspace’s cap' }));
  for (const [index, cap] of own.entries()) {
    const stricter = [...own.filter((_, other) => other !== index), ...general].find((one) =>
      isStricter(one, cap, own.indexOf(one) > index),
    );
    const because =
      delivery_type === 'one_time'
        ? 'one person gets a one-time campaign once'
        : limit !== null && limit <= cap.times
          ? `one person gets at most ${limit} of its messages, ever`
          : stricter && `${stricter.whose} allows ${stricter.times} in ${stricter.hours} hours`;
    if (because)
      problems.push(
        warningAt(`caps.${index}`, `It never matters: ${because}.`, 'Leave it out, or make it stricter.'),
      );
  }
  if (limit !== null && delivery_type === 'one_time')
    problems.push(
      warningAt(
        'per_person_limit',
        'It never matters: one person gets a one-time campaign once.',
        'Leave it out.',
      ),
    );
  const gaps = [minimum_gap_minutes, obey_workspace ? rules.minimum_gap_minutes : null];
  if (when_capped === 'wait' && own.length + ofWorkspace.length === 0 && gaps.every((gap) => gap === null))
    problems.push(
      warningAt(
        'when_capped',
        'There is nothing to wait for: neither a cap nor a minimum gap counts for this campaign.',
        'Add a cap or a gap, or leave this as it is for when the workspace gets one.',
      ),
    );
  return problems;
}

/** Whoever meets the first meets the second; of two that are equal, one is enough. */
const isStricter = (one: FrequencyCap, than: FrequencyCap, isLater: boolean): boolean =>
  one.times <= than.times &&
  one.hours >= than.hours &&
  !(isLater && one.times === than.times && one.hours === than.hours);

function quietProblems(definition: CampaignDefinition, quiet: QuietHours): Problem[] {
  const { controls } = definition;
  const problems: Problem[] = [];
  const [minutes, expiry] = [quietMinutes(quiet), controls.expires_after_minutes];
  const warn = (message: string, remedy: string): void => {
    problems.push(warningAt('quiet_hours', message, remedy));
  };
  if (quiet.action === 'hold' && expiry !== null && expiry <= minutes)
    warn(
      `Quiet hours last ${inWords(minutes)}, and messages expire after ${inWords(expiry)}: whoever’s turn comes when they have just begun gets none.`,
      'Let messages expire later, or shorten the quiet hours.',
    );
  if (DAY_MINUTES - minutes < LEAST_OPEN_MINUTES)
    warn(
      `They leave ${inWords(DAY_MINUTES - minutes)} a day in which messages may leave.`,
      'Shorten them, if that is not what you want.',
    );
  const time = localTimeOf(definition);
  if (time !== null && isWithinHours(quiet, time))
    warn(
      quiet.action === 'drop'
        ? `It goes out at ${time}, in quiet hours: whoever has that time then gets nothing.`
        : `It goes out at ${time}, in quiet hours: whoever has that time then gets it at ${quiet.to}.`,
      'Choose another time, or no quiet hours for this campaign.',
    );
  return problems;
}

const DAY_MINUTES = 24 * 60;
const LEAST_OPEN_MINUTES = 60;

/** The time of day at which it goes out by a clock that most people share; null: none that is known. */
function localTimeOf({ delivery_type, schedule }: CampaignDefinition): string | null {
  if (delivery_type === 'one_time' && (schedule.kind === 'at' || schedule.kind === 'own_zone'))
    return schedule.local_time.slice('2026-12-24T'.length);
  return delivery_type === 'periodic' && schedule.kind === 'repeat' ? schedule.time : null;
}

const inWords = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [
    hours > 0 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : '',
    rest > 0 ? `${rest} min` : '',
  ];
  return parts.filter((part) => part !== '').join(' ') || '0 min';
};

function attributeProblems(
  { dedupe_attribute: dedupe }: Controls,
  { rules, known, isQuiet }: { rules: WorkspaceRules; known: readonly string[]; isQuiet: boolean },
): Problem[] {
  const problems: Problem[] = [];
  if (dedupe !== null && !known.includes(dedupe))
    problems.push(
      warningAt(
        'dedupe_attribute',
        `Nobody has an attribute ${dedupe}, so nobody is left out by it.`,
        'Choose an attribute that people have.',
      ),
    );
  if (isQuiet && !known.includes(rules.time_zone_attribute))
    problems.push(
      warningAt(
        'quiet_hours',
        `Nobody has an attribute ${rules.time_zone_attribute}, so quiet hours go by the clock of the workspace for everybody.`,
        'Send people’s time zones as that attribute, or name another under Settings, Sending rules.',
      ),
    );
  return problems;
}
