// A new segment made in passing, from within a campaign.
import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { createSegment } from '../../api/segments.ts';
import { FIRST_FILTER } from './draft.ts';
import { SegmentForm } from './SegmentForm.tsx';

interface SegmentDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (segmentId: string) => void;
}

export function SegmentDialog({ isOpen, onClose, onCreated }: SegmentDialogProps) {
  const queryClient = useQueryClient();
  return (
    <Modal opened={isOpen} onClose={onClose} title="New segment" size={1080}>
      <SegmentForm
        initialName=""
        initialFilter={FIRST_FILTER}
        verb="Create segment"
        onSave={createSegment}
        onSaved={async (segment) => {
          await queryClient.invalidateQueries({ queryKey: ['segments'] });
          onCreated(segment.id);
          onClose();
        }}
        onCancel={onClose}
      />
    </Modal>
  );
}
