// Buttons that lead nowhere: to an answer that is gone, not live, or of another Page. Whoever taps one gets the answer to
// anything else, if the Page has it.
import { listAnswerLinks } from './answer-links.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { Problem } from './campaign.contract.ts';
import { findAnswerTargets, type LinkTarget } from './conversation.queries.ts';

export const answerLinkProblems: DefinitionCheck = async ({ db }, workspaceId, definition) => {
  const links = listAnswerLinks({
    message: definition.message,
    translations: definition.translations,
    experiment: definition.experiment,
  });
  if (links.length === 0) return [];
  const ids = [...new Set(links.map((link) => link.campaignId))];
  const targets = new Map(
    (await findAnswerTargets(db, workspaceId, ids)).map((target) => [target.campaignId, target]),
  );
  return links.flatMap(({ field, campaignId }): Problem[] => {
    const fault = faultOf(targets.get(campaignId), definition.page_id);
    return fault === null ? [] : [{ field, severity: 'warning', ...fault }];
  });
};

type Fault = Pick<Problem, 'message' | 'remedy'>;

/** In words; null: it leads where it should. */
function faultOf(target: LinkTarget | undefined, pageId: string | null): Fault | null {
  const another = 'Choose another answer, or another payload.';
  if (target === undefined) return { message: 'It leads to an answer that is gone.', remedy: another };
  const leads = `It leads to “${target.name}”, which`;
  if (pageId !== null && target.pageId !== pageId)
    return { message: `${leads} answers on another Page: nobody gets it here.`, remedy: another };
  switch (target.state) {
    case 'active':
      return null;
    case 'paused':
      return { message: `${leads} is paused.`, remedy: 'Resume it.' };
    case 'stopped':
    case 'finished':
      return { message: `${leads} does not answer any more.`, remedy: another };
    default:
      return { message: `${leads} is not published yet.`, remedy: 'Publish it as well.' };
  }
}
