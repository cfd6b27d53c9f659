// Step 1: the segment, and how many of it can really be reached. A campaign that waits for what one person does may be for
// everybody.
import { Alert, Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { segmentsQuery } from '../../../api/segments.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { isForOnePerson, typeTitle } from '../type/deliveryTypes.ts';
import { WaterfallPanel } from '../waterfall/WaterfallPanel.tsx';
import { useDraftContext } from './DraftContext.ts';
import { fieldError, fieldId } from './problems.ts';

export type SegmentDialogSlot = (props: {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (segmentId: string) => void;
}) => ReactNode;

export function WhoStep({ segmentDialog }: { segmentDialog: SegmentDialogSlot }) {
  const { definition, change, problems } = useDraftContext();
  const segments = useQuery(segmentsQuery);
  const [isOpen, { open, close }] = useDisclosure(false);
  const chosen = segments.data?.segments.find((segment) => segment.id === definition.segment_id);
  const isOptional = isForOnePerson(definition.delivery_type);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel
        title={isOptional ? 'Who may get it' : 'Who gets it'}
        description={
          isOptional
            ? 'Somebody comes in by what they do. A segment lets in only who is in it at that moment.'
            : 'The segment is counted anew at the moment the campaign goes out.'
        }
      >
        <Stack>
          {isOptional && definition.segment_id === null && (
            <Alert>Everybody who comes in: {typeTitle(definition.delivery_type).toLowerCase()}.</Alert>
          )}
          {segments.error && <ErrorState error={segments.error} onRetry={segments.refetch} />}
          <Select
            id={fieldId('segment_id')}
            label="Segment"
            placeholder={
              segments.isPending ? 'Loading…' : isOptional ? 'Everybody who comes in' : 'Choose a segment'
            }
            data={
              segments.data?.segments.map((segment) => ({ value: segment.id, label: segment.name })) ?? []
            }
            value={definition.segment_id}
            onChange={(segment_id) => change({ segment_id })}
            searchable
            limit={100}
            nothingFoundMessage="No segment of this name"
            allowDeselect={false}
            clearable={isOptional}
            error={
              // That nothing is chosen yet says the field itself.
              definition.segment_id === null ? undefined : fieldError(problems, 'segment_id')
            }
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
      {/* Whoever writes can be reached: their window is open. */}
      {definition.delivery_type !== 'conversation' && <WaterfallPanel />}
    </SimpleGrid>
  );
}
