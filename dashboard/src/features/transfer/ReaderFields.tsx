// Type, encoding, delimiter and header of a file: a change has the file looked at anew.
import { NativeSelect, SimpleGrid, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type FileFormat,
  type FormatInput,
  type Import,
  importQuery,
  readFormat,
} from '../../api/transfer.ts';
import { notifyFailed } from '../../ui/notify.ts';

const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1250', label: 'Windows-1250 (Central Europe)' },
  { value: 'windows-1252', label: 'Windows-1252 (Western Europe)' },
  { value: 'utf-16le', label: 'UTF-16' },
  { value: 'utf-16be', label: 'UTF-16, big-endian' },
];
const DELIMITERS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
];
const TYPES = [
  { value: 'csv', label: 'CSV' },
  { value: 'ndjson', label: 'NDJSON, an object a line' },
];

export function ReaderFields({ row, format }: { row: Import; format: FileFormat }) {
  const queryClient = useQueryClient();
  const read = useMutation({
    mutationFn: (change: FormatInput) => {
      const { type, encoding, delimiter, has_header } = format;
      return readFormat(row.id, { type, encoding, delimiter, has_header, ...change });
    },
    onSuccess: (done) => queryClient.setQueryData(importQuery(row.id).queryKey, done),
    onError: (error) => notifyFailed('The file cannot be read so', error),
  });
  const isCsv = format.type === 'csv';
  const change = (part: object) => read.mutate(part as FormatInput);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} style={{ alignItems: 'end' }}>
      <NativeSelect
        label="Format"
        data={TYPES}
        value={format.type}
        disabled={read.isPending}
        onChange={(event) => change({ type: event.currentTarget.value })}
      />
      <NativeSelect
        label="Letters"
        data={ENCODINGS}
        value={format.encoding}
        disabled={read.isPending}
        onChange={(event) => change({ encoding: event.currentTarget.value })}
      />
      {isCsv && (
        <NativeSelect
          label="Between cells"
          data={DELIMITERS}
          value={format.delimiter}
          disabled={read.isPending}
          onChange={(event) => change({ delimiter: event.currentTarget.value })}
        />
      )}
      {isCsv && (
        <Switch
          label="The first row is a header"
          checked={format.has_header}
          disabled={read.isPending}
          onChange={(event) => change({ has_header: event.currentTarget.checked })}
          mb={6}
        />
      )}
    </SimpleGrid>
  );
}
