// A time zone of the draft, found by letters.
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { TIME_ZONES } from '../../../ui/timeZones.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';

interface ZoneSelectProps {
  /** Path into the definition. */
  field: string;
  label?: string;
  description?: ReactNode;
  value: string;
  onChange: (zone: string) => void;
}

export function ZoneSelect({ field, label = 'Time zone', description, value, onChange }: ZoneSelectProps) {
  const { problems } = useDraftContext();
  return (
    <Select
      id={fieldId(field)}
      label={label}
      description={description}
      data={TIME_ZONES}
      value={value}
      onChange={(zone) => zone && onChange(zone)}
      searchable
      limit={100}
      allowDeselect={false}
      error={fieldError(problems, field)}
    />
  );
}
