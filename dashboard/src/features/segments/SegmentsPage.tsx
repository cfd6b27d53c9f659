// All segments, each with its filter in words.
import { Paper, Text } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { segmentsQuery } from '../../api/segments.ts';
import type { Segment } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { Time } from '../../ui/Time.tsx';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';

/** Fewer than this are seen at a glance and need no search. */
const SEARCH_FROM = 8;

const COLUMNS: Column<Segment>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 1.2fr)',
    cell: (segment) => (
      <>
        <RowLink to="/segments/$segmentId" params={{ segmentId: segment.id }}>
          {segment.name}
        </RowLink>
        <Text size="xs" c="dimmed" truncate hiddenFrom="sm" title={segment.sentence}>
          {segment.sentence}
        </Text>
      </>
    ),
  },
  {
    key: 'sentence',
    title: 'Who is in',
    width: 'minmax(0, 2.4fr)',
    wideOnly: true,
    cell: (segment) => (
      <Text span size="sm" c="dimmed" title={segment.sentence}>
        {segment.sentence}
      </Text>
    ),
  },
  {
    key: 'changed',
    title: 'Changed',
    width: '130px',
    wideOnly: true,
    cell: (segment) => <Time at={segment.updated_at} />,
  },
];

const nothing = () => {};

export function SegmentsPage() {
  const segments = useQuery(segmentsQuery);
  const [search, setSearch] = useState('');
  const all = segments.data?.segments;
  const shown = useMemo(() => {
    const wanted = search.toLowerCase();
    return all?.filter(({ name, sentence }) => `${name} ${sentence}`.toLowerCase().includes(wanted)) ?? [];
  }, [all, search]);
  const create = (
    <ButtonLink to="/segments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New segment
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Segments"
        description="Groups of people who share something. A campaign counts its segment anew when it is published."
        actions={all?.length !== 0 && create}
      />
      {all && all.length >= SEARCH_FROM && (
        <SearchInput label="Search segments" initial="" onSearch={setSearch} mb="md" maw={420} />
      )}
      <Paper withBorder radius="lg">
        {segments.isPending && <LoadingRows />}
        {segments.error && <ErrorState error={segments.error} onRetry={segments.refetch} />}
        {all?.length === 0 && (
          <EmptyState icon={<IconUsersGroup size={26} />} title="No segments yet" action={create}>
            A segment says who gets a campaign. The first one is usually everyone with a PSID.
          </EmptyState>
        )}
        {all && all.length > 0 && shown.length === 0 && (
          <EmptyState icon={<IconUsersGroup size={26} />} title="No segment found">
            Try a shorter text.
          </EmptyState>
        )}
        {shown.length > 0 && (
          <VirtualTable
            label="Segments"
            columns={COLUMNS}
            rows={shown}
            rowKey={(segment) => segment.id}
            hasMore={false}
            isLoadingMore={false}
            onMore={nothing}
          />
        )}
      </Paper>
    </>
  );
}
