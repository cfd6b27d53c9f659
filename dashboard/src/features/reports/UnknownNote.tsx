// The calls without an answer: how many, what happens to them and when, and the way to whose they are.
import { Alert, Text, UnstyledButton } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import type { DeliveryNow } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';
import { Time } from '../../ui/Time.tsx';
import { NextLook } from './NextLook.tsx';
import classes from './ReasonRows.module.css';

interface UnknownNoteProps {
  unknown: NonNullable<DeliveryNow['unknown']>;
  onShow: () => void;
}

export function UnknownNote({ unknown, onShow }: UnknownNoteProps) {
  return (
    <Alert
      color="gray"
      icon={<IconQuestionMark size={18} />}
      title={`Being settled: ${formatNumber(unknown.count)} without an answer`}
    >
      <Text size="sm">{unknown.text}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        The oldest was called <Time at={unknown.oldest_at} />; <NextLook at={unknown.next_look_at} />.
      </Text>
      <UnstyledButton className={classes['show']} onClick={onShow}>
        Show who has no answer yet
      </UnstyledButton>
    </Alert>
  );
}
