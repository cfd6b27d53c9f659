// What each control did with one message: the rule, its verdict as a sign and a word, and the figures it was judged by.
import { Box, Group, Stack, Text } from '@mantine/core';
import { IconArrowsSplit2, IconBan, IconCheck, IconHourglass, IconMinus } from '@tabler/icons-react';
import type { WhyControl, WhyControls } from '../../api/types.ts';
import { VERDICTS, verdictWord } from './controls.ts';

const SIGNS = {
  passed: IconCheck,
  stopped: IconBan,
  holding: IconHourglass,
  not_asked: IconMinus,
  chosen: IconArrowsSplit2,
};

export function ControlList({ of: { sentence, controls } }: { of: WhyControls }) {
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {sentence}
      </Text>
      {controls.length === 0 && (
        <Text size="sm">No control is set: nothing leaves people out, or makes a message wait.</Text>
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {controls.map((control, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the controls of one answer never change places
          <Control key={index} control={control} isSaid={isSaid(controls, index)} />
        ))}
      </Stack>
    </Stack>
  );
}

/** Why one was not asked is said once of those that follow one another. */
const isSaid = (controls: readonly WhyControl[], index: number): boolean =>
  controls[index]?.verdict === 'not_asked' && controls[index]?.detail === controls[index - 1]?.detail;

function Control({ control, isSaid }: { control: WhyControl; isSaid: boolean }) {
  const { rule, verdict, detail, remark } = control;
  const Sign = SIGNS[verdict];
  const color = `var(--talaria-${VERDICTS[verdict].tone})`;
  return (
    <Group component="li" gap={8} wrap="nowrap" align="flex-start">
      <Sign size={18} color={color} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <Box miw={0} flex={1}>
        <Group gap="xs" justify="space-between" align="baseline" style={{ rowGap: 0 }}>
          <Text size="sm" flex="1 1 12rem" style={{ overflowWrap: 'anywhere' }}>
            {rule}
          </Text>
          <Text size="sm" fw={550} style={{ color, whiteSpace: 'nowrap' }}>
            {verdictWord(control)}
          </Text>
        </Group>
        {detail && !isSaid && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {detail}
          </Text>
        )}
        {remark && (
          <Text size="xs" c="dimmed" fs="italic">
            {remark}
          </Text>
        )}
      </Box>
    </Group>
  );
}
