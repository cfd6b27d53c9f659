// A span that may be left out, such as a minimum gap: a switch, and its length when there is one.
import { Stack, Switch } from '@mantine/core';
import { MinutesInput } from '../../../ui/MinutesInput.tsx';

interface OptionalSpanProps {
  id?: string;
  label: string;
  description: string;
  /** Of the length. */
  spanLabel: string;
  value: number | null;
  usual: number;
  onChange: (minutes: number | null) => void;
  error?: string | undefined;
}

const MOST_MINUTES = 90 * 24 * 60;

export function OptionalSpan(props: OptionalSpanProps) {
  const { id, label, description, spanLabel, value, usual, onChange, error } = props;
  return (
    <Stack gap="xs">
      <Switch
        label={label}
        description={description}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? usual : null)}
      />
      {value !== null && (
        <MinutesInput
          {...(id && { id })}
          label={spanLabel}
          value={value}
          max={MOST_MINUTES}
          onChange={onChange}
          error={error}
        />
      )}
    </Stack>
  );
}
