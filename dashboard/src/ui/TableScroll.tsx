// A table that may be wider, or higher, than its place: it scrolls there, and by the keyboard too.
import { Table, type TableScrollContainerProps } from '@mantine/core';

interface TableScrollProps extends Omit<TableScrollContainerProps, 'scrollAreaProps' | 'type'> {
  /** What the table is about, for whoever does not see it. */
  label: string;
}

export const TableScroll = ({ label, ...props }: TableScrollProps) => (
  <Table.ScrollContainer
    {...props}
    scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': label } }}
  />
);
