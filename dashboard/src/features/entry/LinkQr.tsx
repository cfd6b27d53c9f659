// The QR code of a link with what one does with it: copy the address, save the picture, print a sheet.
import { Button, Group, Image, Stack } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { type EntryLink, qrUrl } from '../../api/entry.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { PrintSheet } from './PrintSheet.tsx';
import classes from './qr.module.css';

export function LinkQr({ link }: { link: EntryLink }) {
  return (
    <Group align="flex-start" gap="lg">
      <Image
        src={qrUrl(link.id, 'svg')}
        alt={`QR code of ${link.name}`}
        w={168}
        h={168}
        className={classes['code']}
      />
      <Stack flex="1 1 15rem" gap="sm">
        <CopyField label="Link" value={link.url} description="It opens the Page in Messenger." />
        <Group gap="xs">
          {(['svg', 'png'] as const).map((kind) => (
            <Button
              key={kind}
              component="a"
              href={qrUrl(link.id, kind, true)}
              download
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              {kind.toUpperCase()}
            </Button>
          ))}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPrinter size={14} aria-hidden />}
            onClick={() => window.print()}
          >
            Print
          </Button>
        </Group>
      </Stack>
      <PrintSheet link={link} />
    </Group>
  );
}
