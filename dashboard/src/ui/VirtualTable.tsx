// A table of any length: only the rows in sight exist, and the next ones are fetched as the end comes near.
// biome-ignore-all lint/a11y/useSemanticElements: rows are grids placed by hand; a <tr> so displayed loses its role in browsers
// biome-ignore-all lint/a11y/useFocusableInteractive: the link inside a row takes the focus, not the row
import { Button, Center, Text, VisuallyHidden } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import classes from './VirtualTable.module.css';

export interface Column<Row> {
  key: string;
  title: string;
  /** Said to screen readers only: the column is too narrow for a word. */
  hidesTitle?: boolean;
  /** A grid track: "2fr", "120px". */
  width: string;
  align?: 'end';
  /** Left out on a phone, where the first column carries what matters. */
  wideOnly?: boolean;
  cell: (row: Row) => ReactNode;
}

interface VirtualTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  rowHeight?: number;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  /** Goes on only when asked to, where more stands below the table that an endless one would push out of reach. */
  moreOnDemand?: boolean;
}

const tracks = <Row,>(columns: Column<Row>[]) => columns.map((column) => column.width).join(' ');

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowHeight = 56,
    hasMore,
    isLoadingMore,
    onMore,
    moreOnDemand,
  } = props;
  const body = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  // Measured after every render: what stands above the table may have grown. The same number renders nothing anew.
  useLayoutEffect(() => {
    if (body.current) setScrollMargin(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
  });
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin,
    getItemKey: (index) => rowKey(rows[index]!),
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!moreOnDemand && hasMore && !isLoadingMore && lastIndex >= rows.length - 10) onMore();
  }, [moreOnDemand, hasMore, isLoadingMore, lastIndex, rows.length, onMore]);

  const grid = {
    '--tracks': tracks(columns),
    '--phone-tracks': tracks(columns.filter((column) => !column.wideOnly)),
  } as CSSProperties;
  return (
    <>
      <div role="table" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1} style={grid}>
        <div role="rowgroup">
          <div role="row" className={classes['head']}>
            {columns.map((column) => (
              <div key={column.key} role="columnheader" className={classes['cell']} {...marks(column)}>
                {column.hidesTitle ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title}
              </div>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          ref={body}
          className={classes['body']}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map((item) => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              className={classes['row']}
              style={{ height: rowHeight, transform: `translateY(${item.start - scrollMargin}px)` }}
            >
              {columns.map((column) => (
                <div key={column.key} role="cell" className={classes['cell']} {...marks(column)}>
                  {column.cell(rows[item.index]!)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
      <TableEnd {...{ hasMore, isLoadingMore, onMore, count: rows.length }} />
    </>
  );
}

const marks = <Row,>(column: Column<Row>) => ({
  'data-align': column.align,
  'data-wide-only': column.wideOnly || undefined,
});

function TableEnd(props: { hasMore: boolean; isLoadingMore: boolean; onMore: () => void; count: number }) {
  if (!props.hasMore && props.count < 50) return null;
  return (
    <Center py="md">
      {props.hasMore ? (
        <Button variant="subtle" loading={props.isLoadingMore} onClick={props.onMore}>
          Load more
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          End of the list, {props.count.toLocaleString()} rows.
        </Text>
      )}
    </Center>
  );
}
