// Who is left out of the audience: control groups, limits, people who count as one; and when a message is too late.
import { Autocomplete, NumberInput, SimpleGrid, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../../api/people.ts';
import type { SendingRules } from '../../../api/sending-rules.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { OptionalNumber } from './OptionalNumber.tsx';
import { OptionalSpan } from './OptionalSpan.tsx';
import { useControls } from './useControls.ts';

const MOST_PERCENT = 50;

export function PeopleFields({ rules }: { rules: SendingRules | undefined }) {
  const { controls, set, problems } = useControls();
  const percent = rules?.global_control_percent ?? 0;
  return (
    <Stack gap="md">
      <NumberInput
        id={fieldId('controls.control_group_percent')}
        label="Get nothing, for comparison"
        description="A control group: always the same people. The report says what the messages changed."
        suffix=" %"
        min={0}
        max={MOST_PERCENT}
        decimalScale={1}
        w={{ base: '100%', xs: 260 }}
        value={controls.control_group_percent}
        onChange={(value) =>
          typeof value === 'number' && set({ control_group_percent: Math.min(MOST_PERCENT, value) })
        }
        error={fieldError(problems, 'controls.control_group_percent')}
      />
      <Switch
        id={fieldId('controls.use_global_control')}
        label="Leave out the control group of the workspace as well"
        description={percent === 0 ? 'There is none now.' : `${percent} % of everybody.`}
        checked={controls.use_global_control}
        onChange={(event) => set({ use_global_control: event.currentTarget.checked })}
      />
      <LimitFields />
      <DedupeField />
      <OptionalSpan
        id={fieldId('controls.expires_after_minutes')}
        label="Do not send what is late"
        description="What could not leave so long after its time is not sent any more."
        spanLabel="At most"
        value={controls.expires_after_minutes}
        usual={24 * 60}
        onChange={(expires_after_minutes) => set({ expires_after_minutes })}
        error={fieldError(problems, 'controls.expires_after_minutes')}
      />
    </Stack>
  );
}

const LIMITS = [
  { key: 'total', label: 'People in total' },
  { key: 'per_day', label: 'People a day' },
  { key: 'per_run', label: 'People a run' },
] as const;

function LimitFields() {
  const { controls, set, problems, definition } = useControls();
  const { audience_limit: limit } = controls;
  // Who comes in one by one has no runs; a limit that is there can be taken away.
  const shown = LIMITS.filter(
    ({ key }) => key !== 'per_run' || limit[key] !== null || !isForOnePerson(definition.delivery_type),
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: shown.length }} style={{ alignItems: 'start' }}>
      {shown.map(({ key, label }) => (
        <div key={key}>
          <OptionalNumber
            id={fieldId(`controls.audience_limit.${key}`)}
            label={label}
            value={limit[key]}
            max={100_000_000}
            onChange={(value) => set({ audience_limit: { ...limit, [key]: value } })}
            error={fieldError(problems, `controls.audience_limit.${key}`)}
          />
          <FieldWarnings field={`controls.audience_limit.${key}`} />
        </div>
      ))}
    </SimpleGrid>
  );
}

function DedupeField() {
  const { controls, set, problems } = useControls();
  const catalogue = useQuery(catalogueQuery);
  const names = catalogue.data?.attributes.map(({ name }) => name) ?? [];
  return (
    <div>
      <Autocomplete
        id={fieldId('controls.dedupe_attribute')}
        label="Of several people with the same … one gets it"
        placeholder="Choose an attribute, such as email"
        data={names}
        limit={50}
        maxLength={100}
        value={controls.dedupe_attribute ?? ''}
        onChange={(name) => set({ dedupe_attribute: name.trim() === '' ? null : name })}
        error={fieldError(problems, 'controls.dedupe_attribute')}
      />
      <FieldWarnings field="controls.dedupe_attribute" />
    </div>
  );
}
