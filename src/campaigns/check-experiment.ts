// What is wrong with an experiment: a winner by something that cannot be seen, or that would come too late for somebody.
import { isDeepStrictEqual } from 'node:util';
import { findDestination } from '../delivery/destination.ts';
import { listContents } from '../delivery/plan-contents.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';

const METRIC = 'experiment.winner.metric';

/** The schema has refused already what is wrong by itself, such as weights that do not sum up. */
export const experimentProblems: DefinitionCheck = async (needs, _workspaceId, definition) => {
  const { experiment, schedule, delivery_type, goals } = definition;
  if (!experiment) return [];
  const problems = alikeProblems(definition);
  const { winner } = experiment;
  if (!winner) return problems;
  if (delivery_type === 'one_time' && schedule.kind === 'own_zone')
    problems.push(
      problemAt(
        'experiment.winner',
        'Whoever waits for the winner would get it at another time of their day.',
        'Send at one time for everybody, or give the variants to everybody by weight.',
      ),
    );
  if (winner.metric === 'converted' && goals.length === 0)
    problems.push(problemAt(METRIC, 'There is no goal to reach.', 'Add a goal, or choose another figure.'));
  if (winner.metric === 'clicked') problems.push(...clickProblems(definition));
  if ((winner.metric === 'read' || winner.metric === 'replied') && isElsewhere(definition, needs.graphUrl))
    problems.push(
      problemAt(
        METRIC,
        'Only Messenger tells who read or replied; this address does not.',
        'Choose a goal as the figure, or give the variants to everybody by weight.',
      ),
    );
  return problems;
};

/** A copy that nobody has changed yet: people would be drawn for what makes no difference. */
function alikeProblems(definition: CampaignDefinition): Problem[] {
  const { message, request, translations, routes, experiment } = definition;
  const said = (experiment?.variants ?? []).map(({ name, content }, place) => ({
    ...{ name, place },
    says: content ?? { message, request, translations, routes },
  }));
  return said.flatMap(({ name, place, says }) => {
    const twin = said.find((other) => other.place < place && isDeepStrictEqual(other.says, says));
    if (twin === undefined) return [];
    return [
      {
        field: `experiment.variants.${place}.content`,
        severity: 'warning' as const,
        message: `${name} says the same as ${twin.name}, so there is nothing to compare.`,
        remedy: `Change what ${name} says, or take it out.`,
      },
    ];
  });
}

const isElsewhere = ({ request }: CampaignDefinition, graphUrl: string): boolean =>
  request !== null && findDestination(request.url, null, [], graphUrl).kind === 'connector';

/** Clicks are counted where links lead through us: in buttons and cards of composed messages. */
function clickProblems(definition: CampaignDefinition): Problem[] {
  const contents = listContents(definition).filter(({ language }) => language === null);
  const without = contents.filter(({ message }) => !(message?.track_links && hasLink(message.message)));
  if (without.length === contents.length)
    return [
      problemAt(
        METRIC,
        'No variant has a link whose clicks are counted.',
        'Add a button or a card with a link, and let links be counted; or choose another figure.',
      ),
    ];
  return without.map(({ at, variant }) => ({
    field: `${at}message`,
    severity: 'warning' as const,
    message: `${definition.experiment?.variants[variant]?.name ?? 'A variant'} has no link whose clicks are counted, so it cannot win.`,
    remedy: 'Add a link to it, or choose another figure.',
  }));
}

const hasLink = ({ attachment }: Record<string, unknown>): boolean =>
  attachment !== undefined && JSON.stringify(attachment).includes('"type":"web_url"');
