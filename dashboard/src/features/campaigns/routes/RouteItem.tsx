// One way of the chain: what it means, its settings, and its place in the order.
import { NumberInput, Stack, Text } from '@mantine/core';
import type { RouteStep } from '../../../api/types.ts';
import { ItemBar } from '../compose/ItemBar.tsx';
import { kindOf } from '../compose/kinds.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';
import classes from './Routes.module.css';
import { hoursWords, MAX_HOLD_HOURS, stepMeaning, stepTitle } from './routes.ts';
import { UtilityFields } from './UtilityFields.tsx';

interface RouteItemProps {
  step: RouteStep;
  index: number;
  /** Its place among those shown, from 1. */
  number: number;
  routes: RouteStep[];
  onChange: (routes: RouteStep[]) => void;
}

export function RouteItem({ step, index, number, routes, onChange }: RouteItemProps) {
  const { problems, definition } = useDraftContext();
  const isFeedback =
    definition.message !== null && kindOf(definition.message.message) === 'customer_feedback';
  const field = `routes.${index}`;
  const set = (next: RouteStep) => onChange(routes.with(index, next));
  const fault = ownError(problems, field);
  return (
    <li className={classes['item']} id={fieldId(field)} tabIndex={-1}>
      <span className={classes['number']} aria-hidden>
        {number}
      </span>
      <Stack gap="xs">
        <ItemBar
          title={stepTitle(step)}
          name={`way ${number}`}
          items={routes}
          index={index}
          onChange={onChange}
        />
        <Text size="sm" c="dimmed" mt={-6}>
          {stepMeaning(step, isFeedback)}
        </Text>
        {fault && (
          <Text size="sm" c="var(--mantine-color-error)">
            {fault}
          </Text>
        )}
        <FieldWarnings field={field} />
        {step.kind === 'hold' && <HoldHours step={step} field={`${field}.hours`} onChange={set} />}
        {step.kind === 'utility' && (
          <UtilityFields
            use={step.template}
            field={`${field}.template`}
            onChange={(template) => set({ kind: 'utility', template })}
          />
        )}
      </Stack>
    </li>
  );
}

type Hold = Extract<RouteStep, { kind: 'hold' }>;
interface HoldHoursProps {
  step: Hold;
  field: string;
  onChange: (step: Hold) => void;
}

function HoldHours({ step, field, onChange }: HoldHoursProps) {
  const { problems } = useDraftContext();
  return (
    <NumberInput
      id={fieldId(field)}
      label="For at most"
      description={step.hours >= 24 ? hoursWords(step.hours) : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      suffix={step.hours === 1 ? ' hour' : ' hours'}
      min={1}
      max={MAX_HOLD_HOURS}
      allowDecimal={false}
      w={160}
      value={step.hours}
      error={fieldError(problems, field)}
      onChange={(hours) =>
        typeof hours === 'number' &&
        hours >= 1 &&
        onChange({ ...step, hours: Math.min(MAX_HOLD_HOURS, hours) })
      }
    />
  );
}
