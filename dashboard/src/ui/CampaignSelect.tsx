// Chooses one campaign: the service searches while somebody types.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignSearchQuery } from '../api/why.ts';

interface CampaignSelectProps {
  label: string;
  onChoose: (campaignId: string) => void;
}

export function CampaignSelect({ label, onChoose }: CampaignSelectProps) {
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 250);
  const campaigns = useQuery({ ...campaignSearchQuery(settled), placeholderData: keepPreviousData });
  return (
    <Select
      label={label}
      placeholder="Search by name, tag or ID"
      searchable
      data={(campaigns.data?.campaigns ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      // The service has searched already, by more than the label shows.
      filter={({ options }) => options}
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => id !== null && onChoose(id)}
      error={campaigns.error && 'The campaigns could not be listed. Type again to retry.'}
      nothingFoundMessage={campaigns.isFetching ? 'Searching…' : 'No campaign found'}
    />
  );
}
