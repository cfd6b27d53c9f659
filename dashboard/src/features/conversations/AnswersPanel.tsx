// The automatic answers: what starts each, what it says, where its buttons lead, and how often it was given.
import { Group, Stack, Text, TextInput } from '@mantine/core';
import { IconMessageChatbot, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ConversationAnswer } from '../../api/conversations.ts';
import { CampaignStateMark } from '../../ui/CampaignStateMark.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { TextLink } from '../../ui/links.tsx';
import classes from '../../ui/list.module.css';
import { Panel } from '../../ui/Panel.tsx';
import { withPlaces } from '../campaigns/personalise/personalise.ts';
import { startWords } from './startWords.ts';

interface AnswersPanelProps {
  answers: ConversationAnswer[];
  /** Whether to name the Page of each. */
  showsPage: boolean;
  create: ReactNode;
}

export function AnswersPanel({ answers, showsPage, create }: AnswersPanelProps) {
  const [search, setSearch] = useState('');
  const byId = new Map(answers.map((answer) => [answer.campaign_id, answer]));
  const ledTo = new Set(answers.flatMap((answer) => answer.leads_to));
  const wanted = search.trim().toLowerCase();
  const shown = answers.filter((answer) => wanted === '' || wordsOf(answer).includes(wanted));
  return (
    <Panel
      title="Answers"
      description="A message or a tap gets one of them, by what it says. A button leads from one to the next."
      actions={answers.length > 0 && create}
    >
      {answers.length === 0 ? (
        <EmptyState icon={<IconMessageChatbot size={26} />} title="No answers yet" action={create}>
          Write one for each thing people ask about, such as opening hours; then one for Get Started, whose
          buttons lead to them.
        </EmptyState>
      ) : (
        <>
          {answers.length > MANY && (
            <TextInput
              type="search"
              aria-label="Search answers"
              placeholder="Name, word or text"
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              mb="sm"
            />
          )}
          {shown.length === 0 && (
            <Text size="sm" c="dimmed" role="status">
              No answer has “{search.trim()}” in its name, its words or its text.
            </Text>
          )}
          <ul className={classes['list']}>
            {shown.map((answer) => (
              <AnswerItem
                key={answer.campaign_id}
                answer={answer}
                page={showsPage ? answer.page_name : null}
                leadsTo={answer.leads_to.map((id) => targetWords(byId.get(id)))}
                isLedTo={ledTo.has(answer.campaign_id)}
              />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

/** From here on one looks for an answer rather than sees it. */
const MANY = 12;

const wordsOf = ({ name, text, start }: ConversationAnswer): string =>
  [name, text ?? '', ...(start?.keywords ?? []), ...(start?.payloads ?? [])].join('\n').toLowerCase();

function targetWords(target: ConversationAnswer | undefined): string {
  if (target === undefined) return 'an answer that is gone';
  return target.state === 'active' ? target.name : `${target.name} (not live)`;
}

interface AnswerItemProps {
  answer: ConversationAnswer;
  page: string | null;
  leadsTo: string[];
  isLedTo: boolean;
}

function AnswerItem({ answer, page, leadsTo, isLedTo }: AnswerItemProps) {
  const { campaign_id: campaignId, name, state, text, answered } = answer;
  const start = startWords(answer.start) ?? (isLedTo ? 'A button of another answer' : 'Nothing starts it');
  return (
    <li className={classes['item']}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} flex="1 1 16rem" miw={0}>
          <TextLink to="/campaigns/$campaignId" params={{ campaignId }}>
            {name}
          </TextLink>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {start}
            {page !== null && <Text span c="dimmed">{` · ${page}`}</Text>}
          </Text>
          {text !== null && (
            <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
              {withPlaces(text)}
            </Text>
          )}
          {leadsTo.length > 0 && (
            <Text size="sm" c="dimmed">
              Leads to {leadsTo.join(', ')}
            </Text>
          )}
        </Stack>
        <Group gap="sm">
          <CampaignStateMark state={state} />
          <Text size="sm" className="numbers">
            {formatNumber(answered)} {answered === 1 ? 'time' : 'times'} in 30 days
          </Text>
        </Group>
      </Group>
    </li>
  );
}
