// All campaigns: found by name, tag or id, narrowed and sorted, and many of them handled at once.
import { Button, Paper } from '@mantine/core';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type CampaignsFilter, campaignsQuery } from '../../api/campaign-life.ts';
import type { CampaignRow } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useLoadMore } from '../../ui/useLoadMore.ts';
import { CampaignsTable } from './CampaignsTable.tsx';
import { BulkBar } from './list/BulkBar.tsx';
import { CampaignFilters, isFiltered } from './list/CampaignFilters.tsx';
import { useSelection } from './list/useSelection.ts';
import { NewCampaignDialog } from './NewCampaignDialog.tsx';

interface CampaignsPageProps {
  filter: CampaignsFilter;
  isCreating: boolean;
  /** The segment a campaign is being created for. */
  newFor: string | undefined;
  onFilter: (filter: CampaignsFilter) => void;
  onCreating: (isCreating: boolean) => void;
}

const campaignsOf = (reply: { campaigns: CampaignRow[] }) => reply.campaigns;

export function CampaignsPage({ filter, isCreating, newFor, onFilter, onCreating }: CampaignsPageProps) {
  const campaigns = useInfiniteQuery(campaignsQuery(filter));
  const list = useLoadMore(campaigns, campaignsOf);
  const selection = useSelection(list.rows);
  const isEmpty = campaigns.data?.pages[0]?.campaigns.length === 0;
  const isNarrowed = isFiltered(filter);
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
        actions={
          <>
            <ButtonLink to="/content-blocks" variant="default">
              Content blocks
            </ButtonLink>
            {!(isEmpty && !isNarrowed) && create}
          </>
        }
      />
      <CampaignFilters filter={filter} onFilter={onFilter} />
      <BulkBar rows={list.rows} selection={selection} />
      <Paper withBorder radius="lg">
        {campaigns.isPending && <LoadingRows />}
        {campaigns.error && <ErrorState error={campaigns.error} onRetry={campaigns.refetch} />}
        {isEmpty && isNarrowed && (
          <EmptyState icon={<IconSend size={26} />} title="No campaign found">
            Try a shorter text or another state.
          </EmptyState>
        )}
        {isEmpty && !isNarrowed && (
          <EmptyState icon={<IconSend size={26} />} title="No campaigns yet" action={create}>
            Choose who gets it, write what they get, test it on yourself, and send.
          </EmptyState>
        )}
        {campaigns.data && !isEmpty && <CampaignsTable list={list} selection={selection} />}
      </Paper>
      <NewCampaignDialog isOpen={isCreating} segmentId={newFor ?? null} onClose={() => onCreating(false)} />
    </>
  );
}
