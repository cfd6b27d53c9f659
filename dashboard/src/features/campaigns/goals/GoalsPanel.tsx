// What people are to do after the message: up to five goals, each an event with conditions, a window and perhaps money.
import { Stack, Text } from '@mantine/core';
import { AddButton } from '../../../ui/AddButton.tsx';
import { FaultText } from '../../../ui/FaultText.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldId, ownError } from '../editor/problems.ts';
import { GoalFields } from './GoalFields.tsx';
import { MAX_GOALS, newGoal } from './goals.ts';

export function GoalsPanel() {
  const { definition, change, problems } = useDraftContext();
  const { goals } = definition;
  const fault = ownError(problems, 'goals');
  return (
    <Panel
      title="Goals"
      description="What people are to do after the message. The report says how many did, how soon, and how many more than of those left out for comparison."
    >
      <Stack gap="lg" id={fieldId('goals')} tabIndex={-1}>
        {goals.map((goal, index) => (
          <GoalFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a goal is known by its place
            key={index}
            index={index}
            goal={goal}
            onChange={(next) => change({ goals: goals.with(index, next) })}
            onRemove={() => change({ goals: goals.toSpliced(index, 1) })}
          />
        ))}
        {fault && <FaultText>{fault}</FaultText>}
        <div>
          <AddButton
            disabled={goals.length >= MAX_GOALS}
            onClick={() => change({ goals: [...goals, newGoal()] })}
          >
            {goals.length === 0 ? 'Add a goal' : 'Add another goal'}
          </AddButton>
          {goals.length >= MAX_GOALS && (
            <Text size="xs" c="dimmed" mt={4}>
              A campaign has five goals at most.
            </Text>
          )}
        </div>
      </Stack>
    </Panel>
  );
}
