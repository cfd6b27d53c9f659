// What people did, or did not: which event, how often, when, under which conditions, and what its numbers come to.
import { Text } from '@mantine/core';
import type { EventDraft, PeriodDraft, Times } from '../draft.ts';
import fields from '../fields/fields.module.css';
import { NameField } from '../fields/NameField.tsx';
import { NumberField } from '../fields/NumberField.tsx';
import { PeriodField } from '../fields/PeriodField.tsx';
import { optionsOf, PickField } from '../fields/PickField.tsx';
import { AggregateFields, newAggregate } from './AggregateFields.tsx';
import { useBuilder, useMatchParts } from './BuilderContext.ts';
import { Conditions, SmallAdd } from './Conditions.tsx';

const TIMES = optionsOf<Times>({
  at_least: 'at least',
  at_most: 'at most',
  exactly: 'exactly',
  between: 'between',
  first: 'for the first time',
  last: 'for the last time',
});
const DID = optionsOf({ did: 'did', not: 'did not do' });

interface EventFieldsProps {
  draft: EventDraft;
  onChange: (draft: EventDraft) => void;
}

export function EventFields({ draft, onChange }: EventFieldsProps) {
  const { faultOf } = useBuilder();
  const fault = (field: string) => faultOf(draft.id, field);
  return (
    <>
      <PickField
        className={fields['verb']}
        label="Did or did not"
        options={DID}
        value={draft.did ? 'did' : 'not'}
        onChange={(did) => onChange({ ...draft, did: did === 'did' })}
      />
      <EventName
        label="Event"
        event={draft.event}
        onCommit={(event) => onChange({ ...draft, event })}
        error={fault('event')}
      />
      <PickField
        className={fields['when']}
        label="How often"
        options={TIMES}
        value={draft.times}
        onChange={(times) => onChange(withTimes(draft, times))}
      />
      <TimesFields draft={draft} onChange={onChange} />
      <PeriodField
        period={shownPeriod(draft)}
        onChange={(period) => onChange({ ...draft, within_days: null, period })}
        withEver
        faultOf={(field) => fault(field === '' ? 'period' : `period.${field}`)}
      />
    </>
  );
}

/** Below the line: conditions, and the sum or the like. */
export function EventDetails({ draft, onChange }: EventFieldsProps) {
  const hasTimes = draft.times !== 'first' && draft.times !== 'last';
  return (
    <>
      {draft.aggregate && (
        <AggregateFields
          id={draft.id}
          event={draft.event}
          aggregate={draft.aggregate}
          onChange={(aggregate) => onChange({ ...draft, aggregate })}
        />
      )}
      <Conditions
        which={draft}
        onChange={onChange}
        more={
          hasTimes &&
          !draft.aggregate && (
            <SmallAdd
              label="Sum, average, …"
              onClick={() => onChange({ ...draft, aggregate: newAggregate() })}
            />
          )
        }
      />
    </>
  );
}

interface EventNameProps {
  label: string;
  event: string;
  onCommit: (event: string) => void;
  error?: string | undefined;
}

export function EventName({ label, event, onCommit, error }: EventNameProps) {
  const { events } = useMatchParts();
  return (
    <NameField
      label={label}
      known={events.map((name) => ({ name }))}
      value={event}
      onCommit={onCommit}
      maxLength={100}
      error={error}
      unseen={events.includes(event) ? undefined : 'Nobody has done it yet'}
    />
  );
}

function TimesFields({ draft, onChange }: EventFieldsProps) {
  const { faultOf } = useBuilder();
  const { times, at_least, at_most } = draft;
  if (times === 'first' || times === 'last') return null;
  const setLeast = (value: number | undefined) =>
    onChange({ ...draft, at_least: value, ...(times === 'exactly' && { at_most: value }) });
  const number = {
    className: fields['number'],
    allowDecimal: false,
    min: times === 'at_least' ? 1 : 0,
    max: 10_000,
  };
  return (
    <>
      {times !== 'at_most' && (
        <NumberField
          {...number}
          label={times === 'between' ? 'Times, from' : 'Times'}
          value={at_least}
          onChange={setLeast}
          error={faultOf(draft.id, 'at_least')}
        />
      )}
      {times === 'between' && (
        <Text span className={fields['word']}>
          and
        </Text>
      )}
      {(times === 'at_most' || times === 'between') && (
        <NumberField
          {...number}
          label={times === 'between' ? 'Times, to' : 'Times'}
          value={at_most ?? undefined}
          onChange={(value) => onChange({ ...draft, at_most: value })}
          error={faultOf(draft.id, 'at_most')}
        />
      )}
      <Text span className={fields['word']}>
        {times !== 'between' && (times === 'at_most' ? at_most : at_least) === 1 ? 'time' : 'times'}
      </Text>
    </>
  );
}

/** The older way to say the same is shown in the new one, and kept until it is changed. */
const shownPeriod = ({ within_days, period }: EventDraft): PeriodDraft | null =>
  within_days ? { kind: 'last', amount: within_days, unit: 'days' } : (period ?? null);

function withTimes(draft: EventDraft, times: Times): EventDraft {
  const { aggregate, occasion, ...rest } = draft;
  const count = Math.max(1, draft.times === 'at_most' ? (draft.at_most ?? 1) : (draft.at_least ?? 1));
  switch (times) {
    case 'first':
    case 'last':
      return {
        ...rest,
        times,
        occasion: times,
        at_least: 1,
        at_most: null,
        ...(!shownPeriod(draft) && { period: { kind: 'last', amount: 30, unit: 'days' } }),
      };
    case 'at_least':
      return { ...rest, aggregate, times, at_least: count, at_most: null };
    case 'at_most':
      return { ...rest, aggregate, times, at_least: 0, at_most: count };
    case 'exactly':
      return { ...rest, aggregate, times, at_least: count, at_most: count };
    case 'between':
      return { ...rest, aggregate, times, at_least: count, at_most: count + 1 };
  }
}
