// From when and until when people come in.
import { SimpleGrid } from '@mantine/core';
import type { Trigger } from '../../../api/types.ts';
import { LocalTimeField } from '../when/LocalTimeField.tsx';
import { ZoneSelect } from '../when/ZoneSelect.tsx';

interface LiveFieldsProps {
  trigger: Trigger;
  onChange: (patch: Pick<Partial<Trigger>, 'from' | 'until' | 'time_zone'>) => void;
}

export function LiveFields({ trigger, onChange }: LiveFieldsProps) {
  const { from, until, time_zone } = trigger;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <LocalTimeField
          field="trigger.from"
          label="From"
          placeholder="As soon as it is published"
          value={from}
          clearable
          onChange={(next) => onChange({ from: next })}
        />
        <LocalTimeField
          field="trigger.until"
          label="Until"
          placeholder="Until it is stopped"
          value={until}
          clearable
          onChange={(next) => onChange({ until: next })}
        />
      </SimpleGrid>
      {(from !== null || until !== null) && (
        <ZoneSelect
          field="trigger.time_zone"
          value={time_zone}
          onChange={(next) => onChange({ time_zone: next })}
        />
      )}
    </>
  );
}
