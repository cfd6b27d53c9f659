// One of a few choices as a card with a sentence; inside a Radio.Group.
import { Group, Radio, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ChoiceCard.module.css';

interface ChoiceCardProps {
  value: string;
  title: string;
  text?: ReactNode;
  disabled?: boolean;
}

export function ChoiceCard({ value, title, text, disabled = false }: ChoiceCardProps) {
  return (
    <Radio.Card value={value} disabled={disabled} className={classes['card']} radius="md" p="sm">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} disabled={disabled} />
        <div>
          <Text size="sm" fw={550}>
            {title}
          </Text>
          {text && (
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          )}
        </div>
      </Group>
    </Radio.Card>
  );
}
