// A new segment made in passing, from within a campaign.
import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { createSegment } from '../../api/segments.ts';
import { NEW_SEGMENT } from './newLines.ts';
import { renewSegments } from './renewSegments.ts';
import { SegmentForm } from './SegmentForm.tsx';

interface SegmentDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (segmentId: string) => void;
}

export function SegmentDialog({ isOpen, onClose, onCreated }: SegmentDialogProps) {
  const queryClient = useQueryClient();
  return (
    <Modal opened={isOpen} onClose={onClose} title="New segment" size={1180}>
      <SegmentForm
        initial={NEW_SEGMENT}
        verb="Create segment"
        onSave={createSegment}
        onSaved={async (segment) => {
          await renewSegments(queryClient);
          onCreated(segment.id);
          onClose();
        }}
        onCancel={onClose}
      />
    </Modal>
  );
}
