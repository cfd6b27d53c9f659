// What is known of people and of what they do: every attribute and every event, found by typing.
import { Paper, Tabs } from '@mantine/core';
import { IconBolt, IconTags } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../api/people.ts';
import type { Catalogue } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { AttributesTable } from './AttributesTable.tsx';
import { EventsTable } from './EventsTable.tsx';
import type { AttributesTab } from './tabs.ts';
import { matches } from './words.ts';

interface AttributesPageProps {
  tab: AttributesTab;
  search: string;
  onShow: (shown: { tab: AttributesTab; search: string }) => void;
}

export function AttributesPage({ tab, search, onShow }: AttributesPageProps) {
  const catalogue = useQuery(catalogueQuery);
  return (
    <>
      <PageHeader
        title="Attributes and events"
        description="What your systems and Facebook told about people. Segments and messages are made of it."
        back={<TextLink to="/people">← People</TextLink>}
      />
      <Tabs
        value={tab}
        onChange={(next) => onShow({ tab: next === 'events' ? 'events' : 'attributes', search: '' })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="attributes" leftSection={<IconTags size={16} aria-hidden />}>
            Attributes
          </Tabs.Tab>
          <Tabs.Tab value="events" leftSection={<IconBolt size={16} aria-hidden />}>
            Events
          </Tabs.Tab>
        </Tabs.List>
        <SearchInput
          key={tab}
          label={tab === 'events' ? 'Search events' : 'Search by name, type or description'}
          initial={search}
          onSearch={(text) => onShow({ tab, search: text })}
          mb="md"
          maw={480}
        />
        <Tabs.Panel value={tab} tabIndex={-1}>
          <Paper withBorder radius="lg">
            {catalogue.isPending && <LoadingRows />}
            {catalogue.error && <ErrorState error={catalogue.error} onRetry={catalogue.refetch} />}
            {catalogue.data && tab === 'attributes' && <Attributes {...{ search }} of={catalogue.data} />}
            {catalogue.data && tab === 'events' && <Events {...{ search }} of={catalogue.data} />}
          </Paper>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Attributes({ of, search }: { of: Catalogue; search: string }) {
  const shown = of.attributes.filter((attribute) => matches(attribute, search));
  if (shown.length > 0) return <AttributesTable attributes={shown} />;
  return (
    <EmptyState
      icon={<IconTags size={26} />}
      title={of.attributes.length === 0 ? 'No attributes yet' : 'No attribute found'}
    >
      {of.attributes.length === 0
        ? 'An attribute appears here with its first value: from the API, an import, or a person who writes to a Page.'
        : 'Try a shorter text.'}
    </EmptyState>
  );
}

function Events({ of, search }: { of: Catalogue; search: string }) {
  const wanted = search.toLowerCase();
  const shown = of.events.filter(({ name, attributes }) =>
    `${name} ${attributes.map((one) => one.name).join(' ')}`.toLowerCase().includes(wanted),
  );
  if (shown.length > 0) return <EventsTable events={shown} />;
  return (
    <EmptyState
      icon={<IconBolt size={26} />}
      title={of.events.length === 0 ? 'No events yet' : 'No event found'}
    >
      {of.events.length === 0
        ? 'An event appears here when it happens for the first time.'
        : 'Try a shorter text.'}
    </EmptyState>
  );
}
