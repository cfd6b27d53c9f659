// Rows of name and value: parameters, headers, form fields.
import { ActionIcon, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Problem } from '../../../api/types.ts';
import { AddButton } from '../../../ui/AddButton.tsx';
import { FaultText } from '../../../ui/FaultText.tsx';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';
import { PersonaliseMenu } from '../personalise/PersonaliseMenu.tsx';
import { useInsert } from '../personalise/useInsert.ts';
import classes from './RowsEditor.module.css';

export interface EditorRow {
  name: string;
  value: string;
  /** Only headers have it. */
  secret?: boolean;
}

/** The limit of the service. */
const MAX_ROWS = 50;

interface RowsEditorProps<R extends EditorRow> {
  title: string;
  /** What one row is: "parameter". */
  noun: string;
  /** Path into the definition, for problems and focus. */
  field: string;
  rows: R[];
  empty: R;
  problems: Problem[];
  hint?: string;
  onChange: (rows: R[]) => void;
}

export function RowsEditor<R extends EditorRow>(props: RowsEditorProps<R>) {
  const { title, noun, field, rows, empty, problems, hint, onChange } = props;
  const fault = ownError(problems, field);
  return (
    <Stack gap="xs" id={fieldId(field)} tabIndex={-1}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <AddButton isSmall disabled={rows.length >= MAX_ROWS} onClick={() => onChange([...rows, empty])}>
          Add {noun}
        </AddButton>
      </Group>
      {hint && rows.length > 0 && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
      {rows.map((row, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          key={index}
          row={row}
          label={`${noun} ${index + 1}`}
          field={`${field}.${index}`}
          problems={problems}
          onChange={(next) => onChange(rows.with(index, next))}
          onRemove={() => onChange(rows.toSpliced(index, 1))}
        />
      ))}
      {fault && <FaultText>{fault}</FaultText>}
      <FieldWarnings field={field} />
    </Stack>
  );
}

interface RowProps<R extends EditorRow> {
  row: R;
  label: string;
  field: string;
  problems: Problem[];
  onChange: (row: R) => void;
  onRemove: () => void;
}

function Row<R extends EditorRow>({ row, label, field, problems, onChange, onRemove }: RowProps<R>) {
  const valueError = fieldError(problems, `${field}.value`);
  const { ref, insert } = useInsert(row.value, (value) => onChange({ ...row, value }));
  return (
    <div className={classes['row']} data-secret={row.secret === undefined ? undefined : true}>
      <TextInput
        id={fieldId(`${field}.name`)}
        aria-label={`Name of ${label}`}
        placeholder="Name"
        value={row.name}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => onChange({ ...row, name: event.currentTarget.value })}
        error={fieldError(problems, `${field}.name`)}
      />
      <TextInput
        id={fieldId(`${field}.value`)}
        ref={ref}
        aria-label={`Value of ${label}`}
        placeholder="Value"
        type={row.secret ? 'password' : 'text'}
        autoComplete="off"
        value={row.value}
        maxLength={4000}
        spellCheck={false}
        onChange={(event) => onChange({ ...row, value: event.currentTarget.value })}
        error={valueError}
        rightSection={!row.secret && <PersonaliseMenu onInsert={insert} where={label} />}
      />
      {row.secret !== undefined && (
        <Switch
          size="xs"
          label="Secret"
          checked={row.secret}
          onChange={(event) => onChange({ ...row, secret: event.currentTarget.checked })}
        />
      )}
      <ActionIcon aria-label={`Remove ${label}`} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
