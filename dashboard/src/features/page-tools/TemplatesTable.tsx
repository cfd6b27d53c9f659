// The rows of utility templates.
import { Text } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { UtilityTemplate } from '../../api/page-tools.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { RowButton } from '../../ui/RowLink.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';

interface TemplatesTableProps {
  rows: UtilityTemplate[];
  onOpen: (template: UtilityTemplate) => void;
}

const NOTHING_MORE = { hasMore: false, isLoadingMore: false, onMore: () => {} };

export function TemplatesTable({ rows, onOpen }: TemplatesTableProps) {
  if (rows.length === 0) {
    return (
      <EmptyState icon={<IconSearch size={26} />} title="No template found">
        Try a shorter text.
      </EmptyState>
    );
  }
  return (
    <VirtualTable
      label="Utility templates"
      columns={columns(onOpen)}
      rows={rows}
      rowKey={({ name, language }) => `${name} ${language}`}
      {...NOTHING_MORE}
    />
  );
}

const columns = (onOpen: TemplatesTableProps['onOpen']): Column<UtilityTemplate>[] => [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 2.4fr)',
    cell: (template) => (
      <>
        <Text component="div" truncate>
          <RowButton onClick={() => onOpen(template)}>{template.name}</RowButton>
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {template.language} · {template.shape.body.text}
        </Text>
      </>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: 'minmax(110px, 1fr)',
    cell: (template) => <StateMark tone={template.tone}>{template.title}</StateMark>,
  },
  {
    key: 'asks',
    title: 'Asks for',
    width: 'minmax(0, 1.4fr)',
    wideOnly: true,
    cell: ({ shape }) => (
      <Text size="sm" c="dimmed" truncate>
        {[...(shape.header?.placeholders ?? []), ...shape.body.placeholders].join(', ') || 'nothing'}
      </Text>
    ),
  },
];
