// Whether and how the best variant is found by itself, and that in a sentence.
import { Group, NumberInput, Select, Stack, Switch, Text } from '@mantine/core';
import type { Experiment } from '../../../api/types.ts';
import { MinutesInput } from '../../../ui/MinutesInput.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { METRICS, type Metric, winnerWords } from './words.ts';

const FOUR_HOURS = 240;
const LEAST_MINUTES = 10;
const MOST_MINUTES = 14 * 24 * 60;

export function WinnerFields() {
  const { definition, change, problems } = useDraftContext();
  const { experiment, delivery_type } = definition;
  if (experiment === null) return null;
  const { winner } = experiment;
  const set = (next: Experiment['winner']) => change({ experiment: { ...experiment, winner: next } });
  const waits = !isForOnePerson(delivery_type);
  return (
    <Stack gap="sm">
      <Switch
        id={fieldId('experiment.winner')}
        label="Find the best one and send it to everybody else"
        checked={winner !== null}
        error={ownError(problems, 'experiment.winner')}
        onChange={(event) =>
          set(
            event.currentTarget.checked
              ? { metric: 'read', after_minutes: FOUR_HOURS, test_percent: 20 }
              : null,
          )
        }
      />
      {winner !== null && (
        <>
          <Group gap="md" align="flex-start">
            <Select
              id={fieldId('experiment.winner.metric')}
              label="The best is the one that"
              data={METRICS.map(({ value, label }) => ({ value, label }))}
              value={winner.metric}
              allowDeselect={false}
              error={fieldError(problems, 'experiment.winner.metric')}
              onChange={(metric) => metric && set({ ...winner, metric: metric as Metric })}
            />
            <MinutesInput
              id={fieldId('experiment.winner.after_minutes')}
              label="Decided after"
              value={winner.after_minutes}
              max={MOST_MINUTES}
              onChange={(minutes) => set({ ...winner, after_minutes: Math.max(LEAST_MINUTES, minutes) })}
              error={fieldError(problems, 'experiment.winner.after_minutes')}
            />
            {waits && (
              <NumberInput
                id={fieldId('experiment.winner.test_percent')}
                label="Test with"
                suffix=" % of the audience"
                w={215}
                min={1}
                max={99}
                allowDecimal={false}
                value={winner.test_percent}
                onChange={(value) =>
                  typeof value === 'number' &&
                  set({ ...winner, test_percent: Math.min(99, Math.max(1, value)) })
                }
              />
            )}
          </Group>
          <Text size="sm" c="dimmed" maw="68ch">
            {winnerWords(winner, waits)}
          </Text>
        </>
      )}
    </Stack>
  );
}
