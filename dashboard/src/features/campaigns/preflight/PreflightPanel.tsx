// Everybody's message rendered and checked before the first is sent: how far it is, and who lacks what.
import { Button, Progress, Skeleton, Stack, Text } from '@mantine/core';
import type { Preflight } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { countPeople, formatNumber, formatSpan } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { Finding } from './Finding.tsx';
import { type Mended, UndoFallback, useUndo } from './UndoFallback.tsx';
import type { PreflightHandle } from './usePreflight.ts';
import { affectedWords } from './words.ts';

export function PreflightPanel({ preflight, isLoading, error, again, cancel }: PreflightHandle) {
  const isRunning = preflight?.state === 'running';
  const undo = useUndo();
  return (
    <Panel
      title="Everybody’s message"
      description="Each one is made and checked against Facebook’s limits before the first is sent."
      actions={
        preflight !== null && (
          <Button
            size="xs"
            variant="default"
            onClick={isRunning ? cancel : again}
            loading={!isRunning && isLoading}
          >
            {isRunning ? 'Stop' : 'Check again'}
          </Button>
        )
      }
    >
      <Stack gap="md">
        <UndoFallback undo={undo} />
        {Boolean(error) && <ErrorState error={error} title="It could not be checked" onRetry={again} />}
        {preflight === null && !error && (isLoading ? <Skeleton h={60} /> : <Waiting />)}
        {preflight !== null && <Found preflight={preflight} onMended={undo.remember} />}
      </Stack>
    </Panel>
  );
}

const Waiting = () => (
  <Text size="sm" c="dimmed">
    Begins when nothing is left to be mended.
  </Text>
);

interface FoundProps {
  preflight: Preflight;
  onMended: (mended: Mended) => void;
}

function Found({ preflight, onMended }: FoundProps) {
  const { state, because, findings } = preflight;
  return (
    <>
      {state === 'running' && <Running preflight={preflight} />}
      {state === 'failed' && (
        <StateMark tone="bad">{`It broke off: ${because ?? 'for an unknown reason'}`}</StateMark>
      )}
      {state === 'cancelled' && <StateMark tone="warn">{because ?? 'Stopped'}</StateMark>}
      {state === 'finished' && <Sum preflight={preflight} />}
      {findings.length > 0 && (
        <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
          {findings.map((finding) => (
            <Finding key={finding.id} finding={finding} onMended={onMended} />
          ))}
        </Stack>
      )}
    </>
  );
}

function Running({ preflight: { checked, total, seconds_left } }: { preflight: Preflight }) {
  const percent = total ? Math.min(100, (checked / total) * 100) : 0;
  return (
    <div>
      <Progress value={percent} aria-label="Messages checked" animated />
      <Text size="sm" c="dimmed" mt={6} className="numbers" role="status">
        {formatNumber(checked)} of {total === null ? '…' : formatNumber(total)} checked
        {seconds_left !== null && `, ${formatSpan(seconds_left)} left`}
      </Text>
    </div>
  );
}

function Sum({ preflight }: { preflight: Preflight }) {
  const { definition } = useDraftContext();
  const { fine, unreachable } = preflight;
  const affected = affectedWords(preflight, definition);
  return (
    <div role="status">
      {affected === null ? (
        <StateMark
          tone="good"
          size="md"
        >{`${fine === 1 ? '1 message is' : `All ${formatNumber(fine)} messages are`} fine`}</StateMark>
      ) : (
        <StateMark tone="warn" size="md" wraps>
          {`${affected}; ${formatNumber(fine)} ${fine === 1 ? 'is' : 'are'} fine`}
        </StateMark>
      )}
      {unreachable > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {countPeople(unreachable)} cannot be written to anyway: without a PSID on the Page, blocked or opted
          out.
        </Text>
      )}
    </div>
  );
}
