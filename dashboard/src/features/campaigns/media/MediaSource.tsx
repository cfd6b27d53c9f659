// Where a picture, video, audio or file comes from: an address Facebook fetches it from, or the media library.
import { Group, SegmentedControl, Stack } from '@mantine/core';
import { asObject } from '../compose/json.ts';
import type { MediaType } from '../compose/kinds.ts';
import { LIMITS } from '../compose/limits.ts';
import { MessageText } from '../compose/MessageText.tsx';
import { useMessage } from '../compose/useMessage.ts';
import { LibraryField } from './LibraryField.tsx';

interface MediaSourceProps {
  /** The part of the message that holds `url` or `attachment_id`. */
  path: string;
  kind: MediaType;
  /** Facebook takes no address here but its own: the library is the way. */
  onlyLibrary?: boolean;
}

const WAYS = [
  { value: 'library', label: 'From the library' },
  { value: 'url', label: 'By address' },
];

export function MediaSource({ path, kind, onlyLibrary = false }: MediaSourceProps) {
  const { get, set } = useMessage();
  const { url, attachment_id, ...others } = asObject(get(path));
  const way = url === undefined ? 'library' : 'url';
  const choose = (next: string) =>
    set(path, next === 'url' ? { ...others, url: 'https://' } : { ...others, attachment_id: '' });
  return (
    <Stack gap="xs">
      {!onlyLibrary && (
        <Group>
          <SegmentedControl
            aria-label="Where it comes from"
            size="xs"
            data={WAYS}
            value={way}
            onChange={choose}
          />
        </Group>
      )}
      {way === 'url' ? (
        <MessageText
          path={`${path}.url`}
          label="Address"
          max={LIMITS.url}
          inputMode="url"
          required
          hint={
            onlyLibrary
              ? 'Only media that lies on facebook.com; for all else use the library.'
              : 'Facebook fetches it from there: pictures up to 8 MB, all else up to 25 MB.'
          }
        />
      ) : (
        <LibraryField path={`${path}.attachment_id`} kind={kind} />
      )}
    </Stack>
  );
}
