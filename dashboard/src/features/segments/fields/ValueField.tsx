// What an attribute is compared with, entered in the way of its operator and type.
import { ActionIcon, Select, Text, Tooltip } from '@mantine/core';
import { IconLetterCase } from '@tabler/icons-react';
import { WeekdayChips } from '../../../ui/WeekdayChips.tsx';
import type { AttributeDraft, Scalar, ValueType } from '../draft.ts';
import { asksForCase, ignoresCase, valueKindOf } from '../operators.ts';
import { ChipsField } from './ChipsField.tsx';
import classes from './fields.module.css';
import { InstantField } from './InstantField.tsx';
import { NumberField } from './NumberField.tsx';
import { PeriodField } from './PeriodField.tsx';
import { SpanField } from './SpanField.tsx';
import { TextField } from './TextField.tsx';

export interface ValueFieldProps {
  draft: AttributeDraft;
  type: ValueType;
  onChange: (draft: AttributeDraft) => void;
  faultOf: (field: string) => string | undefined;
  /** Of which event it is an attribute; null: of the person. */
  event: string | null;
}

export function ValueField(props: ValueFieldProps) {
  const { draft, type, onChange, faultOf, event } = props;
  const number = (name: 'within_days' | 'days', label: string) => ({
    className: classes['number'],
    label,
    allowDecimal: false,
    value: typeof draft[name] === 'number' ? draft[name] : undefined,
    onChange: (value: number | undefined) => onChange({ ...draft, [name]: value }),
    error: faultOf(name),
  });
  switch (valueKindOf(draft.op)) {
    case 'nothing':
      return null;
    case 'value':
      return (
        <>
          <ScalarField {...props} type={typeOfValue(draft.value, type)} />
          {typeOfValue(draft.value, type) === 'string' && <CaseButton {...props} />}
        </>
      );
    case 'text':
      return (
        <>
          <ScalarField {...props} type="string" />
          <CaseButton {...props} />
        </>
      );
    case 'list':
      return (
        <>
          <ChipsField
            of={{ attribute: draft.attribute, event }}
            type={type}
            values={draft.values ?? []}
            onChange={(values) => onChange({ ...draft, values })}
            error={faultOf('values')}
          />
          {type === 'string' && <CaseButton {...props} />}
        </>
      );
    case 'bound':
      return <EndField {...props} name="value" label="Value" />;
    case 'bounds':
      return (
        <>
          <EndField {...props} name="from" label="From" />
          <Word>and</Word>
          <EndField {...props} name="to" label="To" />
        </>
      );
    case 'days':
      return (
        <>
          <NumberField {...number('days', 'Days')} min={1} max={3650} />
          <Word>days</Word>
        </>
      );
    case 'span':
      return (
        <SpanField
          span={{ amount: draft.amount, unit: draft.unit ?? 'days' }}
          onChange={(span) => onChange({ ...draft, ...span })}
          error={faultOf('amount')}
        />
      );
    case 'period':
      return (
        <PeriodField
          period={draft.period}
          onChange={(period) => onChange({ ...draft, period: period ?? undefined })}
          withEver={false}
          faultOf={(field) => faultOf(field === '' ? 'period' : `period.${field}`)}
        />
      );
    case 'anniversary':
      return (
        <>
          <NumberField {...number('within_days', 'Days')} min={0} max={366} />
          <Word>days</Word>
        </>
      );
    case 'hours':
      return <HoursField {...props} />;
    case 'weekdays':
      return <WeekdaysField {...props} />;
    case 'distance':
      return <DistanceField {...props} />;
  }
}

const Word = ({ children }: { children: string }) => (
  <Text span className={classes['word']}>
    {children}
  </Text>
);

/** A saved value decides how it is shown, even where it does not fit the attribute. */
const typeOfValue = (value: Scalar | undefined, type: ValueType): ValueType => {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean';
  return type === 'number' || type === 'boolean' ? (value === undefined ? type : 'string') : 'string';
};

const YES_NO = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
];

