// From what happened to the message: at once, after a while, or by a date of the event or of the person.
import { Group, Radio, Select, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../../api/people.ts';
import type { Delay, DeliveryType, Trigger } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { MinutesInput } from '../../../ui/MinutesInput.tsx';
import { TimeField } from '../../../ui/TimeField.tsx';
import { NameField } from '../../segments/fields/NameField.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { MAX_MINUTES, withDelayKind } from './delay.ts';

interface DelayFieldsProps {
  trigger: Trigger;
  onChange: (delay: Delay) => void;
}

export function DelayFields({ trigger, onChange }: DelayFieldsProps) {
  const { definition, problems } = useDraftContext();
  const { delay } = trigger;
  const whose = whoseDates(definition.delivery_type);
  return (
    <Stack id={fieldId('trigger.delay')} tabIndex={-1}>
      <Radio.Group
        aria-label="When it leaves"
        value={delay.kind}
        onChange={(kind) => onChange(withDelayKind(delay, kind as Delay['kind'], whose[0]))}
      >
        <Stack gap="xs">
          <ChoiceCard value="none" title="At once" />
          <ChoiceCard value="after" title="After a while" text="So long after it happened." />
          <ChoiceCard
            value="date"
            title="By a date"
            text="Before or after a date of the event or of the person: a departure, a birthday."
          />
        </Stack>
      </Radio.Group>
      {delay.kind === 'after' && (
        <MinutesInput
          id={fieldId('trigger.delay.minutes')}
          label="After"
          value={delay.minutes}
          max={MAX_MINUTES}
          onChange={(minutes) => onChange({ ...delay, minutes })}
          error={fieldError(problems, 'trigger.delay.minutes')}
        />
      )}
      {delay.kind === 'date' && <DateFields trigger={trigger} delay={delay} onChange={onChange} />}
    </Stack>
  );
}

/** Entering a segment carries no date; a business event is for everybody, and each person has a date of their own. */
function whoseDates(type: DeliveryType): readonly [DateDelay['of'], ...DateDelay['of'][]] {
  if (type === 'business_event') return ['event'];
  return type === 'event' || type === 'api' ? ['event', 'person'] : ['person'];
}
const WHOSE = { event: 'of the event', person: 'of the person' };

type DateDelay = Extract<Delay, { kind: 'date' }>;
type Side = 'before' | 'on' | 'after';
const SIDES: readonly { value: Side; label: string }[] = [
  { value: 'before', label: 'before' },
  { value: 'on', label: 'at' },
  { value: 'after', label: 'after' },
];
const DAY = 1440;

const sideOf = ({ minutes }: DateDelay): Side => (minutes < 0 ? 'before' : minutes > 0 ? 'after' : 'on');
const withSide = (delay: DateDelay, side: Side): DateDelay => {
  const span = Math.abs(delay.minutes) || DAY;
  return { ...delay, minutes: side === 'on' ? 0 : side === 'before' ? -span : span };
};

function DateFields({ trigger, delay, onChange }: DelayFieldsProps & { delay: DateDelay }) {
  const { definition, problems } = useDraftContext();
  const whose = whoseDates(definition.delivery_type);
  const known = useDateAttributes(trigger, delay.of);
  const side = sideOf(delay);
  const fault = (name: string) => fieldError(problems, `trigger.delay.${name}`);
  return (
    <Stack gap="sm">
      <Group gap={6} align="flex-end">
        {side !== 'on' && (
          <MinutesInput
            id={fieldId('trigger.delay.minutes')}
            label="How long"
            value={Math.abs(delay.minutes)}
            max={MAX_MINUTES}
            onChange={(minutes) => onChange({ ...delay, minutes: side === 'before' ? -minutes : minutes })}
            error={fault('minutes')}
          />
        )}
        <Select
          aria-label="Before or after"
          w={100}
          data={SIDES}
          value={side}
          allowDeselect={false}
          onChange={(next) => next && onChange(withSide(delay, next as Side))}
        />
      </Group>
      <Group gap={6} align="flex-start" id={fieldId('trigger.delay.attribute')} tabIndex={-1}>
        {(whose.length > 1 || fault('of')) && (
          <Select
            id={fieldId('trigger.delay.of')}
            aria-label="Whose date"
            w={150}
            data={whose.map((of) => ({ value: of, label: WHOSE[of] }))}
            error={fault('of')}
            value={delay.of}
            allowDeselect={false}
            onChange={(of) => of && onChange({ ...delay, of: of as DateDelay['of'] })}
          />
        )}
        <NameField
          label="Date attribute"
          known={known}
          value={delay.attribute}
          onCommit={(attribute) => onChange({ ...delay, attribute })}
          error={fault('attribute')}
          maxLength={100}
          unseen={
            known.some(({ name }) => name === delay.attribute)
              ? undefined
              : 'Not known as a date; whoever has none is left out'
          }
        />
      </Group>
      <Switch
        label="At a time of that day"
        description="By the person’s own clock; otherwise to the minute."
        checked={delay.time !== null}
        onChange={(event) => onChange({ ...delay, time: event.currentTarget.checked ? '09:00' : null })}
      />
      {delay.time !== null && (
        <TimeField
          id={fieldId('trigger.delay.time')}
          label="Time"
          value={delay.time}
          onChange={(time) => onChange({ ...delay, time })}
          error={fault('time')}
        />
      )}
      <FieldWarnings field="trigger.delay" withParts />
    </Stack>
  );
}

/** Attributes that hold dates: of the people, or of any event that is waited for. */
function useDateAttributes({ events }: Trigger, of: DateDelay['of']): { name: string; note: string }[] {
  const { data } = useQuery(catalogueQuery);
  const named = new Set(events.map(({ event }) => event));
  const attributes =
    of === 'person'
      ? (data?.attributes ?? [])
      : (data?.events ?? [])
          .filter(({ name }) => named.size === 0 || named.has(name))
          .flatMap((event) => event.attributes);
  const dates = attributes.filter(({ type }) => type === 'datetime').map(({ name }) => name);
  return [...new Set(dates)].map((name) => ({ name, note: 'date' }));
}
