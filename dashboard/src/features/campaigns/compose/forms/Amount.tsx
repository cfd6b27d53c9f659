// A number of the message; or Liquid that becomes one for each person.
import { fieldError, fieldId } from '../../editor/problems.ts';
import { PersonalisedInput } from '../../personalise/PersonalisedInput.tsx';
import { useMessage } from '../useMessage.ts';

interface AmountProps {
  path: string;
  label: string;
  required?: boolean;
}

/** Digits stay a text while they are not a whole number yet: "12." is on its way to 12.5. */
const NUMBER = /^-?(?:0|[1-9]\d{0,11})(?:\.\d{0,5}[1-9])?$/;

export function Amount({ path, label, required = false }: AmountProps) {
  const { text, set, field, problems } = useMessage();
  const change = (typed: string) => {
    if (typed === '' && !required) return set(path, undefined);
    set(path, NUMBER.test(typed) ? Number(typed) : typed);
  };
  return (
    <PersonalisedInput
      id={fieldId(field(path))}
      label={label}
      inputMode="decimal"
      required={required}
      value={text(path)}
      error={fieldError(problems, field(path))}
      onChange={change}
    />
  );
}
