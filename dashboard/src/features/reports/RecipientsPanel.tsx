// Every recipient: found by state, reason, customer id or PSID; each opens with its requests and responses.
import { Button, Card, Group, Select, Title } from '@mantine/core';
import { IconDownload, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveriesExportUrl, recipientsQuery, reportQuery } from '../../api/reports.ts';
import type { Delivery, DeliveryState } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { RecipientsTable } from './RecipientsTable.tsx';
import { DELIVERY_WORDS, otherSideOf, type RecipientsSearch } from './recipients.ts';
import { useRefreshOn } from './useRefreshOn.ts';

const STATES = Object.entries(DELIVERY_WORDS).map(([value, { word }]) => ({ value, label: word }));

interface RecipientsPanelProps {
  campaignId: string;
  search: RecipientsSearch;
  onSearch: (search: RecipientsSearch) => void;
  /** In the drawer of a recipient: what each control did. */
  controls: (delivery: Delivery) => React.ReactNode;
}

export function RecipientsPanel({ campaignId, search, onSearch, controls }: RecipientsPanelProps) {
  const report = useQuery(reportQuery(campaignId)).data;
  const reasons = report ? [...report.skipped, ...report.failed] : [];
  const recipients = useInfiniteQuery({
    ...recipientsQuery(campaignId, search),
    placeholderData: keepPreviousData,
  });
  const [openId, setOpenId] = useState<string | null>(null);
  // While the campaign sends, these numbers grow, and the list is asked for again with them.
  useRefreshOn(report ? report.attempted + report.accepted : 0, recipients.refetch);
  const isEmpty = recipients.data?.pages[0]?.deliveries.length === 0;
  const isKnownReason = reasons.some((reason) => reason.reason === search.reason);
  return (
    <Card component="section" padding={0} aria-labelledby="recipients" style={{ overflow: 'visible' }}>
      <Group p="lg" gap="sm">
        <Title order={2} id="recipients" flex="1 1 8rem">
          Recipients
        </Title>
        <SearchInput
          label="Customer ID or PSID"
          initial={search.search}
          onSearch={(text) => onSearch({ ...search, search: text })}
          w={220}
        />
        <Select
          aria-label="State"
          placeholder="Every state"
          data={STATES}
          value={search.state ?? null}
          onChange={(state) =>
            onSearch({ ...search, state: (state as DeliveryState | null) ?? undefined, reason: undefined })
          }
          clearable
          w={160}
        />
        <Select
          aria-label="Reason"
          placeholder="Every reason"
          data={[
            ...reasons.map((reason) => ({ value: reason.reason, label: reason.title })),
            ...(search.reason && !isKnownReason ? [{ value: search.reason, label: search.reason }] : []),
          ]}
          value={search.reason ?? null}
          onChange={(reason) => onSearch({ ...search, reason: reason ?? undefined })}
          disabled={reasons.length === 0 && !search.reason}
          clearable
          w={220}
        />
        <Button
          component="a"
          href={deliveriesExportUrl(campaignId, search)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          CSV
        </Button>
      </Group>
      {recipients.isPending && <LoadingRows />}
      {recipients.error && <ErrorState error={recipients.error} onRetry={recipients.refetch} />}
      {isEmpty && (
        <EmptyState icon={<IconUsers size={26} />} title="No recipients here">
          {search.state || search.reason || search.search
            ? 'No one matches. Try another state, reason or text.'
            : 'The audience is not written yet, or the segment was empty.'}
        </EmptyState>
      )}
      {recipients.data && !isEmpty && <RecipientsTable query={recipients} onOpen={setOpenId} />}
      <DeliveryDrawer
        deliveryId={openId}
        otherSide={otherSideOf(report)}
        controls={controls}
        onClose={() => setOpenId(null)}
      />
    </Card>
  );
}
