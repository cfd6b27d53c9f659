// What is wrong with whom a campaign leaves out, and what of it can never matter: impossible limits are refused, the rest is told.

import type { Controls, FrequencyCap } from '../delivery/plan.contract.ts';
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
  return [
    ...limitProblems(definition),
    ...capProblems(definition, rules),
    ...attributeProblems(controls, known),
  ];
};

const warningAt = (field: string, message: string, remedy: string): Problem => ({
  ...problemAt(`controls.${field}`, message, remedy),
  severity: 'warning',
});

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

function attributeProblems({ dedupe_attribute: dedupe }: Controls, known: readonly string[]): Problem[] {
  if (dedupe === null || known.includes(dedupe)) return [];
  return [
    warningAt(
      'dedupe_attribute',
      `Nobody has an attribute ${dedupe}, so nobody is left out by it.`,
      'Choose an attribute that people have.',
    ),
  ];
}
