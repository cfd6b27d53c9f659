// Which segment somebody enters or leaves.
import { Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { segmentsQuery } from '../../../api/segments.ts';
import type { Trigger } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';

interface SegmentFieldsProps {
  trigger: Trigger;
  onChange: (patch: Pick<Partial<Trigger>, 'segment_id' | 'direction'>) => void;
}

export function SegmentFields({ trigger, onChange }: SegmentFieldsProps) {
  const { problems } = useDraftContext();
  const segments = useQuery(segmentsQuery);
  if (segments.error) return <ErrorState error={segments.error} onRetry={segments.refetch} />;
  const chosen = segments.data?.segments.find(({ id }) => id === trigger.segment_id);
  return (
    <Stack>
      <Group gap={6} align="flex-end">
        <SegmentedControl
          aria-label="Enters or leaves"
          data={[
            { value: 'entered', label: 'Somebody enters' },
            { value: 'left', label: 'Somebody leaves' },
          ]}
          value={trigger.direction}
          onChange={(direction) => onChange({ direction: direction as Trigger['direction'] })}
        />
      </Group>
      <Select
        id={fieldId('trigger.segment_id')}
        label="Segment"
        placeholder={segments.isPending ? 'Loading…' : 'Choose a segment'}
        data={segments.data?.segments.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={trigger.segment_id}
        onChange={(segment_id) => onChange({ segment_id })}
        searchable
        limit={100}
        allowDeselect={false}
        nothingFoundMessage="No segment of this name"
        error={fieldError(problems, 'trigger.segment_id')}
      />
      {chosen && (
        <Text size="sm" c="dimmed">
          {chosen.sentence}
        </Text>
      )}
    </Stack>
  );
}
