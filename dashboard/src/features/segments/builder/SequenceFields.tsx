// "Did A, and then did (not) do B within 2 days": two events, one after the other.
import { Text } from '@mantine/core';
import type { SequenceDraft } from '../draft.ts';
import fields from '../fields/fields.module.css';
import { PeriodField } from '../fields/PeriodField.tsx';
import { optionsOf, PickField } from '../fields/PickField.tsx';
import { SpanField } from '../fields/SpanField.tsx';
import { useBuilder } from './BuilderContext.ts';
import classes from './builder.module.css';
import { Conditions } from './Conditions.tsx';
import { EventName } from './EventFields.tsx';

const OUTER = optionsOf({ did: 'it happened that', not: 'it never happened that' });
const THEN = optionsOf({ did: 'did', not: 'did not do' });

interface SequenceFieldsProps {
  draft: SequenceDraft;
  onChange: (draft: SequenceDraft) => void;
}

export function SequenceFields({ draft, onChange }: SequenceFieldsProps) {
  const { faultOf } = useBuilder();
  const fault = (field: string) => faultOf(draft.id, field);
  return (
    <div className={classes['steps']}>
      <div className={classes['fields']}>
        <PickField
          className={fields['op']}
          label="Happened or not"
          options={OUTER}
          value={draft.did ? 'did' : 'not'}
          onChange={(did) => onChange({ ...draft, did: did === 'did' })}
        />
        <Word>they did</Word>
        <EventName
          label="First event"
          event={draft.first.event}
          onCommit={(event) => onChange({ ...draft, first: { ...draft.first, event } })}
          error={fault('first.event')}
        />
        <PeriodField
          label="When the first"
          period={draft.period}
          onChange={(period) => onChange({ ...draft, period })}
          withEver
          faultOf={(field) => fault(field === '' ? 'period' : `period.${field}`)}
        />
      </div>
      <Conditions which={draft.first} onChange={(first) => onChange({ ...draft, first })} />
      <div className={classes['fields']}>
        <Word>and then</Word>
        <PickField
          className={fields['verb']}
          label="Then did or did not"
          options={THEN}
          value={draft.then ? 'did' : 'not'}
          // biome-ignore lint/suspicious/noThenProperty: the name in the API; a boolean is no promise
          onChange={(then) => onChange({ ...draft, then: then === 'did' })}
        />
        <EventName
          label="Next event"
          event={draft.next.event}
          onCommit={(event) => onChange({ ...draft, next: { ...draft.next, event } })}
          error={fault('next.event')}
        />
        <Word>within</Word>
        <SpanField
          span={draft.within}
          onChange={(within) => onChange({ ...draft, within })}
          error={fault('within.amount')}
        />
      </div>
      <Conditions which={draft.next} onChange={(next) => onChange({ ...draft, next })} />
    </div>
  );
}

const Word = ({ children }: { children: string }) => (
  <Text span className={fields['word']}>
    {children}
  </Text>
);
