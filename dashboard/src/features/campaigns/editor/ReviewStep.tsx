// The last look: what is still wrong, whom it reaches, whether everybody's message can be made, and publishing.
import { Alert, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconSend, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { approvalRequiredQuery } from '../../../api/campaign-life.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { ApprovalButton } from '../approval/ApprovalButton.tsx';
import { LinksPanel } from '../preflight/LinksPanel.tsx';
import { PreflightPanel } from '../preflight/PreflightPanel.tsx';
import { type PreflightHandle, usePreflight } from '../preflight/usePreflight.ts';
import { affectedWords } from '../preflight/words.ts';
import { WaterfallPanel } from '../waterfall/WaterfallPanel.tsx';
import { useDraftContext } from './DraftContext.ts';
import { ProblemList } from './ProblemList.tsx';
import { publishVerb } from './publishWords.ts';
import { Summary } from './Summary.tsx';
import { usePublish } from './usePublish.tsx';

export function ReviewStep() {
  const { problems, checkError, definition } = useDraftContext();
  const preflight = usePreflight();
  const publishing = usePublish();
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const isBlocked = errors > 0 || (checkError !== null && checkError !== undefined);
  const affected = affectedWords(preflight.preflight, definition);
  return (
    <Stack gap="lg">
      {publishing.isUnseen && (
        <Alert color="yellow" icon={<IconUsers size={18} />} title="Somebody else changed it" role="alert">
          While you looked, so it was not published. Here it stands as it is now: look through it, then
          publish it.
        </Alert>
      )}
      {publishing.error && !publishing.isUnseen && (
        <ErrorState error={publishing.error} title="The campaign was not published" />
      )}
      <Panel title={isBlocked ? 'Before it can go' : READY[affected === null ? 'all' : 'some']}>
        <Stack>
          {Boolean(checkError) && problems.length === 0 && (
            <ErrorState error={checkError} title="The draft could not be checked" />
          )}
          {!isBlocked && affected !== null && (
            <StateMark
              tone="warn"
              size="md"
              wraps
            >{`${affected}: see “Everybody’s message” below`}</StateMark>
          )}
          {!isBlocked && (affected === null || problems.length > 0) && (
            <StateMark tone={affected === null ? 'good' : 'quiet'} size="md">
              {problems.length === 0 ? 'Nothing is missing' : 'Nothing is missing; worth a look:'}
            </StateMark>
          )}
          <ProblemList />
          <PublishButtons
            errors={errors}
            isBlocked={isBlocked}
            preflight={preflight}
            affected={affected}
            publishing={publishing}
          />
        </Stack>
      </Panel>
      {!isBlocked && preflight.isNeeded && <PreflightPanel {...preflight} />}
      {!isBlocked && <LinksPanel definition={definition} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel title="What you chose">
          <Summary />
        </Panel>
        {preflight.isNeeded && <WaterfallPanel />}
      </SimpleGrid>
    </Stack>
  );
}

const READY = { all: 'Ready to go', some: 'Ready to go, but not to everybody' };

interface PublishButtonsProps {
  errors: number;
  isBlocked: boolean;
  preflight: PreflightHandle;
  /** Who would get no message, in words. */
  affected: string | null;
  publishing: ReturnType<typeof usePublish>;
}

/** Publishing waits until everybody's message was looked at; or not, when somebody says so. */
function PublishButtons({ errors, isBlocked, preflight, affected, publishing }: PublishButtonsProps) {
  const { definition, isChecking } = useDraftContext();
  const verb = publishVerb(definition);
  const isReady = !isBlocked && !isChecking;
  const isChecked = !preflight.isNeeded || preflight.preflight?.state === 'finished';
  const rules = useQuery(approvalRequiredQuery);
  if (rules.data?.approval_required) return <ApprovalButton isReady={isReady} isChecked={isChecked} />;
  return (
    <Group gap="md">
      <Button
        size="md"
        leftSection={<IconSend size={18} aria-hidden />}
        disabled={!isReady || !isChecked}
        loading={publishing.isPublishing}
        onClick={() => publishing.ask({ affected })}
      >
        {verb}
      </Button>
      {isReady && !isChecked && (
        <Button size="md" variant="subtle" onClick={() => publishing.ask({ isChecked: false })}>
          Publish anyway
        </Button>
      )}
      <Text size="sm" c="dimmed" role="status">
        {errors > 0 && `${errors === 1 ? '1 thing has' : `${errors} things have`} to be mended first.`}
        {errors === 0 && isChecking && 'Checking…'}
        {isReady && preflight.isAwaited && 'Waiting until everybody’s message is checked.'}
      </Text>
    </Group>
  );
}
