// "7 days": an amount with its unit.
import type { SpanDraft, Unit } from '../draft.ts';
import classes from './fields.module.css';
import { NumberField } from './NumberField.tsx';
import { optionsOf, PickField } from './PickField.tsx';

const UNITS = optionsOf<Unit>({
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
  weeks: 'weeks',
  months: 'months',
});

interface SpanFieldProps {
  span: SpanDraft;
  onChange: (span: SpanDraft) => void;
  error?: string | undefined;
}

export function SpanField({ span, onChange, error }: SpanFieldProps) {
  return (
    <>
      <NumberField
        className={classes['number']}
        label="How many"
        min={1}
        max={10_000}
        allowDecimal={false}
        value={span.amount}
        onChange={(amount) => onChange({ ...span, amount })}
        error={error}
      />
      <PickField
        className={classes['unit']}
        label="Unit"
        options={UNITS}
        value={span.unit}
        onChange={(unit) => onChange({ ...span, unit })}
      />
    </>
  );
}
