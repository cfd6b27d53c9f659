// One picture, video, sound or file.
import { Select } from '@mantine/core';
import { MediaSource } from '../../media/MediaSource.tsx';
import { MEDIA_TYPES, type MediaType } from '../kinds.ts';
import { PartError } from '../PartError.tsx';
import { useMessage } from '../useMessage.ts';

const LABELS: Record<MediaType, string> = { image: 'Picture', video: 'Video', audio: 'Audio', file: 'File' };
const CHOICES = MEDIA_TYPES.map((value) => ({ value, label: LABELS[value] }));

export function MediaForm() {
  const { text, set } = useMessage();
  const type = text('attachment.type') as MediaType;
  return (
    <>
      <Select
        label="Medium"
        data={CHOICES}
        value={type}
        allowDeselect={false}
        // A picture of the library is no video: what was chosen does not come along, an address may be mended.
        onChange={(next) => {
          if (next === null || next === type) return;
          set('attachment.type', next);
          if (text('attachment.payload.attachment_id') !== '') set('attachment.payload.attachment_id', '');
        }}
      />
      <MediaSource path="attachment.payload" kind={type} />
      <PartError path="attachment.payload" />
    </>
  );
}
