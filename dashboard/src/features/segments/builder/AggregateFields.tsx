// What an attribute of the events comes to: their sum, smallest, largest, average, or how many different values.
import { ActionIcon, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Aggregate, AggregateDraft } from '../draft.ts';
import fields from '../fields/fields.module.css';
import { NameField } from '../fields/NameField.tsx';
import { NumberField } from '../fields/NumberField.tsx';
import { optionsOf, PickField } from '../fields/PickField.tsx';
import { unseenName } from './AttributeFields.tsx';
import { useBuilder } from './BuilderContext.ts';
import classes from './builder.module.css';

const FUNCTIONS = optionsOf<Aggregate['fn']>({
  sum: 'sum of',
  average: 'average of',
  min: 'smallest',
  max: 'largest',
  distinct: 'different values of',
});
const OPS = optionsOf<Aggregate['op']>({
  at_least: 'is at least',
  greater: 'is more than',
  at_most: 'is at most',
  less: 'is less than',
  exactly: 'is exactly',
});

export const newAggregate = (): AggregateDraft => ({ fn: 'sum', of: '', op: 'at_least' });

interface AggregateFieldsProps {
  /** Of the line. */
  id: string;
  event: string;
  aggregate: AggregateDraft;
  onChange: (aggregate: AggregateDraft | null) => void;
}

export function AggregateFields({ id, event, aggregate, onChange }: AggregateFieldsProps) {
  const { attributesOf, faultOf } = useBuilder();
  const all = attributesOf(event);
  const known = all.filter(({ type }) => aggregate.fn === 'distinct' || type === 'number');
  return (
    <div className={classes['sublines']}>
      <fieldset className={classes['line']} aria-label="Sum or average">
        <div className={classes['fields']}>
          <Text span className={fields['word']}>
            and the
          </Text>
          <PickField
            className={fields['op']}
            label="Which figure"
            options={FUNCTIONS}
            value={aggregate.fn}
            onChange={(fn) => onChange({ ...aggregate, fn })}
          />
          <NameField
            label="Attribute of the event"
            known={known.map(({ name, type: note }) => ({ name, note }))}
            value={aggregate.of}
            onCommit={(of) => onChange({ ...aggregate, of })}
            maxLength={100}
            error={faultOf(id, 'aggregate.of')}
            unseen={unseenName(all, aggregate.of, event)}
          />
          <PickField
            className={fields['when']}
            label="Comparison of the figure"
            options={OPS}
            value={aggregate.op}
            onChange={(op) => onChange({ ...aggregate, op })}
          />
          <NumberField
            className={fields['amount']}
            label="Figure"
            placeholder="Value"
            value={aggregate.value}
            onChange={(value) => onChange({ ...aggregate, value })}
            error={faultOf(id, 'aggregate.value')}
          />
        </div>
        <ActionIcon size={36} aria-label="Remove the sum or average" onClick={() => onChange(null)}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </fieldset>
    </div>
  );
}
