// What can be done with a person as a whole: merge with somebody, take a copy of everything, erase.
import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowMerge, IconChevronDown, IconDownload, IconEraser } from '@tabler/icons-react';
import { copyAddress } from '../../api/privacy.ts';
import type { Person } from '../../api/types.ts';
import { EraseDialog } from './EraseDialog.tsx';
import { MergeDialog } from './MergeDialog.tsx';

export function PersonActions({ person }: { person: Person }) {
  const [isMerging, merging] = useDisclosure(false);
  const [isErasing, erasing] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowMerge size={16} aria-hidden />} onClick={merging.open}>
            Merge with…
          </Menu.Item>
          <Menu.Item
            component="a"
            href={copyAddress(person.id)}
            download
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Download a copy
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconEraser size={16} aria-hidden />} onClick={erasing.open}>
            Erase…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MergeDialog person={person} isOpen={isMerging} onClose={merging.close} />
      <EraseDialog person={person} isOpen={isErasing} onClose={erasing.close} />
    </>
  );
}
