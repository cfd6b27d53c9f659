// All segments, each with its filter in words.
import { Paper } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { segmentsQuery } from '../../api/segments.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { SegmentsTable } from './list/SegmentsTable.tsx';

/** Fewer than this are seen at a glance and need no search. */
const SEARCH_FROM = 8;

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
        {shown.length > 0 && <SegmentsTable segments={shown} />}
      </Paper>
    </>
  );
}
