// One person: who they are, how they can be reached, and everything that happened.
import { Badge, Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { personQuery } from '../../api/people.ts';
import type { Identity, Person } from '../../api/types.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Time } from '../../ui/Time.tsx';
import { AttributesPanel } from './AttributesPanel.tsx';
import { ConsentPanel } from './ConsentPanel.tsx';
import { IdentitiesPanel } from './IdentitiesPanel.tsx';
import { MergedPanel } from './MergedPanel.tsx';
import { TimelinePanel } from './TimelinePanel.tsx';

interface PersonPageProps {
  personId: string;
  /** What other features show of a person on a Page, which the route joins. */
  onPage?: (identity: Identity) => React.ReactNode;
  /** And panels of their own. */
  beside?: (person: Person) => React.ReactNode;
  /** What can be done with the person as a whole. */
  actions?: (person: Person) => React.ReactNode;
}

export function PersonPage({ personId, onPage, beside, actions }: PersonPageProps) {
  const person = useQuery(personQuery(personId));
  const back = <TextLink to="/people">← People</TextLink>;
  if (person.data) return <Profile person={person.data} {...{ back, onPage, beside, actions }} />;
  return (
    <>
      <PageHeader title="Person" back={back} />
      {person.isPending ? (
        <LoadingPanels panels={3} />
      ) : (
        <ErrorState error={person.error} onRetry={person.refetch} />
      )}
    </>
  );
}

interface ProfileProps {
  person: Person;
  back: React.ReactNode;
  onPage: PersonPageProps['onPage'] | undefined;
  beside: PersonPageProps['beside'] | undefined;
  actions: PersonPageProps['actions'] | undefined;
}

function Profile({ person, back, onPage, beside, actions }: ProfileProps) {
  return (
    <>
      <PageHeader
        title={person.name ?? person.customer_id ?? 'Unnamed person'}
        back={back}
        actions={actions?.(person)}
        mark={
          person.customer_id === null ? (
            <Badge variant="default">Anonymous</Badge>
          ) : (
            <Badge color="sea">Customer</Badge>
          )
        }
        description={
          person.customer_id === null ? (
            <>
              No customer ID yet. First seen <Time at={person.created_at} />.
            </>
          ) : (
            <>
              Customer ID {person.customer_id}{' '}
              <CopyButton value={person.customer_id} label="Copy customer ID" /> first seen{' '}
              <Time at={person.created_at} />
            </>
          )
        }
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
          <TimelinePanel personId={person.id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
          <Stack gap="lg">
            <IdentitiesPanel identities={person.identities} more={onPage} />
            <ConsentPanel person={person} />
            {beside?.(person)}
            <AttributesPanel attributes={person.attributes} hidden={person.hidden_attributes} />
            <MergedPanel person={person} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
