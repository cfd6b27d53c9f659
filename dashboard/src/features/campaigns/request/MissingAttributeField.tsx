// What happens to people a message cannot be made for.
import { Radio, Stack } from '@mantine/core';
import type { ComposedMessage } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';

type Rule = ComposedMessage['missing_attribute'];

interface MissingAttributeFieldProps {
  value: Rule;
  onChange: (rule: Rule) => void;
}

export function MissingAttributeField({ value, onChange }: MissingAttributeFieldProps) {
  return (
    <Radio.Group
      label="When a person lacks an attribute the message uses"
      value={value}
      onChange={(rule) => onChange(rule as Rule)}
    >
      <Stack gap="xs" mt={6}>
        <ChoiceCard value="skip" title="Skip the person" text="A fallback in the text counts as having it." />
        <ChoiceCard value="blank" title="Send with an empty place" />
      </Stack>
    </Radio.Group>
  );
}
