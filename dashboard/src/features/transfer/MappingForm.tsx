// What becomes of the columns of a file, the first rows as they would be stored, and the ways on: check or import.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asApiError } from '../../api/client.ts';
import {
  type FileFormat,
  type Import,
  type ImportPreview,
  importPreviewQuery,
  importQuery,
  startCheck,
  startRun,
} from '../../api/transfer.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { CheckedPanel } from './CheckedPanel.tsx';
import { ColumnsTable } from './ColumnsTable.tsx';
import { columnOf, firstSettings, isRefusal } from './mapping.ts';
import { OptionsPanel } from './OptionsPanel.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { ReaderFields } from './ReaderFields.tsx';

interface MappingProps {
  row: Import;
  format: FileFormat;
}

export function MappingForm({ row, format }: MappingProps) {
  const suggested = useQuery(importPreviewQuery(row.id, format, null));
  if (suggested.isPending) return <LoadingPanels panels={2} />;
  if (!suggested.data) return <ErrorState error={suggested.error} onRetry={suggested.refetch} />;
  return <Mapping row={row} format={format} suggested={suggested.data} />;
}

const TYPING_MS = 300;

function Mapping({ row, format, suggested }: MappingProps & { suggested: ImportPreview }) {
  const queryClient = useQueryClient();
  const [settings, setSettings] = useState(() => firstSettings(row, suggested));
  const [asked] = useDebouncedValue(settings, TYPING_MS);
  const preview = useQuery(importPreviewQuery(row.id, format, asked));
  const go = useMutation({
    mutationFn: (start: typeof startCheck) => start(row.id, settings),
    onSuccess: (done) => queryClient.setQueryData(importQuery(row.id).queryKey, done),
  });
  const error = go.error ?? preview.error;
  const isRefused = isRefusal(error);
  const change = (next: typeof settings) => {
    go.reset();
    setSettings(next);
  };
  const faulty = columnOf(error ? asApiError(error).field : undefined);
  return (
    <Stack gap="lg">
      <Panel
        title="How the file is read"
        description="Found out from its beginning. Change it when letters or columns look wrong."
      >
        <ReaderFields row={row} format={format} />
      </Panel>
      <Panel
        title={`Columns: ${formatNumber(format.columns.length)}`}
        description="Each becomes what you choose. An attribute that exists keeps its type."
      >
        <ColumnsTable
          kind={row.kind}
          columns={suggested.columns}
          fits={preview.data?.columns ?? suggested.columns}
          settings={settings}
          faulty={faulty}
          onChange={change}
        />
      </Panel>
      <OptionsPanel kind={row.kind} settings={settings} onChange={change} />
      <Panel title="The first rows, as they would be stored">
        {preview.data && <PreviewTable kind={row.kind} preview={preview.data} />}
      </Panel>
      {error && <ErrorState error={error} title="This cannot be imported so" />}
      {row.checked && <CheckedPanel kind={row.kind} counts={row.checked} />}
      <Group gap="sm">
        <Button loading={go.isPending} disabled={isRefused} onClick={() => go.mutate(startRun)}>
          Import
        </Button>
        <Button
          variant="default"
          loading={go.isPending}
          disabled={isRefused}
          onClick={() => go.mutate(startCheck)}
        >
          Check the whole file
        </Button>
        <Text size="sm" c="dimmed">
          A check reads every row and writes nothing.
        </Text>
      </Group>
    </Stack>
  );
}
