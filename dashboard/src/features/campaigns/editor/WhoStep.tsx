// Step 1: the segment, and how many of it can really be reached.
import { Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { segmentsQuery } from '../../../api/segments.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { WaterfallPanel } from '../waterfall/WaterfallPanel.tsx';
import { useDraftContext } from './DraftContext.ts';
import { fieldId } from './problems.ts';

export type SegmentDialogSlot = (props: {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (segmentId: string) => void;
}) => ReactNode;

export function WhoStep({ segmentDialog }: { segmentDialog: SegmentDialogSlot }) {
  const { definition, change } = useDraftContext();
  const segments = useQuery(segmentsQuery);
  const [isOpen, { open, close }] = useDisclosure(false);
  const chosen = segments.data?.segments.find((segment) => segment.id === definition.segment_id);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel
        title="Who gets it"
        description="The segment is counted anew at the moment the campaign goes out."
      >
        <Stack>
          {segments.error && <ErrorState error={segments.error} onRetry={segments.refetch} />}
          <Select
            id={fieldId('segment_id')}
            label="Segment"
            placeholder={segments.isPending ? 'Loading…' : 'Choose a segment'}
            data={
              segments.data?.segments.map((segment) => ({ value: segment.id, label: segment.name })) ?? []
            }
            value={definition.segment_id}
            onChange={(segment_id) => change({ segment_id })}
            searchable
            limit={100}
            nothingFoundMessage="No segment of this name"
            allowDeselect={false}
          />
          {chosen && (
            <Text size="sm">
              {chosen.sentence}{' '}
              <TextLink
                to="/segments/$segmentId/edit"
                params={{ segmentId: chosen.id }}
                size="sm"
                underline="always"
              >
                Change its filters
              </TextLink>
            </Text>
          )}
          <Group>
            <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
              New segment
            </Button>
          </Group>
        </Stack>
        {segmentDialog({ isOpen, onClose: close, onCreated: (segment_id) => change({ segment_id }) })}
      </Panel>
      <WaterfallPanel />
    </SimpleGrid>
  );
}
