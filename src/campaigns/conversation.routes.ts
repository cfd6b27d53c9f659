// Automatic answers over HTTP. Each route: parsed input, one or two questions, one view.
import type { FastifyInstance } from 'fastify';
import { readConsentWord } from '../delivery/consent-words.ts';
import { endPause, listPauses } from '../delivery/conversation-pause.ts';
import { writeAudit } from '../kit/audit.ts';
import { addMs, type Clock, DAY_MS } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId } from '../kit/ids.ts';
import { listAnswerLinks } from './answer-links.ts';
import { conversationRoutes as routes } from './conversation.contract.ts';
import { answerPayload, type ChosenAnswer, chooseAnswer, HUMAN_PAYLOAD } from './conversation.match.ts';
import { type AnswerRow, listAnswers, listLiveAnswers } from './conversation.queries.ts';
import { findGetStarted } from './conversations.ts';
import { asksForHuman } from './human-words.ts';

const COUNTED_MS = 30 * DAY_MS;

export function registerConversationRoutes(
  app: FastifyInstance,
  { db, clock }: { db: Db; clock: Clock },
): void {
  serveEndpoint(app, routes.list, async ({ query, actor }) => {
    const of = { pageId: query.page_id ?? null, since: addMs(clock.now(), -COUNTED_MS) };
    const rows = await listAnswers(db, actor.workspaceId, of);
    return { answers: rows.map(viewAnswer), human_payload: HUMAN_PAYLOAD };
  });

  serveEndpoint(app, routes.try, async ({ body: { page_id: pageId, text, payload }, actor }) => {
    const stops = text !== null && readConsentWord(text) !== null;
    const asksHuman = payload === HUMAN_PAYLOAD || (text !== null && payload === null && asksForHuman(text));
    const answers = await listLiveAnswers(db, actor.workspaceId, pageId);
    const said = {
      kind: text === null ? 'postback' : payload === null ? 'message' : 'quick_reply',
      text,
      payload,
    } as const;
    const getStarted = await findGetStarted(db, actor.workspaceId, pageId);
    const chosen = stops ? null : chooseAnswer(answers, said, { getStarted, asksHuman });
    return {
      answer: chosen && {
        campaign_id: formatId('cmp', chosen.answer.campaignId),
        ...{ name: chosen.answer.name, by: chosen.by, word: chosen.word },
      },
      ...{ asks_human: asksHuman, stops, explanation: explain(chosen, { stops, asksHuman }) },
    };
  });

  serveEndpoint(app, routes.pauses, async ({ query, actor }) => {
    const of = { pageId: query.page_id ?? null, now: clock.now(), limit: query.limit };
    const rows = await listPauses(db, actor.workspaceId, of);
    return {
      pauses: rows.map(({ pageId, psid, profileId, name, because, since, until }) => ({
        ...{ page_id: pageId, psid, name, because },
        person_id: profileId === null ? null : formatId('prf', profileId),
        ...{ since: since.toISOString(), until: until.toISOString() },
      })),
    };
  });

  serveEndpoint(app, routes.endPause, async ({ body: { page_id: pageId, psid }, actor }) => {
    const ended = await endPause(db, actor.workspaceId, { pageId, psid });
    const { workspaceId, name } = actor;
    if (ended)
      await writeAudit(db, {
        ...{ workspaceId, actor: name, action: 'conversation.resumed', subject: `page_${pageId}` },
        at: clock.now(),
      });
    return { ended };
  });
}

function explain(
  chosen: ChosenAnswer | null,
  { stops, asksHuman }: { stops: boolean; asksHuman: boolean },
): string {
  if (stops) return 'A word such as STOP or START: the wish is kept, and nothing answers it.';
  const after = asksHuman
    ? ' Automatic answers then pause for a day, or until somebody lets them go on.'
    : '';
  if (chosen === null)
    return asksHuman ? `It asks for a human.${after}` : 'Nothing answers this. It is in the Page’s inbox.';
  const because = {
    payload: 'of what the button carries',
    get_started: 'Get Started was tapped',
    asked_human: 'it asks for a human',
    keyword: `of the keyword “${chosen.word}”`,
    any_message: 'no keyword is in it',
  };
  return `This answers because ${because[chosen.by]}.${after}`;
}

function viewAnswer({ campaignId, name, state, pageName, definition, answered }: AnswerRow) {
  const { page_id, trigger, message } = definition;
  const links = new Set(listAnswerLinks(definition).map((link) => link.campaignId));
  return {
    campaign_id: formatId('cmp', campaignId),
    ...{ name, state, page_id, page_name: pageName, start: trigger?.conversation ?? null },
    text: textOf(message?.message),
    payload: answerPayload(campaignId),
    leads_to: [...links].map((id) => formatId('cmp', id)),
    answered,
  };
}

const MAX_TEXT = 200;

function textOf(message: Record<string, unknown> | undefined): string | null {
  const text = message?.['text'];
  return typeof text === 'string' ? text.slice(0, MAX_TEXT) : null;
}
