// Step 3: now or at a time in a time zone, how fast, and by which rules.
import { NumberInput, Radio, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { serviceNow } from '../../../ui/clock.ts';
import { formatDateTime } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { TIME_ZONES } from '../../../ui/timeZones.ts';
import { useDraftContext } from './DraftContext.ts';
import { fieldError, fieldId } from './problems.ts';
import { SendingRulesPanel } from './SendingRulesPanel.tsx';
import { fromPicker, instantOf, tomorrowMorning, toPicker } from './schedule.ts';

export function WhenStep({ timeZone }: { timeZone: string }) {
  const { definition, change, check } = useDraftContext();
  const { schedule } = definition;
  const choose = (kind: string) =>
    change({
      schedule:
        kind === 'now'
          ? { kind: 'now' }
          : { kind: 'at', local_time: tomorrowMorning(serviceNow()), time_zone: timeZone },
    });
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
      <Panel title="When it goes out">
        <Stack>
          <Radio.Group aria-label="When it goes out" value={schedule.kind} onChange={choose}>
            <Stack gap="xs">
              <ChoiceCard value="now" title="As soon as it is published" />
              <ChoiceCard value="at" title="At a date and time" text="It can be stopped until then." />
            </Stack>
          </Radio.Group>
          {schedule.kind === 'at' && <TimeFields schedule={schedule} />}
        </Stack>
      </Panel>
      <Stack gap="lg">
        <SpeedPanel />
        {check?.destination.kind === 'send_api' && <SendingRulesPanel />}
      </Stack>
    </SimpleGrid>
  );
}

type At = { kind: 'at'; local_time: string; time_zone: string };

function TimeFields({ schedule }: { schedule: At }) {
  const { change, problems } = useDraftContext();
  const set = (patch: Partial<At>) => change({ schedule: { ...schedule, ...patch } });
  const instant = instantOf(schedule.local_time, schedule.time_zone);
  return (
    <Stack>
      <DateTimePicker
        id={fieldId('schedule.local_time')}
        label="Date and time"
        valueFormat="dddd, D MMMM YYYY, HH:mm"
        value={toPicker(schedule.local_time)}
        onChange={(picked) => picked && set({ local_time: fromPicker(picked) })}
        error={fieldError(problems, 'schedule.local_time')}
      />
      <Select
        id={fieldId('schedule.time_zone')}
        label="Time zone"
        data={TIME_ZONES}
        value={schedule.time_zone}
        onChange={(time_zone) => time_zone && set({ time_zone })}
        searchable
        limit={100}
        allowDeselect={false}
        error={fieldError(problems, 'schedule.time_zone')}
      />
      {instant && (
        <Text size="sm" c="dimmed" role="status">
          On this device’s clock: {formatDateTime(instant.toISOString())}
        </Text>
      )}
    </Stack>
  );
}

function SpeedPanel() {
  const { definition, change, check } = useDraftContext();
  const { per_second: rate } = definition;
  const isMessenger = check?.destination.kind === 'send_api';
  return (
    <Panel
      title="How fast"
      description={
        isMessenger
          ? 'Facebook allows 300 messages a second for a Page. Talaria keeps to it by itself.'
          : 'Without a limit Talaria sends as fast as the other side answers.'
      }
    >
      <Stack>
        <Switch
          label="Send more slowly"
          description="For example when answers or visits would come all at once."
          checked={rate !== null}
          onChange={(event) => change({ per_second: event.currentTarget.checked ? 20 : null })}
        />
        {rate !== null && (
          <NumberInput
            id={fieldId('per_second')}
            label="At most"
            suffix=" a second"
            min={0.1}
            max={300}
            decimalScale={1}
            w={180}
            value={rate}
            onChange={(value) =>
              typeof value === 'number' && value > 0 && change({ per_second: Math.min(300, value) })
            }
          />
        )}
      </Stack>
    </Panel>
  );
}
