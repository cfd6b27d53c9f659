// Every recipient: found by person, state, reason, variant and goal; each opens with its requests and responses.
import { Button, Card, Group, Title } from '@mantine/core';
import { IconDownload, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  deliveriesExportUrl,
  type RecipientsFilter,
  type ReportScope,
  recipientsQuery,
  reportQuery,
} from '../../api/reports.ts';
import { resultsQuery } from '../../api/results.ts';
import type { Delivery } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { RecipientsFilters } from './RecipientsFilters.tsx';
import { RecipientsTable } from './RecipientsTable.tsx';
import { otherSideOf } from './recipients.ts';
import { useRefreshOn } from './useRefreshOn.ts';

interface RecipientsPanelProps {
  campaignId: string;
  scope: ReportScope;
  filter: RecipientsFilter;
  onFilter: (filter: RecipientsFilter) => void;
  /** What each control did with a message, which another part of the dashboard tells. */
  controls: (delivery: Delivery) => ReactNode;
}

export function RecipientsPanel({ campaignId, scope, filter, onFilter, controls }: RecipientsPanelProps) {
  const report = useQuery(reportQuery(campaignId, scope)).data;
  const results = useQuery(resultsQuery(campaignId, scope)).data;
  const recipients = useInfiniteQuery({
    ...recipientsQuery(campaignId, scope, filter),
    placeholderData: keepPreviousData,
  });
  const [openId, setOpenId] = useState<string | null>(null);
  // While the campaign sends, these numbers grow, and the list is asked for again with them.
  useRefreshOn(report ? report.attempted + report.accepted : 0, recipients.refetch);
  const isEmpty = recipients.data?.pages[0]?.deliveries.length === 0;
  return (
    <Card component="section" padding={0} aria-labelledby="recipients" style={{ overflow: 'visible' }}>
      <Group p="lg" gap="sm">
        <Group flex="1 1 100%" justify="space-between">
          <Title order={2} id="recipients">
            Recipients
          </Title>
          <Button
            component="a"
            href={deliveriesExportUrl(campaignId, scope, filter)}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {Object.keys(filter).length > 0 ? 'These as CSV' : 'All as CSV'}
          </Button>
        </Group>
        <RecipientsFilters {...{ report, results, filter, onFilter }} />
      </Group>
      {recipients.isPending && <LoadingRows />}
      {recipients.error && <ErrorState error={recipients.error} onRetry={recipients.refetch} />}
      {isEmpty && (
        <EmptyState icon={<IconUsers size={26} />} title="No recipients here">
          {Object.keys(filter).length > 0
            ? 'No one matches. Try another state, reason or text.'
            : 'The audience is not written yet, or the segment was empty.'}
        </EmptyState>
      )}
      {recipients.data && !isEmpty && (
        <RecipientsTable query={recipients} results={results} onOpen={setOpenId} />
      )}
      <DeliveryDrawer
        deliveryId={openId}
        otherSide={otherSideOf(report)}
        controls={controls}
        onClose={() => setOpenId(null)}
      />
    </Card>
  );
}
