// Which attributes say by which clock a person lives and which language they read.
import { Autocomplete, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../api/people.ts';
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

export function AttributeNames({ draft, set, errorAt }: RulesPartProps) {
  const catalogue = useQuery(catalogueQuery);
  const names = catalogue.data?.attributes.map(({ name }) => name) ?? [];
  const noteOf = (name: string, about: string) =>
    catalogue.data && !names.includes(name)
      ? `${about} Nobody has an attribute ${name || 'without a name'} yet.`
      : about;
  return (
    <Panel title="Where a person’s clock and language stand" description="Names of attributes.">
      <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'start' }}>
        {FIELDS.map(({ key, label, about }) => (
          <Autocomplete
            key={key}
            label={label}
            description={noteOf(draft[key], about)}
            data={names}
            limit={50}
            maxLength={100}
            value={draft[key]}
            onChange={(name) => set({ [key]: name })}
            error={errorAt(key)}
          />
        ))}
      </SimpleGrid>
    </Panel>
  );
}
