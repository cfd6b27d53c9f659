// What holds for all rows of an import: new customers, blank cells, the event, the list.
import { NativeSelect, SegmentedControl, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../api/people.ts';
import type { ImportKind, ImportSettings } from '../../api/transfer.ts';
import { Panel } from '../../ui/Panel.tsx';

interface OptionsPanelProps {
  kind: ImportKind;
  settings: ImportSettings;
  onChange: (settings: ImportSettings) => void;
}

export function OptionsPanel({ kind, settings, onChange }: OptionsPanelProps) {
  if (kind === 'events') return <EventOption {...{ settings, onChange }} />;
  if (kind === 'list') return <ListOptions {...{ settings, onChange }} />;
  return (
    <Panel title="Options">
      <Stack gap="md">
        <Switch
          label="Change existing customers only"
          description="Rows of customers nobody knows are left out and counted."
          checked={settings.existing_only}
          onChange={(event) => onChange({ ...settings, existing_only: event.currentTarget.checked })}
        />
        <div>
          <Text size="sm" mb={4} id="blank-cells">
            An empty cell
          </Text>
          <SegmentedControl
            aria-labelledby="blank-cells"
            data={[
              { value: 'leave', label: 'leaves the value' },
              { value: 'clear', label: 'removes the value' },
            ]}
            value={settings.blanks}
            onChange={(blanks) => onChange({ ...settings, blanks: blanks as ImportSettings['blanks'] })}
          />
        </div>
      </Stack>
    </Panel>
  );
}

type OptionProps = Omit<OptionsPanelProps, 'kind'>;

function EventOption({ settings, onChange }: OptionProps) {
  if (settings.columns.some(({ to }) => to === 'event_name')) return null;
  return (
    <Panel title="Options">
      <TextInput
        label="Every row is this event"
        description="Or choose the column that names the event."
        value={settings.event_name ?? ''}
        maxLength={100}
        onChange={(event) => onChange({ ...settings, event_name: event.currentTarget.value || null })}
        maw={360}
      />
    </Panel>
  );
}

function ListOptions({ settings, onChange }: OptionProps) {
  const catalogue = useQuery(catalogueQuery);
  const list = settings.list ?? { name: '', identifier: 'customer_id' };
  const change = (part: Partial<typeof list>) => onChange({ ...settings, list: { ...list, ...part } });
  const comparable = catalogue.data?.attributes
    .filter(({ type }) => type === 'string' || type === 'number')
    .map(({ name }) => name);
  // What was guessed may be an attribute that is not there yet: it is shown, and refused with what to do.
  const others = new Set([...(comparable ?? []), list.identifier]);
  others.delete('customer_id');
  return (
    <Panel title="The list">
      <SimpleGrid cols={{ base: 1, xs: 2 }} maw={560}>
        <TextInput
          label="Name"
          value={list.name}
          maxLength={120}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="The identifiers are"
          data={[
            { value: 'customer_id', label: 'Customer IDs' },
            ...[...others].map((name) => ({ value: name, label: name })),
          ]}
          value={list.identifier}
          onChange={(event) => change({ identifier: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Panel>
  );
}
