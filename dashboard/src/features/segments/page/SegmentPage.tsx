// One segment: who is in now, how that went over time, and what can be done with it.
import { Badge, Button, Grid, Menu, Stack, Switch, Text } from '@mantine/core';
import {
  IconChevronDown,
  IconCopy,
  IconDownload,
  IconPencil,
  IconSpeakerphone,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { segmentExportUrl, segmentPreviewQuery, segmentQuery } from '../../../api/segments.ts';
import type { Segment } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../../ui/Loading.tsx';
import { ButtonLink, TextLink } from '../../../ui/links.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Stat } from '../../../ui/Stat.tsx';
import { ExplainPanel } from '../explain/ExplainPanel.tsx';
import { useSegmentActions } from '../useSegmentActions.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { MembersPanel } from './MembersPanel.tsx';
import { UsedByPanel } from './UsedByPanel.tsx';

export function SegmentPage({ segmentId }: { segmentId: string }) {
  const segment = useQuery(segmentQuery(segmentId));
  if (segment.data) return <Loaded segment={segment.data} />;
  return (
    <>
      <PageHeader title="Segment" back={<TextLink to="/segments">← Segments</TextLink>} />
      {segment.isPending ? <LoadingPanels /> : <ErrorState error={segment.error} onRetry={segment.refetch} />}
    </>
  );
}

function Loaded({ segment }: { segment: Segment }) {
  const { setTracked, isTracking } = useSegmentActions(segment);
  return (
    <>
      <PageHeader
        title={segment.name}
        back={<TextLink to="/segments">← Segments</TextLink>}
        mark={segment.tracked && <Badge color="sea">tracked</Badge>}
        description={
          <Text span lineClamp={4} title={segment.sentence}>
            {segment.sentence}
          </Text>
        }
        actions={<Actions segment={segment} />}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 1, md: 2 }}>
          <Stack gap="lg">
            <CountsPanel segment={segment} />
            <ExplainPanel filter={segment.filter} />
            {segment.used_by.length > 0 && <UsedByPanel uses={segment.used_by} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 2, md: 1 }}>
          <Stack gap="lg">
            <Panel
              title="Over time"
              description={
                segment.tracked
                  ? undefined
                  : 'Nobody keeps count yet. Tracked, a segment shows who came and who went, and segment_entered and segment_left can start campaigns.'
              }
              actions={
                <Switch
                  label="Keep track"
                  checked={segment.tracked}
                  disabled={isTracking}
                  onChange={(event) => setTracked(event.currentTarget.checked)}
                />
              }
            >
              {segment.tracked && <HistoryPanel segmentId={segment.id} />}
            </Panel>
            <MembersPanel segmentId={segment.id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function CountsPanel({ segment }: { segment: Segment }) {
  const counts = useQuery(segmentPreviewQuery(segment.filter));
  const { data } = counts;
  return (
    <Panel title="Now">
      {counts.error ? (
        <ErrorState error={counts.error} title="Could not be counted" onRetry={counts.refetch} />
      ) : (
        <Stack gap="sm">
          <Stat label="People" value={data?.people} />
          <Stat label="With a PSID" value={data?.with_psid} />
          <Stat label="In the window" value={data?.in_window} />
          {data && (
            <Text size="sm" c="dimmed">
              of {data.total.toLocaleString()} people Talaria knows
            </Text>
          )}
        </Stack>
      )}
    </Panel>
  );
}

function Actions({ segment }: { segment: Segment }) {
  const { duplicate, isCopying, remove } = useSegmentActions(segment);
  const navigate = useNavigate();
  const toCampaign = () => navigate({ to: '/campaigns', search: { new: true, segment: segment.id } });
  return (
    <>
      <ButtonLink
        to="/segments/$segmentId/edit"
        params={{ segmentId: segment.id }}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        Change filters
      </ButtonLink>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            loading={isCopying}
          >
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSpeakerphone size={14} />} onClick={toCampaign}>
            Use in a campaign
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={duplicate}>
            Duplicate
          </Menu.Item>
          <Menu.Item
            component="a"
            href={segmentExportUrl(segment.id, 'csv')}
            download
            leftSection={<IconDownload size={14} />}
          >
            Export as CSV
          </Menu.Item>
          <Menu.Item
            component="a"
            href={segmentExportUrl(segment.id, 'ndjson')}
            download
            leftSection={<IconDownload size={14} />}
          >
            Export as NDJSON
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={14} />} color="red.8" onClick={remove}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
