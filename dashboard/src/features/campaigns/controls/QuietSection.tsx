// Quiet hours of a campaign: the workspace's, its own, or none.
import { Radio, Stack } from '@mantine/core';
import type { SendingRules } from '../../../api/sending-rules.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { quietWords } from './controlWords.ts';
import { QuietFields, USUAL_NIGHT } from './QuietFields.tsx';
import { useControls } from './useControls.ts';

export function QuietSection({ rules }: { rules: SendingRules | undefined }) {
  const { controls, set, problems } = useControls();
  const { quiet_hours: hours } = controls;
  const isOwn = typeof hours === 'object';
  const ofWorkspace = rules?.quiet_hours;
  return (
    <Stack gap="sm" id={fieldId('controls.quiet_hours')} tabIndex={-1}>
      <Radio.Group
        label="When nobody is written to"
        description="By the clock of each person, where their time zone is known."
        value={isOwn ? 'own' : hours}
        onChange={(value) =>
          set({
            quiet_hours:
              value === 'own' ? (ofWorkspace ?? USUAL_NIGHT) : value === 'none' ? 'none' : 'workspace',
          })
        }
      >
        <Stack gap="xs" mt={6}>
          <ChoiceCard
            value="workspace"
            title="As in the workspace"
            text={ofWorkspace ? `Now: ${quietWords(ofWorkspace)}.` : 'It has no quiet hours now.'}
          />
          <ChoiceCard value="own" title="Hours of its own" />
          <ChoiceCard value="none" title="At any time" text="For answers, and for what cannot wait." />
        </Stack>
      </Radio.Group>
      {isOwn && (
        <QuietFields
          hours={hours}
          onChange={(quiet_hours) => set({ quiet_hours })}
          error={fieldError(problems, 'controls.quiet_hours')}
        />
      )}
      <FieldWarnings field="controls.quiet_hours" />
    </Stack>
  );
}
