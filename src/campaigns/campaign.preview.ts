// Preview and test of a definition for one person: finds the person, lets delivery prepare (and call), and says in words
// what it found.

import { readLocaleRules, withLocale } from '../delivery/locale.ts';
import { type Addressee, scopeOf } from '../delivery/prepare.ts';
import { explainReason } from '../delivery/reasons.ts';
import { checkMessage } from '../delivery/request-check.ts';
import { notTried, type TryOut, testSend, tryPrepare } from '../delivery/try-out.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { compileTemplate } from '../templates/template.ts';
import { ABOUT_NONE, aboutDraft } from './campaign.about.ts';
import { type CheckedDefinition, checkDefinition } from './campaign.check.ts';
import type { CampaignDefinition, Look, Problem, Recipient, Rendering } from './campaign.contract.ts';
import { uploadMedia } from './campaign.media.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { findRecipient, mask, nameOf } from './campaign.recipient.ts';
import { getCampaign } from './campaigns.ts';
import { findExampleEvent, type Start, startOf } from './example-events.ts';

/**
 * Sensitive attributes are dots for whoever may not see them, from the first text on: a definition is whatever its author wrote, and
 * would carry a value out in a reason, or in the address of connected content.
 */
export async function previewFor(
  needs: CampaignNeeds,
  actor: Actor,
  definition: CampaignDefinition,
  look: Look,
): Promise<Rendering> {
  const { rendering } = await renderFor(needs, actor, definition, { ...look, sends: false });
  return rendering;
}

/** One text as a person would read it, of no campaign. Refuses (`invalid`, field body) when it cannot be read. */
export async function readTextFor(
  needs: CampaignNeeds,
  actor: Actor,
  { text, recipient }: { text: string; recipient: Recipient },
): Promise<{ text: string | null; explanation: string | null }> {
  const compiled = compileTemplate(text, 'none', 'body');
  const nobodys = { plan: { page_id: null }, segment: null };
  const found = await findRecipient(needs, actor.workspaceId, nobodys, recipient);
  const seen = mask(found, await listHidden(needs.db, actor));
  const to = withLocale(seen, await readLocaleRules(needs.db, actor.workspaceId));
  const rendered = compiled.render({ ...scopeOf(to), now: needs.clock.now() });
  if (rendered.ok) return { text: rendered.text, explanation: null };
  const about = rendered.reason === 'missing_attribute' ? rendered.attribute : rendered.message;
  return { text: null, explanation: `${explainReason(`${rendered.reason}:${about}`).title}.` };
}

/** Renders, calls with the person's values, and shows both sides, with dots in what we say ourselves. Nothing is written to the ledger; the echo carries a test's metadata. */
export async function testFor(
  needs: CampaignNeeds,
  actor: Actor,
  definition: CampaignDefinition,
  look: Look,
) {
  await uploadMedia(needs, actor.workspaceId, definition);
  const { rendering, tried, checked } = await renderFor(needs, actor, definition, { ...look, sends: true });
  const { call, state, reason: found } = await testSend(needs, checked.plan, tried);
  const isOurs = tried.prepared.kind !== 'call' && rendering.verdict.reason !== null;
  const reason = isOurs ? rendering.verdict.reason : found;
  const words = reason === null ? ACCEPTED : explainReason(reason);
  const response = call && {
    status: call.kind === 'answered' ? call.status : null,
    headers: call.kind === 'answered' ? call.headers : {},
    body: call.kind === 'answered' ? call.body : call.message,
    duration_ms: Math.round(call.durationMs),
    earlier: call.earlier,
  };
  return { ...rendering, response, outcome: { state, reason, title: words.title, remedy: words.remedy } };
}

const ACCEPTED = { title: 'Accepted', remedy: null };

