// The value of an attribute filter, entered in the way of its type.
import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import dayjs from 'dayjs';
import type { AttributeType } from '../../api/types.ts';
import type { AttributeDraft } from './draft.ts';
import classes from './FilterGroup.module.css';

interface FilterValueProps {
  filter: AttributeDraft;
  type: AttributeType;
  onChange: (filter: AttributeDraft) => void;
}

export function FilterValue({ filter, type, onChange }: FilterValueProps) {
  const { op } = filter;
  if (op === 'exists' || op === 'not_exists') return <span />;
  if (op === 'in_last_days' || op === 'not_in_last_days') {
    return (
      <NumberInput
        aria-label="Days"
        suffix=" days"
        min={1}
        max={3650}
        allowDecimal={false}
        value={filter.days ?? ''}
        onChange={(days) =>
          onChange({ ...without(filter, 'days'), ...(typeof days === 'number' && { days }) })
        }
      />
    );
  }
  if (op === 'between') {
    return (
      <div className={classes['values']}>
        <EndInput
          label="From"
          type={type}
          value={filter.from}
          onChange={(from) => onChange(withEnd(filter, 'from', from))}
        />
        <Text span size="sm" c="dimmed">
          and
        </Text>
        <EndInput
          label="To"
          type={type}
          value={filter.to}
          onChange={(to) => onChange(withEnd(filter, 'to', to))}
        />
      </div>
    );
  }
  if (type === 'boolean') {
    return (
      <Select
        aria-label="Value"
        data={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        value={String(filter.value ?? '')}
        onChange={(value) => onChange({ ...filter, value: value === 'true' })}
        allowDeselect={false}
      />
    );
  }
  if (type === 'number' || type === 'datetime') {
    return (
      <EndInput
        label="Value"
        type={type}
        value={typeof filter.value === 'boolean' ? undefined : filter.value}
        onChange={(value) => onChange(withEnd(filter, 'value', value))}
      />
    );
  }
  return (
    <TextInput
      aria-label="Value"
      placeholder="Value"
      maxLength={1000}
      value={String(filter.value ?? '')}
      onChange={(event) => onChange({ ...filter, value: event.currentTarget.value })}
    />
  );
}

interface EndInputProps {
  label: string;
  type: AttributeType;
  value: string | number | undefined;
  onChange: (value: string | number | undefined) => void;
}

/** A number or an instant; an instant is chosen in the time of the device and kept with its zone. */
function EndInput({ label, type, value, onChange }: EndInputProps) {
  if (type === 'datetime') {
    return (
      <DateTimePicker
        aria-label={label}
        placeholder={label}
        valueFormat="D MMM YYYY, HH:mm"
        value={typeof value === 'string' && value !== '' ? dayjs(value).format('YYYY-MM-DD HH:mm:ss') : null}
        onChange={(picked) => onChange(picked ? new Date(picked).toISOString() : undefined)}
        clearable
      />
    );
  }
  return (
    <NumberInput
      aria-label={label}
      placeholder={label}
      value={value ?? ''}
      onChange={(entered) => onChange(typeof entered === 'number' ? entered : undefined)}
    />
  );
}

function without(filter: AttributeDraft, name: 'value' | 'from' | 'to' | 'days'): AttributeDraft {
  const copy = { ...filter };
  delete copy[name];
  return copy;
}

const withEnd = (
  filter: AttributeDraft,
  name: 'value' | 'from' | 'to',
  end: string | number | undefined,
): AttributeDraft => ({ ...without(filter, name), ...(end !== undefined && { [name]: end }) });
