// The last look: what is still wrong, whom it reaches, and publishing.
import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { WaterfallPanel } from '../waterfall/WaterfallPanel.tsx';
import { useDraftContext } from './DraftContext.ts';
import { ProblemList } from './ProblemList.tsx';
import { Summary } from './Summary.tsx';
import { usePublish } from './usePublish.tsx';

export function ReviewStep() {
  const { definition, problems, checkError, isChecking } = useDraftContext();
  const { ask, isPublishing, error } = usePublish();
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const isBlocked = errors > 0 || (checkError !== null && checkError !== undefined);
  const verb = definition.schedule.kind === 'now' ? 'Publish and send' : 'Publish and schedule';
  return (
    <Stack gap="lg">
      {error && <ErrorState error={error} title="The campaign was not published" />}
      <Panel title={isBlocked ? 'Before it can go' : 'Ready to go'}>
        <Stack>
          {Boolean(checkError) && problems.length === 0 && (
            <ErrorState error={checkError} title="The draft could not be checked" />
          )}
          {problems.length === 0 && !checkError && (
            <StateMark tone="good" size="md">
              Nothing is missing
            </StateMark>
          )}
          <ProblemList />
          <Group gap="md">
            <Button
              size="md"
              leftSection={<IconSend size={18} aria-hidden />}
              disabled={isBlocked || isChecking}
              loading={isPublishing}
              onClick={() => ask()}
            >
              {verb}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {errors > 0 && `${errors === 1 ? '1 thing has' : `${errors} things have`} to be mended first.`}
              {errors === 0 && isChecking && 'Checking…'}
            </Text>
          </Group>
        </Stack>
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel title="What you chose">
          <Summary />
        </Panel>
        <WaterfallPanel />
      </SimpleGrid>
    </Stack>
  );
}
