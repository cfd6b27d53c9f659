// What is wrong with the goals of a campaign: names nobody has sent yet, money that is no number, goals that say the same.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { pathOf } from '../segments/filter.values.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { ownNameProblems } from './check-events.ts';
import type { Goal } from './goal.contract.ts';

/**
 * An event or attribute that is not known yet is a warning: the app that sends it may be finished later than the campaign.
 * Money of an attribute that carries texts is an error: it could never be added up.
 */
export const goalProblems: DefinitionCheck = async (needs, workspaceId, { goals }): Promise<Problem[]> => {
  if (goals.length === 0) return [];
  const known = await listKnown(needs.db, workspaceId, goals);
  return [...sameProblems(goals), ...goals.flatMap((goal, place) => knownProblems(goal, place, known))];
};

/** Attributes and their types, by event. */
type Known = ReadonlyMap<string, Readonly<Record<string, string>>>;

async function listKnown(db: Db, workspaceId: string, goals: CampaignDefinition['goals']): Promise<Known> {
  const rows = await many(
    db,
    sql<{ name: string; types: Record<string, string> }>`
    select n.name, coalesce((select jsonb_object_agg(a.name, a.type) from event_attributes a
                              where a.workspace_id = n.workspace_id and a.event = n.name), '{}') as types
      from event_names n
     where n.workspace_id = ${workspaceId} and n.name = any(${goals.map(({ event }) => event)}::text[])`,
  );
  return new Map(rows.map(({ name, types }) => [name, types]));
}

function sameProblems(goals: readonly Goal[]): Problem[] {
  return goals.flatMap(({ name }, place) =>
    goals.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) < place
      ? [
          problemAt(
            `goals.${place}.name`,
            `Another goal is called ${name} too.`,
            'Reports tell goals by their names: give it one of its own.',
          ),
        ]
      : [],
  );
}

function knownProblems(goal: Goal, place: number, known: Known): Problem[] {
  const types = known.get(goal.event);
  const own = types ? [] : ownNameProblems(goal.event, `goals.${place}.event`);
  if (own.length > 0) return own;
  if (!types)
    return [
      warningAt(
        `goals.${place}.event`,
        `No event called ${goal.event} has come yet, so nobody can have reached this goal.`,
        'Check its spelling, or send it once from your app.',
      ),
    ];
  const problems = (goal.where ?? []).flatMap(({ attribute }, index) =>
    isKnown(attribute, types)
      ? []
      : [
          warningAt(
            `goals.${place}.where.${index}.attribute`,
            `No ${goal.event} has carried ${attribute} yet.`,
            'Check its spelling: an event without it may never meet the condition.',
          ),
        ],
  );
  return [...problems, ...revenueProblems(goal, place, types)];
}

function revenueProblems(goal: Goal, place: number, types: Readonly<Record<string, string>>): Problem[] {
  const { revenue_attribute: attribute } = goal;
  if (attribute === null) return [];
  const field = `goals.${place}.revenue_attribute`;
  const type = types[attribute];
  if (type === undefined)
    return isKnown(attribute, types)
      ? []
      : [
          warningAt(
            field,
            `No ${goal.event} has carried ${attribute} yet.`,
            'Check its spelling, or leave revenue out.',
          ),
        ];
  if (type === 'number') return [];
  if (type === 'mixed')
    return [
      warningAt(
        field,
        `${attribute} is not a number in every ${goal.event}; only numbers are added up.`,
        null,
      ),
    ];
  return [
    problemAt(
      field,
      `${attribute} of ${goal.event} is ${WORDS[type] ?? `of the type ${type}`}, and only numbers can be added up.`,
      numbersAmong(types),
    ),
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'yes or no',
  datetime: 'a date',
  array: 'a list',
  object: 'an object',
  geo: 'a place',
};

function numbersAmong(types: Readonly<Record<string, string>>): string {
  const numbers = Object.keys(types).filter((name) => types[name] === 'number');
  if (numbers.length === 0) return 'Leave revenue out, or send the amount as a number.';
  return `Choose one that is a number: ${numbers.slice(0, 5).join(', ')}.`;
}

/** What is inside an object has no type to keep to; the object itself is known. */
const isKnown = (attribute: string, types: Readonly<Record<string, string>>): boolean =>
  Object.hasOwn(types, attribute) || Object.hasOwn(types, pathOf(attribute)[0] ?? '');

const warningAt = (field: string, message: string, remedy: string | null): Problem => ({
  ...problemAt(field, message, remedy),
  severity: 'warning',
});
