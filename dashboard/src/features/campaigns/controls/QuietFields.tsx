// From when until when nobody is written to, and what becomes of messages then.
import { Group, Radio, Stack } from '@mantine/core';
import type { QuietHours } from '../../../api/sending-rules.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { TimeField } from '../../../ui/TimeField.tsx';

export const USUAL_NIGHT: QuietHours = { from: '21:00', to: '08:00', action: 'hold' };

interface QuietFieldsProps {
  hours: QuietHours;
  onChange: (hours: QuietHours) => void;
  error?: string | undefined;
}

export function QuietFields({ hours, onChange, error }: QuietFieldsProps) {
  return (
    <Stack gap="sm">
      <Group align="flex-start">
        <TimeField
          label="From"
          value={hours.from}
          onChange={(from) => onChange({ ...hours, from })}
          error={error}
        />
        <TimeField
          label={hours.to < hours.from ? 'Until, the next day' : 'Until'}
          value={hours.to}
          onChange={(to) => onChange({ ...hours, to })}
        />
      </Group>
      <Radio.Group
        label="Messages whose turn comes then"
        value={hours.action}
        onChange={(action) => onChange({ ...hours, action: action === 'drop' ? 'drop' : 'hold' })}
      >
        <Stack gap="xs" mt={6}>
          <ChoiceCard
            value="hold"
            title="Leave when they are over"
            text="Unless the messaging window has closed, or they have expired."
          />
          <ChoiceCard value="drop" title="Are not sent" text="For what is only true at that moment." />
        </Stack>
      </Radio.Group>
    </Stack>
  );
}
