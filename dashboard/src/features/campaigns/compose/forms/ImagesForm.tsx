// Several pictures in one message, up to thirty.
import { MediaSource } from '../../media/MediaSource.tsx';
import { LIMITS } from '../limits.ts';
import { MessageList } from '../MessageList.tsx';

export const ImagesForm = () => (
  <MessageList
    path="attachments"
    title="Pictures"
    noun="Picture"
    max={LIMITS.images}
    min={1}
    empty={() => ({ type: 'image', payload: { url: 'https://' } })}
  >
    {(path) => <MediaSource path={`${path}.payload`} kind="image" />}
  </MessageList>
);
