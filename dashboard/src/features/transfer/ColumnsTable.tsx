// The columns of the file, each with samples and what becomes of it. Plain fields of the browser: there may be 500 rows.
import { Box, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { catalogueQuery } from '../../api/people.ts';
import type {
  AttributeTarget,
  ColumnTarget,
  ImportKind,
  ImportPreview,
  ImportSettings,
} from '../../api/transfer.ts';
import type { AttributeType } from '../../api/types.ts';
import classes from './ColumnsTable.module.css';
import { renamed, retarget, TARGETS, TYPES, unfitNote, withColumn } from './mapping.ts';
import { ReadingFields } from './ReadingFields.tsx';

interface ColumnsTableProps {
  kind: ImportKind;
  columns: ImportPreview['columns'];
  /** How the samples fit the settings as they were looked at last. */
  fits: ImportPreview['columns'];
  settings: ImportSettings;
  /** The column the last refusal was about. */
  faulty: number | null;
  onChange: (settings: ImportSettings) => void;
}

export function ColumnsTable({ kind, columns, fits, settings, faulty, onChange }: ColumnsTableProps) {
  const catalogue = useQuery({ ...catalogueQuery, enabled: kind === 'customers' });
  const known = useMemo(
    () => new Map(catalogue.data?.attributes.map(({ name, type }) => [name, type])),
    [catalogue.data],
  );
  return (
    <Stack gap={0} component="ul" className={classes['list']} aria-label="Columns">
      {columns.map((column, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have no identity but their place; names may repeat
          key={index}
          className={classes['row']}
          data-faulty={index === faulty || undefined}
        >
          <Box miw={0}>
            <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {column.name || `Column ${index + 1}, without a name`}
            </Text>
            <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
              {column.samples.length > 0 ? column.samples.join(' · ') : 'no values in the first rows'}
            </Text>
            {column.note && (
              <Text size="xs" c="dimmed">
                {column.note}
              </Text>
            )}
            <Unfit {...(fits[index] ?? column)} />
          </Box>
          <ColumnFields
            {...{ kind, column, known }}
            label={column.name || `Column ${index + 1}`}
            target={settings.columns[index] ?? { to: 'skip' }}
            onChange={(target) => onChange(withColumn(settings, index, target))}
          />
        </li>
      ))}
    </Stack>
  );
}

function Unfit(counted: { unfit: number; sampled: number }) {
  const note = unfitNote(counted);
  return note === undefined ? null : (
    <Text size="xs" fw={600}>
      {note}
    </Text>
  );
}

interface ColumnFieldsProps {
  kind: ImportKind;
  column: ImportPreview['columns'][number];
  label: string;
  known: ReadonlyMap<string, AttributeType>;
  target: ColumnTarget;
  onChange: (target: ColumnTarget) => void;
}

function ColumnFields({ kind, column, label, known, target, onChange }: ColumnFieldsProps) {
  return (
    <Group gap="xs" align="flex-start" style={{ flex: 1 }}>
      <NativeSelect
        aria-label={`${label} becomes`}
        data={TARGETS[kind]}
        value={target.to}
        onChange={(event) =>
          onChange(retarget(target, event.currentTarget.value as ColumnTarget['to'], column))
        }
        w={170}
      />
      {target.to === 'attribute' && (
        <AttributeFields {...{ label, known, target, onChange }} isPerson={kind === 'customers'} />
      )}
      {target.to === 'occurred_at' && (
        <ReadingFields
          label={label}
          type="datetime"
          reading={target.reading}
          onChange={(reading) => onChange({ ...target, reading })}
        />
      )}
    </Group>
  );
}

interface AttributeFieldsProps {
  label: string;
  known: ReadonlyMap<string, AttributeType>;
  isPerson: boolean;
  target: AttributeTarget;
  onChange: (target: AttributeTarget) => void;
}

function AttributeFields({ label, known, isPerson, target, onChange }: AttributeFieldsProps) {
  const isKnown = isPerson && known.has(target.name);
  return (
    <>
      <TextInput
        aria-label={`Attribute of ${label}`}
        value={target.name}
        onChange={(event) =>
          onChange(renamed(target, event.currentTarget.value, isPerson ? known : new Map()))
        }
        rightSection={
          isPerson && !isKnown && target.name !== '' ? (
            <Text size="xs" c="dimmed" pr="xs">
              new
            </Text>
          ) : null
        }
        rightSectionWidth={40}
        w={190}
      />
      <NativeSelect
        aria-label={`Type of ${label}`}
        data={TYPES}
        value={target.type}
        disabled={isKnown}
        onChange={(event) => onChange({ ...target, type: event.currentTarget.value as AttributeType })}
        w={150}
      />
      <ReadingFields
        label={label}
        type={target.type}
        reading={target.reading}
        onChange={(reading) => onChange({ ...target, reading })}
      />
    </>
  );
}
