// One file of the library, to click: its picture or its kind, its name, its size.
import { Loader, Text, UnstyledButton } from '@mantine/core';
import { IconFile, IconMusic, IconPhoto, IconVideo } from '@tabler/icons-react';
import { useState } from 'react';
import { type Media, mediaUrl } from '../../../api/page-tools.ts';
import classes from './MediaTile.module.css';

const SIGNS = { image: IconPhoto, video: IconVideo, audio: IconMusic, file: IconFile };

interface MediaTileProps {
  media: Media;
  isBusy: boolean;
  onChoose: () => void;
}

export function MediaTile({ media, isBusy, onChoose }: MediaTileProps) {
  const [isBroken, setBroken] = useState(false);
  const Sign = SIGNS[media.kind];
  return (
    <UnstyledButton className={classes['tile'] ?? ''} onClick={onChoose} disabled={isBusy}>
      <span className={classes['picture']}>
        {isBusy ? (
          <Loader size="sm" aria-label="Uploading to the Page" />
        ) : media.kind === 'image' && !isBroken ? (
          <img
            src={mediaUrl(media)}
            alt=""
            loading="lazy"
            referrerPolicy="no-referrer"
            onError={() => setBroken(true)}
          />
        ) : (
          <Sign size={30} aria-hidden />
        )}
      </span>
      <Text size="sm" truncate>
        {media.name}
      </Text>
      <Text size="xs" c="dimmed">
        {media.attachment === null || media.attachment.expired
          ? 'Uploaded to the Page when chosen'
          : 'On the Page'}
      </Text>
    </UnstyledButton>
  );
}
