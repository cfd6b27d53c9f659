// The first rows of a file as they would be stored; a bad one says why.
import { Table, Text } from '@mantine/core';
import type { ImportKind, ImportPreview } from '../../api/transfer.ts';
import { formatNumber } from '../../ui/format.ts';
import { StateMark } from '../../ui/StateMark.tsx';

type Row = ImportPreview['rows'][number];
type Stored = NonNullable<Row['stored']>;

const FIRST: Record<ImportKind, { key: keyof Stored; title: string }[]> = {
  customers: [{ key: 'customer_id', title: 'Customer ID' }],
  events: [
    { key: 'customer_id', title: 'Customer ID' },
    { key: 'event_name', title: 'Event' },
    { key: 'occurred_at', title: 'Time' },
  ],
  list: [{ key: 'identifier', title: 'Identifier' }],
};
/** More are not told apart on a screen. */
const MAX_COLUMNS = 40;

export function PreviewTable({ kind, preview }: { kind: ImportKind; preview: ImportPreview }) {
  const names = [...new Set(preview.rows.flatMap(({ stored }) => Object.keys(stored?.attributes ?? {})))];
  const shown = names.slice(0, MAX_COLUMNS);
  const fixed = FIRST[kind];
  if (preview.rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        The file has no rows behind its header.
      </Text>
    );
  return (
    <Table.ScrollContainer minWidth={480} tabIndex={0} aria-label="First rows" role="region">
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Line</Table.Th>
            {fixed.map(({ key, title }) => (
              <Table.Th key={key}>{title}</Table.Th>
            ))}
            {shown.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.rows.map((row) => (
            <Table.Tr key={row.line}>
              <Table.Td className="numbers">{formatNumber(row.line)}</Table.Td>
              {row.stored ? (
                <Cells stored={row.stored} names={shown} keys={fixed.map(({ key }) => key)} />
              ) : (
                <Table.Td colSpan={fixed.length + shown.length}>
                  <Bad row={row} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cells({ stored, keys, names }: { stored: Stored; keys: (keyof Stored)[]; names: string[] }) {
  const values = [...keys.map((key) => stored[key]), ...names.map((name) => stored.attributes[name])];
  return values.map((value, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: cells stand under their column
    <Table.Td key={index}>
      <Text size="sm" truncate maw={220} {...(value === undefined || value === null ? { c: 'dimmed' } : {})}>
        {value === undefined ? '–' : show(value)}
      </Text>
    </Table.Td>
  ));
}

function show(value: unknown): string {
  if (value === null) return 'removed';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function Bad({ row: { problem } }: { row: Row }) {
  return (
    <>
      <StateMark tone="bad" wraps>
        {problem?.message ?? 'This row cannot be taken.'}
      </StateMark>
      <Text size="xs" c="dimmed">
        {problem?.remedy}
      </Text>
    </>
  );
}
