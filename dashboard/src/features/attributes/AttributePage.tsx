// One attribute: what it means, its frequent values, what was refused, who uses it, and what can be done to it.
import { Badge, Grid, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { attributeQuery } from '../../api/catalogue.ts';
import type { AttributeChange, AttributeDetails } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { countPeople } from '../../ui/format.ts';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { ChangesPanel } from './ChangesPanel.tsx';
import { ConflictsPanel } from './ConflictsPanel.tsx';
import { InsidePanel } from './InsidePanel.tsx';
import { UsesPanel } from './UsesPanel.tsx';
import { ValuesPanel } from './ValuesPanel.tsx';
import { changeWords, TYPE_WORDS } from './words.ts';

export function AttributePage({ name }: { name: string }) {
  const attribute = useQuery(attributeQuery(name));
  const back = <TextLink to="/people/attributes">← Attributes</TextLink>;
  if (attribute.data) return <Details attribute={attribute.data} back={back} />;
  return (
    <>
      <PageHeader title={name} back={back} />
      {attribute.isPending ? (
        <LoadingPanels panels={3} />
      ) : (
        <ErrorState error={attribute.error} onRetry={attribute.refetch} />
      )}
    </>
  );
}

function Details({ attribute, back }: { attribute: AttributeDetails; back: React.ReactNode }) {
  const { name, type, sensitive, people, last_seen_at, change } = attribute;
  return (
    <>
      <PageHeader
        title={name}
        back={back}
        mark={
          <Group gap={6}>
            <Badge variant="default">{TYPE_WORDS[type]}</Badge>
            {sensitive && <Badge variant="default">sensitive</Badge>}
          </Group>
        }
        description={
          <>
            {people !== null && `About ${countPeople(people)} have it. `}
            {last_seen_at ? (
              <>
                A value last came <Time at={last_seen_at} />.
              </>
            ) : (
              'No value came lately.'
            )}
          </>
        }
      />
      <Stack gap="lg">
        {change && <ChangePanel change={change} />}
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg">
              <AboutPanel attribute={attribute} />
              {attribute.conflicts > 0 && <ConflictsPanel attribute={attribute} />}
              {change === null && <ChangesPanel attribute={attribute} />}
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              {type === 'object' ? (
                <InsidePanel attribute={attribute} />
              ) : (
                <ValuesPanel attribute={attribute} />
              )}
              <UsesPanel attribute={attribute} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  );
}

function ChangePanel({ change }: { change: AttributeChange }) {
  return (
    <Panel title={changeWords(change)}>
      <Progress value={change.progress * 100} aria-label="People looked at" mb="xs" animated />
      <Text size="sm" c="dimmed" aria-live="polite">
        {change.kind === 'delete' ? 'Taken from' : 'Changed for'}{' '}
        {countPeople(change.changed - change.removed)}
        {change.removed > 0 && `, removed from ${countPeople(change.removed)} whose value did not fit`}. It
        goes on when this screen is closed.
      </Text>
    </Panel>
  );
}
