// What is odd about the sending rules of a workspace, told where they are set: attributes that hardly anybody has.
import type { SendingRules } from '../delivery/plan.contract.ts';
import { readSendingRules } from '../delivery/sending-rules.ts';
import type { Db } from '../kit/db.ts';
import { listAttributeNames } from '../profiles/catalogue.ts';
import type { Problem } from './campaign.contract.ts';
import { tellZones } from './check-zones.ts';

/** Warnings alone: what cannot be is refused by the schema, or when it is saved. */
export async function checkSendingRules(
  db: Db,
  workspaceId: string,
  rules: SendingRules,
): Promise<Problem[]> {
  const { timeZone } = await readSendingRules(db, workspaceId);
  const { time_zone_attribute, language_attribute } = rules;
  const problems: Problem[] = [];
  const warn = (field: string, message: string, remedy: string): void => {
    problems.push({ field, severity: 'warning', message, remedy });
  };
  const zones = await tellZones(db, workspaceId, time_zone_attribute);
  if (zones !== null)
    warn(
      'time_zone_attribute',
      zones.words(`live by the clock of the workspace (${timeZone})`),
      `${zones.send}, or name another attribute.`,
    );
  if (!(await listAttributeNames(db, workspaceId)).includes(language_attribute))
    warn(
      'language_attribute',
      `Nobody has an attribute ${language_attribute}, so nobody gets a message in another language than its own.`,
      'Send people’s languages as that attribute, or name another.',
    );
  return problems;
}
