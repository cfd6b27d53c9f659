// Which attributes say by which clock a person lives and which language they read, and how many people they say it of.
import { Autocomplete, SimpleGrid, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../api/people.ts';
import { sendingRulesCheckQuery } from '../../api/sending-rules.ts';
import { Panel } from '../../ui/Panel.tsx';
import type { RulesPartProps } from './SendingRulesForm.tsx';

const FIELDS = [
  {
    key: 'time_zone_attribute',
    label: 'Time zone',
    about: 'Its values are zones such as Europe/Prague, or hours from GMT.',
  },
  { key: 'language_attribute', label: 'Language', about: 'Its values are languages such as cs or pt_BR.' },
] as const;

/** After the last letter. */
const PAUSE_MS = 400;

export function AttributeNames({ draft, set, errorAt }: RulesPartProps) {
  const catalogue = useQuery(catalogueQuery);
  const [settled] = useDebouncedValue(draft, PAUSE_MS);
  const check = useQuery(sendingRulesCheckQuery(settled));
  const names = catalogue.data?.attributes.map(({ name }) => name) ?? [];
  const warningAt = (key: string) => check.data?.problems.find(({ field }) => field === key);
  return (
    <Panel title="Where a person’s clock and language stand" description="Names of attributes.">
      <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'start' }}>
        {FIELDS.map(({ key, label, about }) => {
          const warning = warningAt(key);
          return (
            <div key={key}>
              <Autocomplete
                label={label}
                description={about}
                data={names}
                limit={50}
                maxLength={100}
                value={draft[key]}
                onChange={(name) => set({ [key]: name })}
                error={errorAt(key)}
              />
              {warning && !errorAt(key) && (
                <Text size="xs" mt={6} role="status" style={{ color: 'var(--talaria-warn)' }}>
                  <IconAlertTriangle size={12} aria-label="Warning" /> {warning.message} {warning.remedy}
                </Text>
              )}
            </div>
          );
        })}
      </SimpleGrid>
    </Panel>
  );
}
