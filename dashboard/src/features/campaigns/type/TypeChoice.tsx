// The delivery types as cards, and under them which rule of Messenger applies to the one that is chosen.
import { Alert, Radio, SimpleGrid, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { DeliveryType } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { DELIVERY_TYPES } from './deliveryTypes.ts';

interface TypeChoiceProps {
  /** Not said on the screen where a heading says it already. */
  label?: string;
  value: DeliveryType;
  onChange: (type: DeliveryType) => void;
}

export function TypeChoice({ label, value, onChange }: TypeChoiceProps) {
  const rule = DELIVERY_TYPES.find(({ type }) => type === value)?.rule;
  return (
    <Stack gap="xs">
      <Radio.Group
        {...(label ? { label } : { 'aria-label': 'How it starts' })}
        value={value}
        onChange={(type) => onChange(type as DeliveryType)}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={label ? 6 : 0}>
          {DELIVERY_TYPES.map(({ type, title, text }) => (
            <ChoiceCard key={type} value={type} title={title} text={text} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      {rule && (
        <Alert icon={<IconInfoCircle size={18} />} py="xs">
          {rule}
        </Alert>
      )}
    </Stack>
  );
}
