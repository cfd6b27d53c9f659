// A filter on what people did: which event, how often at least, in which last days.
import { ActionIcon, Autocomplete, NumberInput, Select, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Catalogue } from '../../api/types.ts';
import type { EventDraft } from './draft.ts';
import classes from './FilterGroup.module.css';

interface EventFilterRowProps {
  filter: EventDraft;
  events: Catalogue['events'];
  onChange: (filter: EventDraft) => void;
  onRemove: () => void;
}

export function EventFilterRow({ filter, events, onChange, onRemove }: EventFilterRowProps) {
  const isEver = filter.within_days === null;
  return (
    <div className={classes['row']} style={{ gridTemplateColumns: 'minmax(0, 1fr) 34px' }}>
      <div className={classes['events']}>
        <Select
          aria-label="Did or did not"
          w={120}
          data={[
            { value: 'did', label: 'did' },
            { value: 'not', label: 'did not' },
          ]}
          value={filter.did ? 'did' : 'not'}
          onChange={(value) => onChange({ ...filter, did: value === 'did' })}
          allowDeselect={false}
        />
        <Autocomplete
          aria-label="Event"
          placeholder="Event"
          flex="1 1 12rem"
          data={events.map((event) => event.name)}
          value={filter.event}
          onChange={(event) => onChange({ ...filter, event })}
          maxLength={100}
          limit={200}
          maxDropdownHeight={280}
        />
        <NumberInput
          aria-label="At least how many times"
          w={150}
          prefix="at least "
          suffix={filter.at_least === 1 ? ' time' : ' times'}
          min={1}
          max={10_000}
          allowDecimal={false}
          value={filter.at_least}
          onChange={(value) =>
            onChange({ ...filter, at_least: typeof value === 'number' && value >= 1 ? value : 1 })
          }
        />
        <Select
          aria-label="When"
          w={140}
          data={[
            { value: 'ever', label: 'ever' },
            { value: 'days', label: 'in the last' },
          ]}
          value={isEver ? 'ever' : 'days'}
          onChange={(value) => onChange({ ...filter, within_days: value === 'ever' ? null : 30 })}
          allowDeselect={false}
        />
        {!isEver && (
          <NumberInput
            aria-label="Days"
            w={110}
            suffix=" days"
            min={1}
            max={3650}
            allowDecimal={false}
            value={filter.within_days ?? 30}
            onChange={(value) =>
              onChange({ ...filter, within_days: typeof value === 'number' && value >= 1 ? value : 1 })
            }
          />
        )}
        {events.length === 0 && (
          <Text size="xs" c="dimmed">
            No events are known yet.
          </Text>
        )}
      </div>
      <ActionIcon aria-label={`Remove filter ${filter.event}`.trim()} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
