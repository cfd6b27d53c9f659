// What became of the comments a rule answers: each with its message, and where it was not answered, why.
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PrivateReply, type RepliesShown, repliesQuery } from '../../api/entry.ts';
import { serviceNow } from '../../ui/clock.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import classes from '../../ui/list.module.css';
import { Panel } from '../../ui/Panel.tsx';
import { StateMark, type Tone } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';

const SHOWN: { value: RepliesShown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'accepted', label: 'Answered' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'unanswered', label: 'Not answered' },
];
const NONE: Record<RepliesShown, string> = {
  all: 'No comment met a rule yet.',
  accepted: 'No comment was answered yet.',
  waiting: 'No comment waits for its answer.',
  unanswered: 'Every comment that met a rule was answered.',
};
const rowsOf = (reply: { replies: PrivateReply[] }) => reply.replies;

export function RepliesPanel({ pageId }: { pageId: string }) {
  const [state, setState] = useState<RepliesShown>('all');
  const replies = useInfiniteQuery({ ...repliesQuery(pageId, state), placeholderData: keepPreviousData });
  const { rows, hasMore, isLoadingMore, onMore } = useLoadMore(replies, rowsOf);
  return (
    <Panel
      title="Private replies"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which replies"
          data={SHOWN}
          value={state}
          onChange={(value) => setState(value as RepliesShown)}
        />
      }
    >
      {replies.isPending && <LoadingRows rows={3} />}
      {replies.error && <ErrorState error={replies.error} onRetry={replies.refetch} />}
      {replies.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {NONE[state]}
        </Text>
      )}
      {rows.length > 0 && (
        <ul className={classes['list']}>
          {rows.map((reply) => (
            <ReplyItem key={reply.comment_id} reply={reply} />
          ))}
        </ul>
      )}
      {hasMore && (
        <Button variant="subtle" loading={isLoadingMore} onClick={onMore}>
          Load more
        </Button>
      )}
    </Panel>
  );
}

const STATES: Record<PrivateReply['state'], { tone: Tone; word: string }> = {
  pending: { tone: 'busy', word: 'Waiting' },
  sending: { tone: 'busy', word: 'Being sent' },
  unknown: { tone: 'warn', word: 'Not known yet' },
  accepted: { tone: 'good', word: 'Answered' },
  failed: { tone: 'bad', word: 'Failed' },
  skipped: { tone: 'quiet', word: 'Not answered' },
};

function ReplyItem({ reply }: { reply: PrivateReply }) {
  const { tone, word } = STATES[reply.state];
  const author = reply.from_name ?? 'Somebody';
  const text = reply.message?.['text'];
  return (
    <li className={classes['item']}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }} lineClamp={3}>
          {reply.person_id ? (
            <TextLink to="/people/$personId" params={{ personId: reply.person_id }} fw={550}>
              {author}
            </TextLink>
          ) : (
            <strong>{author}</strong>
          )}
          : {reply.comment}
        </Text>
        <StateMark tone={tone}>{word}</StateMark>
      </Group>
      {reply.state === 'accepted' && (
        <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
          ↳ {typeof text === 'string' ? text : 'A message without text'}
        </Text>
      )}
      {reply.title && reply.state !== 'accepted' && (
        <Text size="sm">
          {reply.title}.{reply.remedy && <Text span c="dimmed">{` ${reply.remedy}`}</Text>}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {reply.rule.name} · <Time at={reply.commented_at} />
        {reply.due_at && Date.parse(reply.due_at) > serviceNow() && (
          <>
            {' '}
            · again <Time at={reply.due_at} />
          </>
        )}
      </Text>
    </li>
  );
}
