// What is wrong with an automatic answer: nothing starts it, or something else does the same.
import { readConsentWord } from '../delivery/consent-words.ts';
import type { Db } from '../kit/db.ts';
import { foldWriting } from '../kit/written-words.ts';
import { findProfile } from '../pages/messenger-profile.queries.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { answerPayload } from './conversation.match.ts';
import { listLiveAnswers } from './conversation.queries.ts';
import { findGetStarted } from './conversations.ts';
import { asksForHuman } from './human-words.ts';
import type { ConversationStart } from './trigger.contract.ts';

const FIELD = 'trigger.conversation';

export const conversationProblems: DefinitionCheck = async (needs, workspaceId, definition, campaignId) => {
  if (definition.delivery_type !== 'conversation') return [];
  const problems: Problem[] = [];
  if (definition.page_id === null && definition.request !== null)
    problems.push(
      problemAt('request.url', 'An automatic answer goes through a Page.', 'Compose a message instead.'),
    );
  const start = definition.trigger?.conversation ?? null;
  if (start === null || startsNowhere(start)) return [...problems, ...nothingStarts(definition)];
  problems.push(...wordProblems(start));
  const { page_id: pageId } = definition;
  if (start.get_started && pageId !== null)
    problems.push(...(await getStartedProblems(needs.db, workspaceId, pageId)));
  const live = pageId === null ? [] : await listLiveAnswers(needs.db, workspaceId, pageId);
  const others = live.filter((one) => one.campaignId !== campaignId);
  return [...problems, ...others.flatMap((other) => overlaps(start, other))];
};

async function getStartedProblems(db: Db, workspaceId: string, pageId: string): Promise<Problem[]> {
  if ((await findGetStarted(db, workspaceId, pageId)) !== null) return [];
  const isRead = Boolean((await findProfile(db, workspaceId, pageId))?.profile);
  const said = isRead
    ? {
        message: 'The Page has no Get Started button, as far as is known.',
        remedy: 'Set one under Pages, Messenger profile.',
      }
    : {
        message: 'The Page’s Messenger profile was never read, so its Get Started button is not known.',
        remedy:
          'Publishing reads it. If this stays, read it under Pages, Messenger profile: that says what is wrong.',
      };
  return [{ field: `${FIELD}.get_started`, severity: 'warning', ...said }];
}

const startsNowhere = (start: ConversationStart): boolean =>
  !start.get_started &&
  !start.any_message &&
  !start.asked_human &&
  start.payloads.length === 0 &&
  start.keywords.length === 0;

/** Another answer's button may lead to it: that is enough, and needs no start of its own. */
const nothingStarts = (definition: CampaignDefinition): Problem[] =>
  definition.trigger?.conversation
    ? [
        {
          field: FIELD,
          severity: 'warning',
          message: 'Nothing but a button of another answer starts it.',
          remedy: 'Add a keyword, Get Started or a payload, if people are to come to it by themselves.',
        },
      ]
    : [
        problemAt(
          FIELD,
          'Nothing starts this answer.',
          'Choose a keyword, a button, Get Started or any message.',
        ),
      ];

function wordProblems({ keywords, asked_human }: ConversationStart): Problem[] {
  return keywords.flatMap((word, index): Problem[] => {
    const field = `${FIELD}.keywords.${index}`;
    if (readConsentWord(word) !== null)
      return [
        problemAt(
          field,
          `“${word}” is a word by which people stop or start messages: it is never answered.`,
          'Take it out: their wish is kept by itself.',
        ),
      ];
    if (!asksForHuman(word) || asked_human) return [];
    return [
      {
        ...{
          field,
          severity: 'warning',
          message: `“${word}” asks for a human: as a whole message it does not lead here.`,
        },
        remedy: 'Choose “Asked for a human” for the answer to that.',
      },
    ];
  });
}

interface Other {
  campaignId: number;
  name: string;
  start: ConversationStart;
}

/** The older of two that fit alike decides. */
function overlaps(start: ConversationStart, other: Other): Problem[] {
  const warning = (field: string, what: string): Problem => ({
    ...{
      field: `${FIELD}.${field}`,
      severity: 'warning',
      message: `“${other.name}” is started by ${what} too.`,
    },
    remedy: 'Of two that fit alike the older answers. Stop one, or make them differ.',
  });
  const words = new Set(other.start.keywords.map(foldWriting));
  return [
    ...(start.get_started && other.start.get_started ? [warning('get_started', 'Get Started')] : []),
    ...(start.any_message && other.start.any_message ? [warning('any_message', 'any message')] : []),
    ...(start.asked_human && other.start.asked_human ? [warning('asked_human', 'asking for a human')] : []),
    ...start.payloads.flatMap((payload, index) =>
      other.start.payloads.includes(payload) || payload === answerPayload(other.campaignId)
        ? [warning(`payloads.${index}`, `the payload ${payload}`)]
        : [],
    ),
    ...start.keywords.flatMap((word, index) =>
      words.has(foldWriting(word)) ? [warning(`keywords.${index}`, `“${word}”`)] : [],
    ),
  ];
}
