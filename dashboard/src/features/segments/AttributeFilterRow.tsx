// A filter on an attribute: which one, how it compares, and a control that fits its type.
import { ActionIcon, Autocomplete, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { AttributeType, Catalogue } from '../../api/types.ts';
import { type AttributeDraft, type AttributeOp, opsFor, opWord, withOp } from './draft.ts';
import classes from './FilterGroup.module.css';
import { FilterValue } from './FilterValue.tsx';

interface AttributeFilterRowProps {
  filter: AttributeDraft;
  attributes: Catalogue['attributes'];
  onChange: (filter: AttributeDraft) => void;
  onRemove: () => void;
}

export function AttributeFilterRow({ filter, attributes, onChange, onRemove }: AttributeFilterRowProps) {
  const typeOf = (name: string): AttributeType =>
    attributes.find((known) => known.name === name)?.type ?? 'string';
  const type = typeOf(filter.attribute);
  const choose = (attribute: string) => {
    const nextType = typeOf(attribute);
    const ops = opsFor(nextType);
    const op = ops.includes(filter.op) ? filter.op : ops[0]!;
    // A value of another type makes no sense for the new attribute.
    const kept: AttributeDraft =
      nextType === type ? { ...filter, attribute } : { kind: 'attribute', attribute, op };
    onChange(withOp(kept, op, nextType));
  };
  const ops = opsFor(type).includes(filter.op) ? opsFor(type) : [filter.op, ...opsFor(type)];
  return (
    <div className={classes['row']}>
      <Autocomplete
        aria-label="Attribute"
        placeholder="Attribute"
        data={attributes.map((known) => known.name)}
        value={filter.attribute}
        onChange={choose}
        maxLength={100}
        limit={200}
        maxDropdownHeight={280}
      />
      <Select
        aria-label="Comparison"
        data={ops.map((op) => ({ value: op, label: opWord(op, type) }))}
        value={filter.op}
        onChange={(op) => op && onChange(withOp(filter, op as AttributeOp, type))}
        allowDeselect={false}
      />
      <FilterValue filter={filter} type={type} onChange={onChange} />
      <ActionIcon aria-label={`Remove filter ${filter.attribute}`.trim()} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
