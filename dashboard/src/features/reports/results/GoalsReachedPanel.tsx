// What was reached of each goal, and how much of that is the message's doing.
import { Divider, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Fragment } from 'react';
import type { GoalResult, Results } from '../../../api/types.ts';
import { formatNumber } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Stat } from '../../../ui/Stat.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import {
  countWords,
  formatMinutes,
  formatMoney,
  formatPoints,
  formatRatio,
  spanWords,
  VERDICT_WORDS,
} from './resultWords.ts';

export function GoalsReachedPanel({ results: { goals } }: { results: Results }) {
  return (
    <Panel
      title="Goals"
      description="An event counts for the latest message before it, within the goal’s window."
    >
      {goals.length === 0 ? (
        <Text size="sm" c="dimmed">
          This campaign has no goals. Add some in the third step of its editor, and the report tells how many
          people do what the message asks.
        </Text>
      ) : (
        <Stack gap="lg">
          {goals.map((goal, index) => (
            <Fragment key={goal.name}>
              {index > 0 && <Divider />}
              <GoalReached goal={goal} />
            </Fragment>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function GoalReached({ goal }: { goal: GoalResult }) {
  const { control } = goal;
  return (
    <Stack gap="sm">
      <div>
        <Title order={3}>{goal.name}</Title>
        <Text size="sm" c="dimmed">
          {goal.event}
          {goal.conditions > 0 && ` with ${countWords(goal.conditions, 'condition')}`}, within{' '}
          {spanWords(goal.within_hours)}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xl">
        <Stat
          label="People"
          value={goal.people}
          note={goal.times > goal.people && `${formatNumber(goal.times)} times`}
        />
        <Stat label="Of accepted" value={formatRatio(goal.share)} note={rangeOf(goal.interval)} />
        <Stat label="Half of them within" value={formatMinutes(goal.median_minutes)} />
        {goal.revenue !== null && <Stat label="Revenue" value={formatMoney(goal.revenue)} />}
      </SimpleGrid>
      {control && (
        <StateMark tone={VERDICT_WORDS[control.verdict].tone} wraps>
          {`${VERDICT_WORDS[control.verdict].word}: ${formatPoints(control.difference)}`}
        </StateMark>
      )}
      <Text size="sm" {...(!control && { c: 'dimmed' })}>
        {goal.text}
      </Text>
    </Stack>
  );
}

const rangeOf = ({ low, high }: GoalResult['interval']): string =>
  `${formatRatio(low)} to ${formatRatio(high)} (95%)`;