async function renderFor(
  needs: CampaignNeeds,
  actor: Actor,
  definition: CampaignDefinition,
  look: Look & { sends: boolean },
): Promise<{ rendering: Rendering; tried: TryOut; checked: CheckedDefinition }> {
  const { workspaceId, name: asker } = actor;
  const checked = await checkDefinition(needs, workspaceId, definition);
  const blocking = checked.problems.filter((problem) => !MAY_BE_OPEN.has(problem.field));
  const found = await findRecipient(needs, workspaceId, checked, look.recipient);
  const start = startOf(definition, look.campaign_id === null ? null : parseId('cmp', look.campaign_id));
  const hidden = await listHidden(needs.db, actor);
  // What is only looked at is found by what may be seen; what is sent is made of what there is.
  const of = look.sends ? { start } : { start, hidden };
  const event = look.event ?? (await findEvent(needs, workspaceId, of, found));
  const person = { ...found, event, ...(look.language !== null && { language: look.language }) };
  const seen = mask(person, hidden);
  const shown = describe(seen);
  if (blocking.some((problem) => problem.severity === 'error')) {
    const verdict = {
      outcome: 'skip' as const,
      reason: null,
      explanation: 'The request has errors; mend them first.',
    };
    const tried = notTried('template_error');
    return {
      rendering: { person: shown, request: null, message: null, verdict, problems: blocking, content: [] },
      tried,
      checked,
    };
  }
  const { variant } = look;
  const plan = { ...checked.plan, campaign: await aboutOf(needs, workspaceId, look) };
  const visible = await tryPrepare(needs, workspaceId, plan, { to: seen, variant, asker });
  const isMasked = look.sends && seen !== person;
  const tried = isMasked
    ? await tryPrepare(needs, workspaceId, plan, { to: person, variant, asker })
    : visible;
  const problems: Problem[] = [...blocking, ...messageProblems(checked, visible)];
  return {
    rendering: {
      person: shown,
      request: visible.shown,
      message: visible.prepared.message,
      verdict: verdictOf(isMasked ? withoutDetail(tried, visible) : visible),
      problems,
      content: visible.content.map(showContent),
    },
    tried,
    checked,
  };
}

/** What decided for the person's own values, with no more said of them than what is said with dots. */
function withoutDetail(tried: TryOut, { prepared: shown }: TryOut): TryOut {
  const { prepared } = tried;
  if (prepared.kind === 'call') return tried;
  const [head = ''] = prepared.reason.split(':');
  const isAlike = shown.kind !== 'call' && shown.reason.split(':')[0] === head;
  return { ...tried, prepared: { ...prepared, reason: isAlike ? shown.reason : head } };
}

const aboutOf = async ({ db }: CampaignNeeds, workspaceId: string, { campaign_id: id }: Look) =>
  id === null ? ABOUT_NONE : aboutDraft(await getCampaign(db, workspaceId, parseId('cmp', id)));

const showContent = ({ name, fetched, why }: TryOut['content'][number]): Rendering['content'][number] => ({
  ...{ name, why, request: fetched?.request ?? null, status: fetched?.status ?? null },
  ...{ answer: fetched?.answer ?? '', duration_ms: fetched?.durationMs ?? 0 },
});

/** What the trigger waits for, as it happened last: to this person, else to anybody. */
async function findEvent(
  { db }: CampaignNeeds,
  workspaceId: string,
  of: { start: Start; hidden?: ReadonlySet<string> },
  { profileId }: Addressee,
): Promise<Addressee['event']> {
  const own = profileId === null ? undefined : await findExampleEvent(db, workspaceId, { ...of, profileId });
  return own ?? (await findExampleEvent(db, workspaceId, { ...of, profileId: null }));
}

const describe = ({ profileId, customerId, attributes }: Addressee): Rendering['person'] => ({
  id: profileId === null ? null : formatId('prf', profileId),
  name: nameOf(attributes),
  customer_id: customerId,
});

/** A preview needs neither an audience nor a time. */
const MAY_BE_OPEN = new Set(['segment_id', 'schedule.local_time']);

const messageProblems = (checked: CheckedDefinition, tried: TryOut): Problem[] =>
  checked.plan.page_id === null || tried.prepared.request === null
    ? []
    : checkMessage(tried.prepared.request).map(({ field, message, remedy }) => ({
        field: `${tried.prepared.saying.at}request.body.${field}`,
        severity: 'error',
        message,
        remedy,
      }));

function verdictOf({ prepared }: TryOut): Rendering['verdict'] {
  if (prepared.kind === 'call')
    return { outcome: 'send', reason: null, explanation: 'It would be sent now.' };
  const { title, remedy } = explainReason(prepared.reason);
  const explanation = remedy === null ? `${title}.` : `${title}. ${remedy}`;
  return { outcome: prepared.kind === 'hold' ? 'hold' : 'skip', reason: prepared.reason, explanation };
}
