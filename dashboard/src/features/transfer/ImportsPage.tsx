// Files that were imported, and where the next one is dropped.
import { Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Import, type ImportKind, importsQuery } from '../../api/transfer.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { FileDrop } from './FileDrop.tsx';
import { ImportsTable } from './ImportsTable.tsx';
import { useUpload } from './useUpload.ts';
import { KIND_WORDS } from './words.ts';

const KINDS = (['customers', 'events', 'list'] as const).map((value) => ({
  value,
  label: KIND_WORDS[value],
}));

const HINTS: Record<ImportKind, string> = {
  customers: 'Drop a CSV or NDJSON file here. Its columns become attributes of your customers.',
  events: 'Drop a CSV or NDJSON file here: a customer id, what happened and when on every row.',
  list: 'Drop a CSV or text file here: one identifier on every row. Segments can use the list.',
};

interface ImportsPageProps {
  kind: ImportKind;
  onOpen: (opened: Import) => void;
}

export function ImportsPage({ kind: first, onOpen }: ImportsPageProps) {
  const [kind, setKind] = useState(first);
  const imports = useInfiniteQuery(importsQuery);
  const { upload, share } = useUpload(onOpen);
  const rows = imports.data?.pages.flatMap((page) => page.imports);
  return (
    <>
      <PageHeader
        title="Imports"
        description="Nothing is written before you have seen the columns and said so. An import can be taken back for 30 days."
        back={<TextLink to="/people">← People</TextLink>}
        actions={
          <ButtonLink to="/people/lists" variant="default">
            Lists
          </ButtonLink>
        }
      />
      <Stack gap="md" mb="lg">
        <Group gap="sm">
          <Text size="sm" id="import-kind">
            The file holds
          </Text>
          <SegmentedControl
            aria-labelledby="import-kind"
            data={KINDS}
            value={kind}
            onChange={(value) => setKind(value as ImportKind)}
            disabled={upload.isPending}
          />
        </Group>
        <FileDrop
          hint={HINTS[kind]}
          verb="Choose file"
          share={upload.isPending ? share : null}
          onFile={(file) => upload.mutate({ file, kind })}
        />
        {upload.error && <ErrorState error={upload.error} title="The file was not taken" />}
      </Stack>
      <Paper withBorder radius="lg">
        {imports.isPending && <LoadingRows rows={4} />}
        {imports.error && <ErrorState error={imports.error} onRetry={imports.refetch} />}
        {rows?.length === 0 && (
          <EmptyState icon={<IconFileImport size={26} />} title="No imports yet">
            The files you import are listed here, with what became of every row.
          </EmptyState>
        )}
        {rows && rows.length > 0 && <ImportsTable query={imports} rows={rows} />}
      </Paper>
    </>
  );
}
