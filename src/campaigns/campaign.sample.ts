// The last check before publishing: the message as one person of the segment would get it. What the platform would refuse
// for everybody (a limit, a retired tag, a wrong recipient) shows here, before it is refused thousands of times.

import type { Prepared } from '../delivery/prepare.ts';
import { explainReason } from '../delivery/reasons.ts';
import { checkMessage } from '../delivery/request-check.ts';
import { tryPrepare } from '../delivery/try-out.ts';
import { findPeople, reachOf } from '../profiles/person.ts';
import { type CheckedDefinition, checkDefinition } from './campaign.check.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { mask } from './campaign.recipient.ts';
import { findExamplePerson } from './example.queries.ts';
import { findExampleEvent, startOf } from './example-events.ts';

/** Faults of the message itself; a closed window or a missing value is one person's matter. */
const FAULT_OF_MESSAGE =
  /^(?:wrong_recipient|unreadable_body|invalid_json|invalid_url|template_error|tag_|utility_|messaging_type_)/;

const NONE: ReadonlySet<string> = new Set();

interface Checking {
  campaignId?: number | null;
  /** Names of attributes that whoever asks may not see: of them the example has dots. */
  hidden?: ReadonlySet<string>;
  /** Who only looks: what is fetched for them is counted. */
  asker?: string;
}

interface Example {
  event: Record<string, unknown> | undefined;
  hidden: ReadonlySet<string>;
  asker: string | undefined;
}

/** `checkDefinition`, and when that finds nothing wrong, the same for one example person. */
export async function checkWithExample(
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
  { campaignId = null, hidden = NONE, asker }: Checking = {},
): Promise<CheckedDefinition> {
  const checked = await checkDefinition(needs, workspaceId, definition, campaignId);
  if (checked.problems.some((problem) => problem.severity === 'error')) return checked;
  const start = startOf(definition, campaignId);
  const event = await findExampleEvent(needs.db, workspaceId, { start, profileId: null, hidden });
  const found = await listExampleProblems(needs, workspaceId, checked, { event, hidden, asker });
  return { ...checked, problems: [...checked.problems, ...found] };
}

async function listExampleProblems(
  needs: CampaignNeeds,
  workspaceId: string,
  { plan, segment }: CheckedDefinition,
  { event, hidden, asker }: Example,
): Promise<Problem[]> {
  const pageId = plan.page_id;
  if (pageId === null || segment === null) return [];
  const now = needs.clock.now();
  const profileId = await findExamplePerson(needs.db, { workspaceId, filter: segment.filter, pageId, now });
  const [person] = profileId === null ? [] : await findPeople(needs.db, workspaceId, [profileId], pageId);
  if (!person || person.psid === null) return [];
  // Judged as if they had just written, and done what starts it: the message is in question, not the person.
  const addressee = mask({ ...person, ...reachOf(null), lastUserActionAt: now, event }, hidden);
  const problems: Problem[] = [];
  for (const variant of (plan.experiment?.variants ?? [null]).keys()) {
    const { prepared } = await tryPrepare(needs, workspaceId, plan, { to: addressee, variant, asker });
    problems.push(...listFaults(prepared));
  }
  return problems;
}

/** Of the message as it came out, at its place in the definition. */
function listFaults(prepared: Prepared): Problem[] {
  const { at } = prepared.saying;
  const limits = prepared.request === null ? [] : checkMessage(prepared.request);
  const problems = limits.map(({ field, message, remedy }) =>
    asError(`${at}request.body.${field}`, message, remedy),
  );
  if (prepared.kind !== 'call' && FAULT_OF_MESSAGE.test(prepared.reason)) {
    const { title, remedy } = explainReason(prepared.reason);
    problems.push(asError(`${at}request.body`, `${title}.`, remedy));
  }
  return problems;
}

const asError = (field: string, message: string, remedy: string | null): Problem => ({
  field,
  severity: 'error',
  message,
  remedy,
});
