// One import, from its columns to its result: what is shown follows its state.
import { Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Import, importQuery, isWorking } from '../../api/transfer.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { BadRowsPanel } from './BadRowsPanel.tsx';
import { FileDrop } from './FileDrop.tsx';
import { ImportActions } from './ImportActions.tsx';
import { MappingForm } from './MappingForm.tsx';
import { ProgressPanel } from './ProgressPanel.tsx';
import { ResultPanel } from './ResultPanel.tsx';
import { useUpload } from './useUpload.ts';
import { formatBytes, KIND_WORDS, STATE_WORDS } from './words.ts';

export function ImportPage({ importId }: { importId: string }) {
  const query = useQuery(importQuery(importId));
  if (query.isPending) return <LoadingPanels />;
  if (!query.data) return <ErrorState error={query.error} onRetry={query.refetch} />;
  const row = query.data;
  const { tone, text } = STATE_WORDS[row.state];
  return (
    <>
      <PageHeader
        title={row.name}
        mark={<StateMark tone={tone}>{text}</StateMark>}
        description={`${KIND_WORDS[row.kind]} · ${formatBytes(row.size_bytes)} · ${row.made_by}`}
        back={<TextLink to="/people/imports">← Imports</TextLink>}
        actions={<ImportActions row={row} />}
      />
      <Stack gap="lg">
        {row.state === 'uploading' && <UploadAgain row={row} />}
        {row.error && <ErrorState error={new Error(row.error)} title="The import stopped" />}
        {(isWorking(row) || row.state === 'paused') && <ProgressPanel row={row} />}
        {isMapping(row) && row.format && <MappingForm key={formatKey(row)} row={row} format={row.format} />}
        {row.started_at !== null && !isWorking(row) && row.state !== 'paused' && <ResultPanel row={row} />}
        {row.counts.bad + row.counts.unmatched > 0 && !isWorking(row) && <BadRowsPanel row={row} />}
      </Stack>
    </>
  );
}

const isMapping = ({ state, started_at: startedAt }: Import): boolean =>
  startedAt === null && ['ready', 'checked', 'failed'].includes(state);

/** A file that is read in another way has other columns: the form begins anew. */
const formatKey = ({ format }: Import): string => JSON.stringify(format);

/** The tab that uploaded it was closed, or the connection was lost. */
function UploadAgain({ row }: { row: Import }) {
  const queryClient = useQueryClient();
  const { upload, share } = useUpload((done) => queryClient.setQueryData(importQuery(row.id).queryKey, done));
  return (
    <>
      <FileDrop
        hint={`${formatBytes(row.size_bytes)} arrived, then the upload ended. Choose the same file to go on.`}
        verb="Choose the file again"
        share={upload.isPending ? share : null}
        onFile={(file) => upload.mutate({ file, kind: row.kind, begun: row })}
      />
      {upload.error && <ErrorState error={upload.error} title="The file was not taken" />}
    </>
  );
}
