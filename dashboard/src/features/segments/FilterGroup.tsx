// One group of filters, all or any of which must hold; groups may stand in groups.
import { ActionIcon, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Catalogue } from '../../api/types.ts';
import { AttributeFilterRow } from './AttributeFilterRow.tsx';
import { type Draft, type GroupDraft, MAX_DEPTH, newAttribute, newEvent, newGroup } from './draft.ts';
import { EventFilterRow } from './EventFilterRow.tsx';
import classes from './FilterGroup.module.css';

interface FilterGroupProps {
  group: GroupDraft;
  catalogue: Catalogue;
  depth: number;
  /** No further filter fits into the segment. */
  isFull: boolean;
  onChange: (group: GroupDraft) => void;
  onRemove?: () => void;
}

export function FilterGroup({ group, catalogue, depth, isFull, onChange, onRemove }: FilterGroupProps) {
  const setFilters = (filters: Draft[]) => onChange({ ...group, filters });
  const replace = (index: number, draft: Draft) => setFilters(group.filters.with(index, draft));
  const remove = (index: number) => setFilters(group.filters.toSpliced(index, 1));
  const add = (draft: Draft) => setFilters([...group.filters, draft]);
  return (
    <fieldset className={classes['group']} data-depth={depth}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="How the filters join"
            data={[
              { value: 'all', label: 'All of' },
              { value: 'any', label: 'Any of' },
            ]}
            value={group.match}
            onChange={(match) => onChange({ ...group, match })}
          />
          <Text component="legend" size="sm" c="dimmed">
            {group.match === 'all' ? 'every filter must hold' : 'one is enough'}
          </Text>
        </Group>
        {onRemove && (
          <ActionIcon aria-label="Remove group" onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </Group>
      <Stack gap="sm">
        {group.filters.length === 0 && (
          <Text size="sm" c="dimmed">
            {group.match === 'all' ? 'No filter: everyone is in.' : 'No filter: no one is in.'}
          </Text>
        )}
        {group.filters.map((filter, index) => {
          const change = (draft: Draft) => replace(index, draft);
          const drop = () => remove(index);
          const key = `${index} ${filter.kind}`;
          if (filter.kind === 'group')
            return (
              <FilterGroup
                key={key}
                group={filter}
                depth={depth + 1}
                {...{ catalogue, isFull }}
                onChange={change}
                onRemove={drop}
              />
            );
          if (filter.kind === 'event')
            return (
              <EventFilterRow
                key={key}
                filter={filter}
                events={catalogue.events}
                onChange={change}
                onRemove={drop}
              />
            );
          return (
            <AttributeFilterRow
              key={key}
              filter={filter}
              attributes={catalogue.attributes}
              onChange={change}
              onRemove={drop}
            />
          );
        })}
      </Stack>
      <Group gap="xs">
        <AddButton isFull={isFull} onClick={() => add(newAttribute())} label="Attribute" />
        <AddButton isFull={isFull} onClick={() => add(newEvent())} label="Event" />
        {depth < MAX_DEPTH && (
          <AddButton
            isFull={isFull}
            onClick={() => add(newGroup(group.match === 'all' ? 'any' : 'all'))}
            label="Group"
          />
        )}
      </Group>
    </fieldset>
  );
}

function AddButton({ label, isFull, onClick }: { label: string; isFull: boolean; onClick: () => void }) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={isFull}
      onClick={onClick}
      aria-label={`Add ${label.toLowerCase()}`}
    >
      {label}
    </Button>
  );
}
