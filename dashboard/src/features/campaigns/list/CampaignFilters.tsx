// What narrows the list of campaigns: text, state, how they start, tag, Page; and what it is sorted by.
import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CampaignSort, type CampaignsFilter, campaignTagsQuery } from '../../../api/campaign-life.ts';
import { pagesQuery } from '../../../api/pages.ts';
import type { CampaignState, DeliveryType } from '../../../api/types.ts';
import { SearchInput } from '../../../ui/SearchInput.tsx';
import { DELIVERY_TYPES } from '../type/deliveryTypes.ts';

const STATES: { value: CampaignState | 'archived'; label: string }[] = [
  { value: 'draft', label: 'Drafts' },
  { value: 'awaiting_approval', label: 'Awaiting approval' },
  { value: 'scheduled', label: 'Scheduled' },
  { value: 'sending', label: 'Sending' },
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused' },
  { value: 'stopped', label: 'Stopped' },
  { value: 'finished', label: 'Finished' },
  { value: 'archived', label: 'Archive' },
];

const SORTS: { value: CampaignSort; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'next_run', label: 'Next run first' },
  { value: 'name', label: 'By name' },
];

const TYPES = DELIVERY_TYPES.map(({ type, title }) => ({ value: type, label: title }));

export const isFiltered = ({
  search,
  state,
  archived,
  delivery_type,
  tag,
  page_id,
}: CampaignsFilter): boolean =>
  search !== '' || [state, archived, delivery_type, tag, page_id].some((one) => one !== undefined);

interface CampaignFiltersProps {
  filter: CampaignsFilter;
  onFilter: (filter: CampaignsFilter) => void;
}

export function CampaignFilters({ filter, onFilter }: CampaignFiltersProps) {
  const tags = useQuery(campaignTagsQuery);
  const pages = useQuery(pagesQuery);
  const [clears, setClears] = useState(0);
  const set = (patch: Partial<CampaignsFilter>) => onFilter({ ...filter, ...patch });
  const chooseState = (value: string | null) =>
    value === 'archived'
      ? set({ state: undefined, archived: 'only' })
      : set({ state: (value as CampaignState | null) ?? undefined, archived: undefined });
  const clear = () => {
    setClears((count) => count + 1);
    onFilter({ search: '', sort: filter.sort });
  };
  const pageData = pages.data?.pages.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <Group mb="md" gap="sm">
      <SearchInput
        key={clears}
        label="Search campaigns"
        initial={filter.search}
        onSearch={(search) => set({ search })}
        flex="1 1 16rem"
      />
      <Choice
        label="State"
        all="Every state"
        data={STATES}
        value={filter.archived ? 'archived' : (filter.state ?? null)}
        onChange={chooseState}
      />
      <Choice
        label="How it starts"
        all="Every type"
        data={TYPES}
        value={filter.delivery_type ?? null}
        onChange={(value) => set({ delivery_type: (value as DeliveryType | null) ?? undefined })}
      />
      {(tags.data?.tags.length ?? 0) > 0 && (
        <Choice
          label="Tag"
          all="Every tag"
          data={
            tags.data?.tags.map(({ tag, campaigns }) => ({ value: tag, label: `${tag} (${campaigns})` })) ??
            []
          }
          value={filter.tag ?? null}
          onChange={(tag) => set({ tag: tag ?? undefined })}
        />
      )}
      {pageData.length > 1 && (
        <Choice
          label="Page"
          all="Every Page"
          data={pageData}
          value={filter.page_id ?? null}
          onChange={(page_id) => set({ page_id: page_id ?? undefined })}
        />
      )}
      <Select
        aria-label="Sorted by"
        data={SORTS}
        value={filter.sort ?? 'newest'}
        onChange={(sort) => set({ sort: sort === 'newest' ? undefined : (sort as CampaignSort) })}
        allowDeselect={false}
        w={150}
      />
      {isFiltered(filter) && (
        <Button variant="subtle" onClick={clear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  data: { value: string; label: string }[];
  value: string | null;
  onChange: (value: string | null) => void;
}

function Choice({ label, all, data, value, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={all}
      data={data}
      value={value}
      onChange={onChange}
      searchable={data.length > 10}
      clearable
      w={160}
    />
  );
}
