// What can be done with the chosen campaigns, beside how many they are. Says of each that it could not, and why.
import { ActionIcon, Button, Group, Menu, Paper, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconTag, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { type BulkAction, MAX_BULK } from '../../../api/campaign-life.ts';
import type { CampaignRow } from '../../../api/types.ts';
import { formatNumber } from '../../../ui/format.ts';
import { countCampaigns, mayDo } from './bulk.ts';
import { TagDialog } from './TagDialog.tsx';
import { useBulk } from './useBulk.tsx';
import type { Selection } from './useSelection.ts';

interface BulkBarProps {
  rows: CampaignRow[];
  selection: Selection;
}

export function BulkBar({ rows, selection }: BulkBarProps) {
  const { ids, clear, choose } = selection;
  const chosen = rows.filter((row) => ids.has(row.id));
  const [isTagging, setTagging] = useState<'tag' | 'untag' | null>(null);
  const { ask, run, isBusy } = useBulk(chosen, clear);
  useHotkeys([['Escape', clear]]);
  if (chosen.length === 0) return null;
  const tooMany = chosen.length > MAX_BULK;
  const button = (action: BulkAction, label: string, color?: string) => {
    const count = chosen.filter((row) => mayDo(action, row)).length;
    return (
      count > 0 && (
        <Button
          key={action}
          size="xs"
          variant={color ? 'light' : 'default'}
          {...(color && { color })}
          disabled={tooMany || isBusy}
          onClick={() => ask(action)}
        >
          {label}
          {count < chosen.length && ` ${formatNumber(count)}`}
        </Button>
      )
    );
  };
  return (
    <Paper
      withBorder
      p="xs"
      mb="sm"
      radius="md"
      role="toolbar"
      aria-label="With the chosen campaigns"
      style={{ position: 'sticky', top: 'calc(var(--app-shell-header-height, 0px) + 8px)', zIndex: 5 }}
    >
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Tooltip label="Choose none (Esc)">
            <ActionIcon variant="subtle" color="gray" aria-label="Choose none" onClick={clear}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Text size="sm" fw={550} role="status">
            {countCampaigns(chosen.length)} chosen
          </Text>
          {chosen.length < rows.length && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => choose(rows.slice(0, MAX_BULK).map(({ id }) => id))}
            >
              {rows.length > MAX_BULK ? `Choose the first ${MAX_BULK}` : `Choose all ${rows.length}`}
            </Button>
          )}
          {tooMany && (
            <Text size="sm" c="red">
              At most {MAX_BULK} at once
            </Text>
          )}
        </Group>
        <Group gap="xs">
          {button('pause', 'Pause')}
          {button('resume', 'Resume')}
          {button('archive', 'Archive')}
          {button('unarchive', 'Bring back')}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTag size={14} aria-hidden />}
                disabled={tooMany || isBusy}
              >
                Tags
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setTagging('tag')}>Add a tag…</Menu.Item>
              <Menu.Item onClick={() => setTagging('untag')}>Take a tag away…</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          {button('stop', 'Stop', 'red')}
          {button('delete', 'Delete drafts', 'red')}
        </Group>
      </Group>
      <TagDialog
        action={isTagging}
        chosen={chosen}
        onClose={() => setTagging(null)}
        onTag={(action, tag) => {
          setTagging(null);
          run({ action, tag });
        }}
      />
    </Paper>
  );
}
