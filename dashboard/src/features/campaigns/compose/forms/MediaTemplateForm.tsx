// A picture or video over the whole width, with buttons below it.
import { SegmentedControl, Stack } from '@mantine/core';
import { MediaSource } from '../../media/MediaSource.tsx';
import { Buttons } from '../Buttons.tsx';
import type { MediaType } from '../kinds.ts';
import { PartError } from '../PartError.tsx';
import { useMessage } from '../useMessage.ts';

const PATH = 'attachment.payload.elements.0';
const TYPES = [
  { value: 'image', label: 'Picture' },
  { value: 'video', label: 'Video' },
];

export function MediaTemplateForm() {
  const { text, set, get } = useMessage();
  const change = (type: string) => {
    set(`${PATH}.media_type`, type);
    if (get(`${PATH}.attachment_id`) !== undefined) set(`${PATH}.attachment_id`, '');
  };
  const type = text(`${PATH}.media_type`) as MediaType;
  return (
    <Stack gap="md" align="stretch">
      <SegmentedControl
        aria-label="Medium"
        size="xs"
        data={TYPES}
        value={type}
        onChange={change}
        w="fit-content"
      />
      <MediaSource path={PATH} kind={type} onlyLibrary />
      <PartError path={PATH} />
      <Buttons path={`${PATH}.buttons`} />
    </Stack>
  );
}
