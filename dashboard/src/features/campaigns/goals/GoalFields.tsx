// One goal: its name, the event with conditions, how long it counts, and which number of the event is money.
import { Group, Input, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../../api/people.ts';
import type { Goal } from '../../../api/types.ts';
import { NameField } from '../../segments/fields/NameField.tsx';
import { EventMatchFields } from '../../segments/match/EventMatchFields.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { MAX_HOURS, spanOfHours } from './goals.ts';

interface GoalFieldsProps {
  index: number;
  goal: Goal;
  onChange: (goal: Goal) => void;
  onRemove: () => void;
}

export function GoalFields({ index, goal, onChange, onRemove }: GoalFieldsProps) {
  const { problems } = useDraftContext();
  const path = `goals.${index}`;
  const fault = (field: string) => fieldError(problems, `${path}.${field}`);
  const { name, revenue_attribute, within_hours, ...match } = goal;
  return (
    <Stack gap="sm" role="group" aria-label={`Goal ${index + 1}`}>
      <EventMatchFields
        id={fieldId(`${path}.event`)}
        label={`Goal ${index + 1}`}
        match={match}
        onChange={(next) => onChange({ name, revenue_attribute, within_hours, ...next })}
        onRemove={onRemove}
        faultOf={fault}
      />
      <FieldWarnings field={path} withParts />
      <Group gap="sm" align="flex-start">
        <TextInput
          id={fieldId(`${path}.name`)}
          label="Called"
          placeholder={goal.event || 'After its event'}
          maxLength={60}
          style={{ flex: '1 1 10rem' }}
          value={name}
          error={fault('name')}
          onChange={(event) => onChange({ ...goal, name: event.currentTarget.value })}
        />
        <WindowField goal={goal} path={path} error={fault('within_hours')} onChange={onChange} />
        <RevenueField goal={goal} path={path} error={fault('revenue_attribute')} onChange={onChange} />
      </Group>
    </Stack>
  );
}

interface PartProps {
  goal: Goal;
  path: string;
  error: string | undefined;
  onChange: (goal: Goal) => void;
}

const HOURS = { hours: 1, days: 24 } as const;

function WindowField({ goal, path, error, onChange }: PartProps) {
  const { amount, unit } = spanOfHours(goal.within_hours);
  const id = fieldId(`${path}.within_hours`);
  const set = (next: number, of: keyof typeof HOURS) =>
    onChange({ ...goal, within_hours: Math.min(MAX_HOURS, Math.max(1, Math.round(next) * HOURS[of])) });
  return (
    <Input.Wrapper id={id} label="Within" error={error}>
      <Group gap={6} wrap="nowrap">
        <NumberInput
          id={id}
          w={84}
          min={1}
          max={MAX_HOURS / HOURS[unit]}
          allowDecimal={false}
          allowNegative={false}
          value={amount}
          error={Boolean(error)}
          onChange={(next) => typeof next === 'number' && set(next, unit)}
        />
        <Select
          aria-label="Unit of the window"
          w={104}
          data={Object.keys(HOURS)}
          value={unit}
          allowDeselect={false}
          onChange={(next) => next && set(amount, next as keyof typeof HOURS)}
        />
      </Group>
    </Input.Wrapper>
  );
}

/** Left empty, nothing is added up. */
function RevenueField({ goal, path, error, onChange }: PartProps) {
  const catalogue = useQuery(catalogueQuery);
  const known = catalogue.data?.events.find((event) => event.name === goal.event)?.attributes ?? [];
  const numbers = known.filter(({ type }) => type === 'number' || type === 'mixed');
  return (
    <div id={fieldId(`${path}.revenue_attribute`)} tabIndex={-1} style={{ flex: '1 1 10rem' }}>
      <Input.Wrapper label="Revenue" labelElement="div">
        <NameField
          label="None; or a number of the event"
          known={numbers.map((attribute) => ({ name: attribute.name }))}
          value={goal.revenue_attribute ?? ''}
          onCommit={(name) => onChange({ ...goal, revenue_attribute: name === '' ? null : name })}
          error={error}
          maxLength={100}
          unseen={undefined}
        />
      </Input.Wrapper>
    </div>
  );
}
