// When: back from now, before or after a moment, a day, or a period of the calendar. With `ever`, no period at all too.
import { Text } from '@mantine/core';
import type { CalendarUnit, PeriodDraft, PeriodKind, Unit } from '../draft.ts';
import { CALENDAR_WORDS } from '../words.ts';
import classes from './fields.module.css';
import { DayField, InstantField } from './InstantField.tsx';
import { PickField } from './PickField.tsx';
import { SpanField } from './SpanField.tsx';

const FREE = [
  { value: 'last', label: 'in the last' },
  { value: 'more_than_ago', label: 'more than … ago' },
  { value: 'before', label: 'before' },
  { value: 'after', label: 'after' },
  { value: 'between', label: 'between' },
  { value: 'on', label: 'on the day' },
];
const CALENDAR = Object.entries(CALENDAR_WORDS).map(([value, label]) => ({ value, label }));
const EVER = { value: 'ever', label: 'ever' };

interface PeriodFieldProps {
  period: PeriodDraft | null | undefined;
  onChange: (period: PeriodDraft | null) => void;
  /** null in place of a period: at any time. */
  withEver: boolean;
  label?: string;
  /** By the field of the period: "amount", "at". */
  faultOf: (field: string) => string | undefined;
}

export function PeriodField({ period, onChange, withEver, label = 'When', faultOf }: PeriodFieldProps) {
  const choose = (code: string) => onChange(code === 'ever' ? null : periodOf(code, period ?? undefined));
  return (
    <>
      <PickField
        className={classes['when']}
        label={label}
        options={withEver ? [EVER, ...FREE, ...CALENDAR] : [...FREE, ...CALENDAR]}
        value={period ? codeOf(period) : 'ever'}
        onChange={choose}
        error={faultOf('')}
      />
      {period && <PeriodParts period={period} onChange={onChange} faultOf={faultOf} />}
    </>
  );
}

type PartsProps = Pick<PeriodFieldProps, 'onChange' | 'faultOf'> & { period: PeriodDraft };

function PeriodParts({ period, onChange, faultOf }: PartsProps) {
  const part = (name: 'at' | 'from' | 'to' | 'day') => ({
    value: period[name],
    onChange: (value: string | undefined) => onChange({ ...period, [name]: value }),
    error: faultOf(name),
  });
  switch (period.kind) {
    case 'last':
    case 'more_than_ago':
      return (
        <SpanField
          span={{ amount: period.amount, unit: (period.unit ?? 'days') as Unit }}
          onChange={(span) => onChange({ ...period, ...span })}
          error={faultOf('amount')}
        />
      );
    case 'before':
    case 'after':
      return <InstantField label="Time" {...part('at')} />;
    case 'on':
      return <DayField label="Day" {...part('day')} />;
    case 'between':
      return (
        <>
          <InstantField label="From" {...part('from')} />
          <Text span className={classes['word']}>
            and
          </Text>
          <InstantField label="To" {...part('to')} />
        </>
      );
    default:
      return null;
  }
}

const codeOf = ({ kind, unit }: PeriodDraft): string =>
  kind === 'this' || kind === 'previous' ? `${kind} ${unit}` : kind;

/** The period of a code; what was entered before comes back where it fits. */
function periodOf(code: string, before: PeriodDraft | undefined): PeriodDraft {
  const [kind, unit] = code.split(' ') as [PeriodKind, CalendarUnit | undefined];
  if (unit) return { ...before, kind, unit };
  if (kind !== 'last' && kind !== 'more_than_ago') return { ...before, kind };
  const isSpan = before?.kind === 'last' || before?.kind === 'more_than_ago';
  return { ...before, kind, amount: before?.amount ?? 30, unit: (isSpan && before.unit) || 'days' };
}
