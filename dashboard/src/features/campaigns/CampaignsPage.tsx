// All campaigns: found by name, narrowed by state, newest first.
import { Button, Group, Paper, Select } from '@mantine/core';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { campaignsQuery } from '../../api/campaigns.ts';
import type { CampaignState } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { CampaignsTable } from './CampaignsTable.tsx';
import { NewCampaignDialog } from './NewCampaignDialog.tsx';

const STATES: { value: CampaignState; label: string }[] = [
  { value: 'draft', label: 'Drafts' },
  { value: 'scheduled', label: 'Scheduled' },
  { value: 'sending', label: 'Sending' },
  { value: 'paused', label: 'Paused' },
  { value: 'stopped', label: 'Stopped' },
  { value: 'finished', label: 'Finished' },
];

export interface CampaignsFilter {
  search: string;
  state: CampaignState | undefined;
}

interface CampaignsPageProps extends CampaignsFilter {
  isCreating: boolean;
  /** The segment a campaign is being created for. */
  newFor: string | undefined;
  onFilter: (filter: CampaignsFilter) => void;
  onCreating: (isCreating: boolean) => void;
}

export function CampaignsPage({
  search,
  state,
  isCreating,
  newFor,
  onFilter,
  onCreating,
}: CampaignsPageProps) {
  const campaigns = useInfiniteQuery({ ...campaignsQuery(search, state), placeholderData: keepPreviousData });
  const isEmpty = campaigns.data?.pages[0]?.campaigns.length === 0;
  const isFiltered = search !== '' || state !== undefined;
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onCreating(true)}>
      New campaign
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Campaigns"
        description="One message to everyone in a segment, with an answer for each of them."
        actions={!(isEmpty && !isFiltered) && create}
      />
      <Group mb="md" gap="sm">
        <SearchInput
          label="Search campaigns"
          initial={search}
          onSearch={(text) => onFilter({ search: text, state })}
          flex="1 1 16rem"
        />
        <Select
          aria-label="State"
          placeholder="Every state"
          data={STATES}
          value={state ?? null}
          onChange={(value) => onFilter({ search, state: (value as CampaignState | null) ?? undefined })}
          clearable
          w={180}
        />
      </Group>
      <Paper withBorder radius="lg">
        {campaigns.isPending && <LoadingRows />}
        {campaigns.error && <ErrorState error={campaigns.error} onRetry={campaigns.refetch} />}
        {isEmpty && isFiltered && (
          <EmptyState icon={<IconSend size={26} />} title="No campaign found">
            Try a shorter text or another state.
          </EmptyState>
        )}
        {isEmpty && !isFiltered && (
          <EmptyState icon={<IconSend size={26} />} title="No campaigns yet" action={create}>
            Choose who gets it, write what they get, test it on yourself, and send.
          </EmptyState>
        )}
        {campaigns.data && !isEmpty && <CampaignsTable query={campaigns} />}
      </Paper>
      <NewCampaignDialog isOpen={isCreating} segmentId={newFor ?? null} onClose={() => onCreating(false)} />
    </>
  );
}
