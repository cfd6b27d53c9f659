// Why somebody got a campaign's message, or why not: the answer first, then everything that happened, then the segment.
import { Alert, Button, Collapse, Grid, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ExplainedFilter, ShownRequest, Why } from '../../api/types.ts';
import { whyQuery } from '../../api/why.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RequestView } from '../../ui/RequestView.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { ControlsPanel } from './ControlsPanel.tsx';
import { OUTCOMES } from './outcomes.ts';
import { WhyCampaignSearch } from './WhyCampaignSearch.tsx';
import { WhySearch } from './WhySearch.tsx';
import { type ShowMessage, WhyTimeline } from './WhyTimeline.tsx';

interface WhyPageProps {
  campaignId: string;
  personId: string;
  /** The filter line by line, which belongs to another part of the dashboard. */
  segmentLines: (filter: ExplainedFilter) => ReactNode;
  /** A message as it looks in Messenger, which does as well. */
  phone: ShowMessage;
}

export function WhyPage({ campaignId, personId, segmentLines, phone }: WhyPageProps) {
  const why = useQuery(whyQuery(campaignId, personId));
  const back = (
    <TextLink to="/campaigns/$campaignId" params={{ campaignId }}>
      ← {why.data?.campaign.name ?? 'Campaign'}
    </TextLink>
  );
  if (why.data) return <Answer why={why.data} {...{ back, segmentLines, phone }} />;
  return (
    <>
      <PageHeader title="Why?" back={back} />
      {why.isPending ? <LoadingPanels /> : <ErrorState error={why.error} onRetry={why.refetch} />}
    </>
  );
}

interface AnswerProps {
  why: Why;
  back: ReactNode;
  segmentLines: WhyPageProps['segmentLines'];
  phone: ShowMessage;
}

const WITHOUT_A_NAME = 'This person';

function Answer({ why, back, segmentLines, phone }: AnswerProps) {
  const { person, campaign, outcome, segment } = why;
  const name = person.name ?? person.customer_id ?? WITHOUT_A_NAME;
  const { tone, word } = OUTCOMES[outcome];
  return (
    <>
      <PageHeader
        title={`Why? ${name}`}
        back={back}
        mark={<StateMark tone={tone}>{word}</StateMark>}
        description={
          <>
            {campaign.name} ·{' '}
            <TextLink to="/people/$personId" params={{ personId: person.id }} underline="always">
              The person’s page
            </TextLink>{' '}
            <CopyButton value={window.location.href} label="Copy the link to this answer" />
          </>
        }
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <Panel title="The answer" description={`Times of ${why.time_zone}.`}>
              <Text fz="lg" role="status" style={{ overflowWrap: 'anywhere' }}>
                {why.sentence}
              </Text>
              {why.remedy && (
                <Text mt="xs" c="dimmed">
                  {why.remedy}
                </Text>
              )}
            </Panel>
            <Panel
              title="What happened"
              description={`Times of ${why.time_zone}.${why.earlier > 0 ? ` The last messages; ${why.earlier} earlier ones are not told.` : ''}`}
            >
              <WhyTimeline steps={why.steps} zone={why.time_zone} phone={phone} />
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <ControlsPanel messages={why.controls} />
            {segment && (
              <Panel title="In the segment?" description={`${segment.of}; judged as the person is now.`}>
                <Stack gap="sm">
                  <Group>
                    <StateMark tone={segment.is_in ? 'good' : 'bad'} size="md">
                      {segment.is_in ? 'In the segment' : 'Not in the segment'}
                    </StateMark>
                  </Group>
                  {segmentLines(segment.filter)}
                </Stack>
              </Panel>
            )}
            {why.now && (
              <Panel title="If it were sent now" description="Controls aside.">
                <Stack gap="sm">
                  <Alert color={why.now.outcome === 'send' ? 'sea' : 'yellow'}>{why.now.explanation}</Alert>
                  {why.now.message && phone(why.now.message, null)}
                  {why.now.request && <WouldBeRequest request={why.now.request} />}
                </Stack>
              </Panel>
            )}
            <Panel title="Somebody else, or another campaign?">
              <Stack gap="sm">
                <WhySearch campaignId={campaign.id} />
                <WhyCampaignSearch personId={person.id} label="Campaign" />
              </Stack>
            </Panel>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function WouldBeRequest({ request }: { request: ShownRequest }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs">
      <div>
        <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Hide the request' : 'The request'}
        </Button>
      </div>
      <Collapse expanded={isOpen}>{isOpen && <RequestView request={request} />}</Collapse>
    </Stack>
  );
}
