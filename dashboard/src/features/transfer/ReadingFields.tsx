// How the texts of a column are written, as far as its type asks: decimal sign, order of a date, words for yes and no.
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Reading } from '../../api/transfer.ts';
import type { AttributeType } from '../../api/types.ts';

interface ReadingFieldsProps {
  label: string;
  type: AttributeType;
  reading: Reading;
  onChange: (reading: Reading) => void;
}

const ORDERS = [
  { value: 'iso', label: '2026-12-31' },
  { value: 'day_first', label: '31.12.2026, day first' },
  { value: 'month_first', label: '12/31/2026, month first' },
  { value: 'epoch_seconds', label: 'Seconds since 1970' },
  { value: 'epoch_ms', label: 'Milliseconds since 1970' },
];
const DECIMALS = [
  { value: '.', label: '1234.5' },
  { value: ',', label: '1234,5' },
];

export function ReadingFields({ label, type, reading, onChange }: ReadingFieldsProps) {
  switch (type) {
    case 'number':
      return (
        <NativeSelect
          aria-label={`Decimal sign of ${label}`}
          data={DECIMALS}
          value={reading.decimal}
          onChange={(event) =>
            onChange({ ...reading, decimal: event.currentTarget.value as Reading['decimal'] })
          }
          w={110}
        />
      );
    case 'datetime':
      return (
        <>
          <NativeSelect
            aria-label={`Order of ${label}`}
            data={ORDERS}
            value={reading.date_order}
            onChange={(event) =>
              onChange({ ...reading, date_order: event.currentTarget.value as Reading['date_order'] })
            }
            w={200}
          />
          <ZoneField {...{ label, reading, onChange }} />
        </>
      );
    case 'boolean':
      return (
        <>
          <WordsField {...{ label, reading, onChange }} of="yes" />
          <WordsField {...{ label, reading, onChange }} of="no" />
        </>
      );
    case 'array':
      return (
        <TextInput
          aria-label={`Between the elements of ${label}`}
          description="between elements"
          inputWrapperOrder={['input', 'description']}
          value={reading.separator}
          maxLength={5}
          onChange={(event) => onChange({ ...reading, separator: event.currentTarget.value })}
          w={120}
        />
      );
    default:
      return null;
  }
}

type FieldProps = Omit<ReadingFieldsProps, 'type'>;

/** Zones the browser knows; a time without one is meant there. */
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function ZoneField({ label, reading, onChange }: FieldProps) {
  return (
    <NativeSelect
      aria-label={`Time zone of ${label}`}
      data={ZONES.includes(reading.time_zone) ? ZONES : [reading.time_zone, ...ZONES]}
      value={reading.time_zone}
      onChange={(event) => onChange({ ...reading, time_zone: event.currentTarget.value })}
      w={170}
    />
  );
}

/** Separated by commas. While somebody types, the text stays as typed. */
function WordsField({ label, reading, onChange, of }: FieldProps & { of: 'yes' | 'no' }) {
  const [text, setText] = useState(reading[of].join(', '));
  const change = (typed: string) => {
    setText(typed);
    const words = typed
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    if (words.length > 0) onChange({ ...reading, [of]: words });
  };
  return (
    <TextInput
      aria-label={`${of === 'yes' ? 'Yes' : 'No'} in ${label}`}
      description={`means ${of}`}
      inputWrapperOrder={['input', 'description']}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      w={170}
    />
  );
}
