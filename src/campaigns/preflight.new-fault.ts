// Whether a fallback would make a draft worse: what publishing, and the check of everybody's message, would find in the
// changed definition and do not find in the one before.
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import type { MessageFinding } from '../delivery/preflight-check.ts';
import type { Addressee } from '../delivery/prepare.ts';
import { reachOf } from '../profiles/person.ts';
import { type CampaignDefinition, campaignDefinition, type Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { hideSecrets } from './campaign.request.ts';
import { checkWithExample } from './campaign.sample.ts';
import { createCheck } from './preflight.run.ts';
import { wordsOf } from './preflight.view.ts';

interface Change {
  before: CampaignDefinition;
  after: CampaignDefinition;
  /** Which has a fallback now. */
  attribute: string;
}

/** In words, with its place; null: none. Throws `invalid` when the draft cannot be rendered for anybody. */
export async function findNewFault(
  needs: CampaignNeeds,
  workspaceId: string,
  { before, after, attribute }: Change,
): Promise<string | null> {
  const issue = campaignDefinition.safeParse(hideSecrets(after)).error?.issues[0];
  if (issue) return `${issue.path.join('.')}: ${issue.message}.`;
  const was = await checkWithExample(needs, workspaceId, before);
  const is = await checkWithExample(needs, workspaceId, after);
  const known = new Set(was.problems.filter(isError).map(({ field }) => field));
  const problem = is.problems.filter(isError).find(({ field }) => !known.has(field));
  if (problem) return `${problem.field}: ${problem.message}`;
  // Those checks fill in every attribute; here is somebody who gets the fallback.
  const checkOf = (plan: DeliveryPlan) => createCheck(needs, { workspaceId, plan, definition: after });
  const full = (await checkOf(was.plan))(sample(was.attributes, null));
  const lacks = (await checkOf(is.plan))(sample(is.attributes, attribute));
  const found = lacks.find((one) => !full.some((other) => isSame(one, other)));
  return found === undefined ? null : wordsOf(found).title;
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

const isSame = (one: MessageFinding, other: MessageFinding): boolean =>
  one.at === other.at && one.route === other.route && one.reason === other.reason;

const SAMPLE = 'Sample';

/** Somebody who has every attribute but one. */
const sample = (attributes: readonly string[], lacking: string | null): Addressee => ({
  ...reachOf(null),
  profileId: null,
  customerId: lacking === 'customer_id' ? null : SAMPLE,
  psid: '1',
  attributes: Object.fromEntries(attributes.filter((name) => name !== lacking).map((name) => [name, SAMPLE])),
});