function ScalarField({ draft, type, onChange, faultOf, event }: ValueFieldProps) {
  const error = faultOf('value');
  const set = (value: Scalar | undefined) => onChange({ ...draft, value });
  if (type === 'number')
    return (
      <NumberField
        className={classes['amount']}
        label="Value"
        placeholder="Value"
        value={typeof draft.value === 'number' ? draft.value : undefined}
        onChange={set}
        error={error}
      />
    );
  if (type === 'boolean')
    return (
      <Select
        className={classes['amount']}
        aria-label="Value"
        data={YES_NO}
        value={String(draft.value ?? '')}
        onChange={(value) => set(value === 'true')}
        allowDeselect={false}
        error={error}
      />
    );
  return (
    <TextField
      label="Value"
      of={{ attribute: draft.attribute, event }}
      value={typeof draft.value === 'string' ? draft.value : ''}
      onChange={(value) => set(value === '' ? undefined : value)}
      error={error}
    />
  );
}

/** A number or a moment. */
function EndField(props: ValueFieldProps & { name: 'value' | 'from' | 'to'; label: string }) {
  const { draft, type, onChange, faultOf, name, label } = props;
  const value = draft[name];
  const set = (next: number | string | undefined) => onChange({ ...draft, [name]: next });
  const asMoment = typeof value === 'string' || (value === undefined && type === 'datetime');
  if (asMoment)
    return (
      <InstantField label={label} value={value as string | undefined} onChange={set} error={faultOf(name)} />
    );
  return (
    <NumberField
      className={classes['amount']}
      label={label}
      placeholder={label}
      value={typeof value === 'number' ? value : undefined}
      onChange={set}
      error={faultOf(name)}
    />
  );
}

function CaseButton({ draft, onChange }: ValueFieldProps) {
  if (!asksForCase(draft.op)) return null;
  const ignored = ignoresCase(draft);
  const words = ignored ? 'Upper and lower case are the same' : 'Upper and lower case are told apart';
  return (
    <Tooltip label={words}>
      <ActionIcon
        size={36}
        variant={ignored ? 'subtle' : 'light'}
        color={ignored ? 'gray' : 'sea'}
        aria-label="Tell upper and lower case apart"
        aria-pressed={!ignored}
        onClick={() => onChange({ ...draft, ignore_case: !ignored })}
      >
        <IconLetterCase size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: `${hour}`,
  label: `${String(hour).padStart(2, '0')}:00`,
}));
/** Both ends are included: to 17 means to the end of that hour. */
const HOUR_ENDS = HOURS.map(({ value, label }) => ({ value, label: label.replace(':00', ':59') }));

function HoursField({ draft, onChange, faultOf }: ValueFieldProps) {
  const select = (name: 'from' | 'to', data: typeof HOURS, label: string) => (
    <Select
      className={classes['hour']}
      aria-label={label}
      data={data}
      value={draft[name] === undefined ? null : `${draft[name]}`}
      onChange={(hour) => hour !== null && onChange({ ...draft, [name]: Number(hour) })}
      allowDeselect={false}
      error={faultOf(name)}
    />
  );
  return (
    <>
      {select('from', HOURS, 'From')}
      <Word>to</Word>
      {select('to', HOUR_ENDS, 'To')}
    </>
  );
}

function WeekdaysField({ draft, onChange, faultOf }: ValueFieldProps) {
  return (
    <WeekdayChips
      label="Weekdays"
      days={Array.isArray(draft.days) ? draft.days : []}
      onChange={(days) => onChange({ ...draft, days })}
      error={faultOf('days')}
    />
  );
}

function DistanceField({ draft, onChange, faultOf }: ValueFieldProps) {
  const part = (name: 'kilometres' | 'latitude' | 'longitude', label: string) => ({
    className: classes['amount'],
    label,
    placeholder: label,
    value: draft[name],
    onChange: (value: number | undefined) => onChange({ ...draft, [name]: value }),
    error: faultOf(name),
  });
  return (
    <>
      <NumberField {...part('kilometres', 'Kilometres')} min={0.001} max={20_038} suffix=" km" />
      <Word>of</Word>
      <NumberField {...part('latitude', 'Latitude')} min={-90} max={90} decimalScale={7} />
      <NumberField {...part('longitude', 'Longitude')} min={-180} max={180} decimalScale={7} />
    </>
  );
}
