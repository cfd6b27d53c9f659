// A time of day as a clock shows it, kept as "09:00". Native, so that a phone shows its own wheel.
import { TimeInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { type ReactNode, useState } from 'react';

interface TimeFieldProps {
  id?: string;
  label: string;
  description?: ReactNode;
  value: string;
  onChange: (time: string) => void;
  error?: ReactNode;
}

export function TimeField({ id, label, description, value, onChange, error }: TimeFieldProps) {
  // While one of its parts is being replaced the field has no time: the one before counts until there is another.
  const [isEmpty, setEmpty] = useState(false);
  return (
    <TimeInput
      {...(id && { id })}
      label={label}
      description={description}
      w={150}
      value={isEmpty ? '' : value}
      onChange={(event) => {
        const time = event.currentTarget.value.slice(0, 5);
        setEmpty(time === '');
        if (time !== '') onChange(time);
      }}
      onBlur={() => setEmpty(false)}
      error={error}
    />
  );
}
