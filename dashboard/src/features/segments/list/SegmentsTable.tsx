// The rows of segments: what each asks, how many were in, who would miss it.
import { ActionIcon, Badge, Group, Menu, Text } from '@mantine/core';
import { IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Segment } from '../../../api/types.ts';
import { formatNumber } from '../../../ui/format.ts';
import { RowLink } from '../../../ui/RowLink.tsx';
import { Time } from '../../../ui/Time.tsx';
import { type Column, VirtualTable } from '../../../ui/VirtualTable.tsx';
import { useSegmentActions } from '../useSegmentActions.ts';

const COLUMNS: Column<Segment>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 1.4fr)',
    cell: (segment) => (
      <>
        <Group gap={8} wrap="nowrap">
          <RowLink to="/segments/$segmentId" params={{ segmentId: segment.id }}>
            {segment.name}
          </RowLink>
          {segment.tracked && (
            <Badge size="sm" color="sea" style={{ flex: 'none' }} visibleFrom="sm">
              tracked
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
          {segment.tracked && 'Tracked. '}
          {segment.sentence}
        </Text>
      </>
    ),
  },
  {
    key: 'sentence',
    title: 'Who is in',
    width: 'minmax(0, 2.2fr)',
    wideOnly: true,
    cell: (segment) => (
      <Text span size="sm" c="dimmed" title={segment.sentence}>
        {segment.sentence}
      </Text>
    ),
  },
  {
    key: 'people',
    title: 'People',
    width: '116px',
    align: 'end',
    cell: ({ people }) =>
      people ? (
        <>
          <Text span size="sm" className="numbers">
            {formatNumber(people.count)}
          </Text>
          <Text size="xs" c="dimmed">
            <Time at={people.at} />
          </Text>
        </>
      ) : (
        <Text span size="sm" c="dimmed">
          not counted
        </Text>
      ),
  },
  {
    key: 'used',
    title: 'Used by',
    width: 'minmax(0, 1fr)',
    wideOnly: true,
    cell: ({ used_by }) => (
      <Text span size="sm" c="dimmed" title={used_by.map(({ name }) => name).join(', ')}>
        {used_by.length === 0 ? 'nothing' : used_by.map(({ name }) => name).join(', ')}
      </Text>
    ),
  },
  {
    key: 'changed',
    title: 'Changed',
    width: '120px',
    wideOnly: true,
    cell: (segment) => <Time at={segment.updated_at} />,
  },
  { key: 'more', title: '', width: '44px', cell: (segment) => <RowMenu segment={segment} /> },
];

const nothing = () => {};

export function SegmentsTable({ segments }: { segments: Segment[] }) {
  return (
    <VirtualTable
      label="Segments"
      columns={COLUMNS}
      rows={segments}
      rowKey={(segment) => segment.id}
      hasMore={false}
      isLoadingMore={false}
      onMore={nothing}
    />
  );
}

/** Above the link that covers the row. */
function RowMenu({ segment }: { segment: Segment }) {
  const { duplicate, remove } = useSegmentActions(segment);
  const navigate = useNavigate();
  const edit = () => navigate({ to: '/segments/$segmentId/edit', params: { segmentId: segment.id } });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          size={36}
          aria-label={`More for ${segment.name}`}
          style={{ position: 'relative', zIndex: 1 }}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={edit}>
          Change
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={14} />} onClick={duplicate}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={14} />} color="red.8" onClick={remove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
