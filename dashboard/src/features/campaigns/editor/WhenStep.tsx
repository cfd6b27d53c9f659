// Step 3: what makes the message leave and when, how fast, and by which rules.
import { Grid, Stack } from '@mantine/core';
import type { DeliveryType } from '../../../api/types.ts';
import { ControlsPanel } from '../controls/ControlsPanel.tsx';
import { isPlain } from '../controls/controlWords.ts';
import { GoalsPanel } from '../goals/GoalsPanel.tsx';
import { TriggerFields } from '../trigger/TriggerFields.tsx';
import { TypePanel } from '../type/TypePanel.tsx';
import { OneTimeFields } from '../when/OneTimeFields.tsx';
import { RepeatFields } from '../when/RepeatFields.tsx';
import { SentencePanel } from '../when/SentencePanel.tsx';
import { SpeedPanel } from '../when/SpeedPanel.tsx';
import { useDraftContext } from './DraftContext.ts';
import { SendingRulesPanel } from './SendingRulesPanel.tsx';

interface WhenStepProps {
  /** Of the workspace, for a new schedule. */
  timeZone: string;
  onType: (type: DeliveryType) => void;
}

export function WhenStep({ timeZone, onType }: WhenStepProps) {
  const { check, definition } = useDraftContext();
  // An answer leaves at once, before everything else, and nobody is kept from what they asked for.
  const isAnswer = definition.delivery_type === 'conversation';
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="lg">
          <TypePanel onType={onType} />
          <Timing timeZone={timeZone} />
          <GoalsPanel />
          {!(isAnswer && isPlain(definition.controls)) && <ControlsPanel />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack gap="lg">
          <SentencePanel />
          {!isAnswer && <SpeedPanel />}
          {!isAnswer && check?.destination.kind === 'send_api' && <SendingRulesPanel />}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Timing({ timeZone }: Pick<WhenStepProps, 'timeZone'>) {
  const { definition } = useDraftContext();
  const { schedule, trigger } = definition;
  if (trigger !== null) return <TriggerFields trigger={trigger} />;
  if (schedule.kind === 'repeat') return <RepeatFields schedule={schedule} />;
  return <OneTimeFields timeZone={timeZone} />;
}
