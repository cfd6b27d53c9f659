// A day and time by the clock of some zone, of the draft.
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { fromPicker, toPicker } from '../editor/schedule.ts';

interface LocalTimeFieldProps {
  /** Path into the definition. */
  field: string;
  label: string;
  placeholder?: string;
  value: string | null;
  /** null only where it may be cleared. */
  onChange: (localTime: string | null) => void;
  clearable?: boolean;
}

export function LocalTimeField(props: LocalTimeFieldProps) {
  const { field, label, placeholder, value, onChange, clearable = false } = props;
  const { problems } = useDraftContext();
  return (
    <div>
      <DateTimePicker
        id={fieldId(field)}
        label={label}
        {...(placeholder && { placeholder })}
        valueFormat="dddd, D MMMM YYYY, HH:mm"
        value={value === null ? null : toPicker(value)}
        onChange={(picked) => (picked || clearable) && onChange(picked ? fromPicker(picked) : null)}
        clearable={clearable}
        error={fieldError(problems, field)}
      />
      <FieldWarnings field={field} />
    </div>
  );
}
