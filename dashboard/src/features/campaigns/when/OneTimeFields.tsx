// Once: at once, at a time, or at that time by the clock of each person.
import { Radio, Stack, Text } from '@mantine/core';
import type { Schedule } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { serviceNow } from '../../../ui/clock.ts';
import { formatDateTime } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldId } from '../editor/problems.ts';
import { instantOf, tomorrowMorning } from '../editor/schedule.ts';
import { LocalTimeField } from './LocalTimeField.tsx';
import { RunsPreview } from './RunsPreview.tsx';
import { ZoneSelect } from './ZoneSelect.tsx';

export function OneTimeFields({ timeZone }: { timeZone: string }) {
  const { definition, change } = useDraftContext();
  const { schedule } = definition;
  const choose = (kind: string) => change({ schedule: withKind(schedule, kind, timeZone) });
  return (
    <Panel title="When it goes out">
      <Stack id={fieldId('schedule')} tabIndex={-1}>
        <Radio.Group aria-label="When it goes out" value={schedule.kind} onChange={choose}>
          <Stack gap="xs">
            <ChoiceCard value="now" title="As soon as it is published" />
            <ChoiceCard value="at" title="At a date and time" text="It can be stopped until then." />
            <ChoiceCard
              value="own_zone"
              title="At a time by each person’s own clock"
              text="Nine in the morning in Prague and in New York alike."
            />
          </Stack>
        </Radio.Group>
        {(schedule.kind === 'at' || schedule.kind === 'own_zone') && <TimeFields schedule={schedule} />}
      </Stack>
    </Panel>
  );
}

type Timed = Extract<Schedule, { kind: 'at' | 'own_zone' }>;

/** The time chosen for one way stays for the other. */
function withKind(schedule: Schedule, kind: string, timeZone: string): Schedule {
  if (kind !== 'at' && kind !== 'own_zone') return { kind: 'now' };
  const isTimed = schedule.kind === 'at' || schedule.kind === 'own_zone';
  return {
    kind,
    local_time: isTimed ? schedule.local_time : tomorrowMorning(serviceNow()),
    time_zone: isTimed ? schedule.time_zone : timeZone,
  };
}

function TimeFields({ schedule }: { schedule: Timed }) {
  const { change } = useDraftContext();
  const set = (patch: Partial<Omit<Timed, 'kind'>>) => change({ schedule: { ...schedule, ...patch } });
  const instant = instantOf(schedule.local_time, schedule.time_zone);
  const isOwn = schedule.kind === 'own_zone';
  return (
    <Stack>
      <LocalTimeField
        field="schedule.local_time"
        label="Date and time"
        value={schedule.local_time}
        onChange={(local_time) => local_time !== null && set({ local_time })}
      />
      <ZoneSelect
        field="schedule.time_zone"
        label={isOwn ? 'Time zone of whoever has none' : 'Time zone'}
        description={
          isOwn ? 'Theirs is read from an attribute, which Settings names under Sending rules.' : undefined
        }
        value={schedule.time_zone}
        onChange={(time_zone) => set({ time_zone })}
      />
      {instant && !isOwn && (
        <Text size="sm" c="dimmed" role="status">
          On this device’s clock: {formatDateTime(instant.toISOString())}
        </Text>
      )}
      <RunsPreview schedule={schedule} />
    </Stack>
  );
}
