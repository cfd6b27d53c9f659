// What a campaign takes from websites: their key stands in every page, so what comes with it anybody may have written
// (docs/decisions/0020). Said where somebody waits for what will not come in, and where a stranger's words may go out.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { listScopeUses } from './check-content.ts';
import { eventNamesOf } from './example-events.ts';

/** Of each name; a website that sends one event in more than a hundred is not noticed. */
const LOOKED_AT = 100;

export const websiteProblems: DefinitionCheck = async ({ db }, workspaceId, definition) => {
  const { delivery_type: type, trigger } = definition;
  if (trigger === null || (type !== 'event' && type !== 'business_event')) return [];
  if (type === 'event' && trigger.from_websites) return openProblems(definition);
  const refused = trigger.from_websites ? [NEVER_FOR_EVERYBODY] : [];
  const seen = await countFromWebsites(db, workspaceId, eventNamesOf(definition));
  return [...refused, ...seen.map((one) => shutWarning(definition, one))];
};

const NEVER_FOR_EVERYBODY = problemAt(
  'trigger.from_websites',
  'A business event writes to everybody in the segment, and what a website sends anybody can send.',
  'Switch it off, and send the event from your server, with a key for servers.',
);

const warningAt = (field: string, message: string, remedy: string): Problem => ({
  ...problemAt(field, message, remedy),
  severity: 'warning',
});

interface Seen {
  name: string;
  fromWebsites: number;
  looked: number;
}

const countFromWebsites = (db: Db, workspaceId: string, names: readonly string[]): Promise<Seen[]> =>
  many(
    db,
    sql<Seen>`
    select n.name, e."fromWebsites", e.looked
      from unnest(${[...names]}::text[]) with ordinality as n (name, place)
     cross join lateral (
       select count(*) filter (where source = 'website') as "fromWebsites", count(*) as looked
         from (select source from events where workspace_id = ${workspaceId} and name = n.name
                order by occurred_at desc limit ${LOOKED_AT}) latest) e
     where e."fromWebsites" > 0
     order by n.place`,
  );

function shutWarning({ delivery_type: type, trigger }: CampaignDefinition, seen: Seen): Problem {
  const { name, fromWebsites, looked } = seen;
  const share =
    fromWebsites < looked
      ? `Of the last ${looked} events “${name}” ${fromWebsites} came from a website.`
      : `${looked === 1 ? 'The only event' : `All of the last ${looked} events`} “${name}” came from a website.`;
  if (type === 'event')
    return warningAt(
      'trigger.from_websites',
      `${share} What a website sends starts nothing here.`,
      'Switch on “Also events a website sent”, or send them from your server, with a key for servers.',
    );
  const index = trigger?.events.findIndex(({ event }) => event === name) ?? 0;
  return warningAt(
    `trigger.events.${index}.event`,
    `${share} A business event that a website sent starts nothing: anybody can send one, and it would write to everybody.`,
    'Send it from your server, with a key for servers.',
  );
}

/** The switch is on. */
function openProblems(definition: CampaignDefinition): Problem[] {
  const fields = listScopeUses(definition).flatMap(({ field, use }) =>
    use.scope === 'EventAttribute' ? [field] : [],
  );
  return [
    warningAt(
      'trigger.from_websites',
      'Anybody who reads the website’s key can say that a customer whose id they know did this, and the message goes to that customer.',
      'Leave it on where such a message does no harm; else send the event from your server, with a key for servers.',
    ),
    ...[...new Set(fields)].map((field) =>
      warningAt(
        field,
        'It takes words from the event, and a website’s event may hold a stranger’s words.',
        'Take what is yours, such as an attribute that no website may set; or send the event from your server.',
      ),
    ),
  ];
}
