// Attribute, operator and value: of a person, or in an event's conditions of the event.
import type { AttributeDraft } from '../draft.ts';
import classes from '../fields/fields.module.css';
import { NameField } from '../fields/NameField.tsx';
import { PickField } from '../fields/PickField.tsx';
import { ValueField } from '../fields/ValueField.tsx';
import { opsFor, opWord, withAttribute, withOp } from '../operators.ts';
import { type Known, useMatchParts } from './BuilderContext.ts';

/** Names in an object are joined with dots, two deep. */
const MAX_NAME = 302;

interface AttributeFieldsProps {
  draft: AttributeDraft;
  known: Known[];
  /** Of which event it is an attribute; null: of the person. */
  event: string | null;
  onChange: (draft: AttributeDraft) => void;
}

export function AttributeFields({ draft, known, event, onChange }: AttributeFieldsProps) {
  const { faultOf } = useMatchParts();
  const typeOf = (name: string) => known.find((one) => one.name === name)?.type ?? 'string';
  const type = typeOf(draft.attribute);
  const fault = (field: string) => faultOf(draft.id, field);
  return (
    <>
      <NameField
        label="Attribute"
        known={known.map(({ name, type: note }) => ({ name, note }))}
        value={draft.attribute}
        onCommit={(name) => onChange(withAttribute(draft, name, [type, typeOf(name)]))}
        maxLength={MAX_NAME}
        error={fault('attribute')}
        unseen={unseenName(known, draft.attribute, event)}
      />
      <PickField
        className={classes['op']}
        label="Comparison"
        options={opsFor(type, draft.op).map((op) => ({ value: op, label: opWord(op, type) }))}
        value={draft.op}
        onChange={(op) => onChange(withOp(draft, op, type))}
        error={fault('op')}
      />
      <ValueField draft={draft} type={type} onChange={onChange} faultOf={fault} event={event} />
    </>
  );
}

/** Of the attributes of an event that never came itself nothing is said: it says so. */
export function unseenName(known: Known[], name: string, event: string | null): string | undefined {
  if (known.some((one) => one.name === name) || (event !== null && known.length === 0)) return undefined;
  return event === null ? 'Nobody has it yet' : 'No such event has it yet';
}
