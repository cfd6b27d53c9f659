// The report as a picture: saved as a PNG, or copied to where it is pasted.
import { Button, useComputedColorScheme } from '@mantine/core';
import { IconCopy, IconPhoto } from '@tabler/icons-react';
import type { Report, Results } from '../../../api/types.ts';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';
import { drawPicture, PICTURE } from './picture.ts';

interface ShareButtonsProps {
  report: Report;
  results: Results;
}

export function ShareButtons({ report, results }: ShareButtonsProps) {
  const scheme = useComputedColorScheme('light');
  const make = () => toPng(drawPicture({ report, results, scheme }));
  const save = () => make().then((png) => download(png, report.campaign.name), failed);
  // The clipboard takes the promise: asked for later, the browser would not know that somebody tapped.
  const copy = () =>
    navigator.clipboard
      .write([new ClipboardItem({ 'image/png': make() })])
      .then(() => notifyDone('The picture is copied.'), failed);
  return (
    <Button.Group>
      <Button size="xs" variant="default" leftSection={<IconPhoto size={14} aria-hidden />} onClick={save}>
        Save as picture
      </Button>
      {'ClipboardItem' in window && (
        <Button size="xs" variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={copy}>
          Copy
        </Button>
      )}
    </Button.Group>
  );
}

const failed = (error: unknown): void => notifyFailed('The picture could not be made', error);

/** Twice as fine as it is shown. */
const SCALE = 2;

async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = PICTURE.width * SCALE;
  canvas.height = PICTURE.height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no pictures.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('It could not be written.'))),
      'image/png',
    ),
  );
}

function download(png: Blob, name: string): void {
  const url = URL.createObjectURL(png);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'report'}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
