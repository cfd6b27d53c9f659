// What is wrong with when a campaign goes out.

import type { DefinitionCheck } from './campaign.checks.ts';
import type { Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { dueAt } from './campaign.schedule.ts';

export const scheduleProblems: DefinitionCheck = async (
  needs,
  _workspaceId,
  { schedule },
): Promise<Problem[]> => {
  const now = needs.clock.now();
  if (schedule.kind === 'now') return [];
  if (dueAt(schedule, now) > now) return [];
  return [problemAt('schedule.local_time', 'The time has passed.', 'Choose a time to come, or send now.')];
};
