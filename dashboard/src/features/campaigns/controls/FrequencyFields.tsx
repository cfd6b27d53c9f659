// How often one person is written to: caps and gap of the campaign, whether the workspace's count, and what becomes of who had enough.
import { Input, Radio, Stack, Switch } from '@mantine/core';
import type { Controls, SendingRules } from '../../../api/sending-rules.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { CapsField } from './CapsField.tsx';
import { ruleWords } from './controlWords.ts';
import { OptionalNumber } from './OptionalNumber.tsx';
import { OptionalSpan } from './OptionalSpan.tsx';
import { useControls } from './useControls.ts';

const MAX_CAPS = 5;

export function FrequencyFields({ rules }: { rules: SendingRules | undefined }) {
  const { controls, definition, set, problems } = useControls();
  // One person gets a one-time campaign once; what is set all the same can be taken away.
  const showsOwn =
    definition.delivery_type !== 'one_time' || controls.caps.length > 0 || controls.per_person_limit !== null;
  return (
    <Stack gap="md">
      {showsOwn && <OwnFrequency />}
      <OptionalSpan
        id={fieldId('controls.minimum_gap_minutes')}
        label="Keep a distance to other messages"
        description="Since the last message of any campaign to the person."
        spanLabel="At least"
        value={controls.minimum_gap_minutes}
        usual={4 * 60}
        onChange={(minimum_gap_minutes) => set({ minimum_gap_minutes })}
        error={fieldError(problems, 'controls.minimum_gap_minutes')}
      />
      <Switch
        id={fieldId('controls.obey_workspace')}
        label="Keep to the caps and the gap of the workspace"
        description={describeRules(rules)}
        checked={controls.obey_workspace}
        onChange={(event) => set({ obey_workspace: event.currentTarget.checked })}
      />
      <div>
        <Radio.Group
          id={fieldId('controls.when_capped')}
          label="Whoever has had enough"
          value={controls.when_capped}
          onChange={(value) => set({ when_capped: value as Controls['when_capped'] })}
        >
          <Stack gap="xs" mt={6}>
            <ChoiceCard value="skip" title="Is left out" text="The report counts them, by the cap." />
            <ChoiceCard
              value="wait"
              title="Gets it as soon as it may be"
              text="Until it expires; without an expiry at most 7 days."
            />
          </Stack>
        </Radio.Group>
        <FieldWarnings field="controls.when_capped" />
      </div>
    </Stack>
  );
}

/** How often this campaign alone writes to one person. */
function OwnFrequency() {
  const { controls, set, problems } = useControls();
  return (
    <>
      <Input.Wrapper
        label="Messages of this campaign to one person"
        description="What was accepted within so long, counted back from the moment of sending."
        labelElement="div"
      >
        <CapsField
          caps={controls.caps}
          max={MAX_CAPS}
          blank={{ times: 1, hours: 24 }}
          onChange={(caps) => set({ caps })}
          errorOf={(index) => fieldError(problems, `controls.caps.${index}`)}
          idOf={(index) => fieldId(`controls.caps.${index}`)}
        />
        {controls.caps.map((cap, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place
          <FieldWarnings key={`${index} ${cap.times}`} field={`controls.caps.${index}`} />
        ))}
      </Input.Wrapper>
      <div>
        <OptionalNumber
          id={fieldId('controls.per_person_limit')}
          label="To one person, ever"
          value={controls.per_person_limit}
          max={1000}
          onChange={(per_person_limit) => set({ per_person_limit })}
          error={fieldError(problems, 'controls.per_person_limit')}
        />
        <FieldWarnings field="controls.per_person_limit" />
      </div>
    </>
  );
}

function describeRules(rules: SendingRules | undefined): string {
  const words = rules ? ruleWords(rules) : [];
  const now = words.length === 0 ? 'There are none now.' : `Now: ${words.join('; ')}.`;
  return `${now} Switch it off for messages people wait for, such as a receipt: they then do not count for other campaigns either.`;
}
