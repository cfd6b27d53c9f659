// Whether the people a campaign writes to by their own clocks have clocks that are known: of whoever has none another one counts.
import { readSendingRules, type WorkspaceRules } from '../delivery/sending-rules.ts';
import type { Db } from '../kit/db.ts';
import { countZones, type ZoneCount } from '../profiles/attribute-zones.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { quietHoursFor } from './check-quiet.ts';

export const zoneProblems: DefinitionCheck = async ({ db }, workspaceId, definition) => {
  const rules = await readSendingRules(db, workspaceId);
  const uses = listUses(definition, rules);
  if (uses.length === 0) return [];
  const told = await tellZones(db, workspaceId, rules.time_zone_attribute);
  return told === null
    ? []
    : uses.map(({ field, others }) => ({
        field,
        severity: 'warning',
        message: told.words(others),
        remedy: `${told.send}, or name another attribute under Settings, Sending rules.`,
      }));
};

interface Use {
  field: string;
  /** What becomes of whoever has no zone that is known. */
  others: string;
}

function listUses(
  { delivery_type, schedule, trigger, ...definition }: CampaignDefinition,
  rules: WorkspaceRules,
): Use[] {
  const uses: Use[] = [];
  const delay = trigger?.delay;
  if (delivery_type === 'one_time' && schedule.kind === 'own_zone')
    uses.push({ field: 'schedule.local_time', others: `get it at that time in ${schedule.time_zone}` });
  if (quietHoursFor({ delivery_type, ...definition }, rules) !== null)
    uses.push({
      field: 'controls.quiet_hours',
      others: `have quiet hours by the clock of the workspace (${rules.timeZone})`,
    });
  const waits = delivery_type !== 'one_time' && delivery_type !== 'periodic';
  if (waits && delay?.kind === 'date' && delay.time !== null)
    uses.push({
      field: 'trigger.delay.time',
      others: `get it at that time by the clock of the workspace (${rules.timeZone})`,
    });
  return uses;
}

interface Told {
  /** @param others what those without a zone do instead */
  words: (others: string) => string;
  /** What to do, the beginning of a sentence. */
  send: string;
}

/** As long as nine of ten have one, the rest is as everywhere. */
const ENOUGH = 0.9;

/** null: enough people have a zone, or there is nobody yet. */
export async function tellZones(db: Db, workspaceId: string, attribute: string): Promise<Told | null> {
  const counted = await countZones(db, workspaceId, attribute);
  if (counted.readable >= counted.people * ENOUGH) return null;
  return { words: (others) => wordsOf(attribute, counted, others), send: sendWhat(counted) };
}

function wordsOf(attribute: string, counted: ZoneCount, others: string): string {
  const { people, valued, readable, isExact } = counted;
  if (valued === 0) return `Nobody has an attribute ${attribute}, so all of them ${others}.`;
  const wrong = valued - readable;
  const odd = wrong === 0 ? '' : `, ${count(wrong)} something else in it`;
  const have = readable === 1 ? 'has' : 'have';
  return `Of ${isExact ? '' : 'about '}${count(people)} people ${count(readable)} ${have} a time zone in ${attribute}${odd}: all others ${others}.`;
}

const sendWhat = ({ valued, readable }: ZoneCount): string =>
  valued > readable
    ? 'Send zones such as Europe/Prague, or hours from GMT such as 2 or -3.5'
    : 'Send people’s time zones as that attribute';

const count = (people: number): string => people.toLocaleString('en-US');
