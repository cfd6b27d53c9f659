// The operators, one a row. One's own row says so and offers nothing that would lock oneself out.
import { Badge, Button, Group, Select, Table, Text } from '@mantine/core';
import type { Operator } from '../../api/types.ts';
import { TableScroll } from '../../ui/TableScroll.tsx';
import { Time } from '../../ui/Time.tsx';
import { PERMISSIONS } from './permissions.ts';
import { usePermissionChange, useRemove } from './useOperatorChanges.ts';

interface OperatorsTableProps {
  operators: Operator[];
  onNewPassword: (operator: Operator) => void;
}

export function OperatorsTable({ operators, onNewPassword }: OperatorsTableProps) {
  return (
    <TableScroll label="Operators" minWidth={760}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>May</Table.Th>
            <Table.Th>Added</Table.Th>
            <Table.Th>Signed in since</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {operators.map((operator) => (
            <OperatorRow key={operator.id} operator={operator} onNewPassword={onNewPassword} />
          ))}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}

function OperatorRow({
  operator,
  onNewPassword,
}: {
  operator: Operator;
  onNewPassword: (operator: Operator) => void;
}) {
  const { name, email, is_you, last_sign_in_at } = operator;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <Text size="sm" fw={550}>
            {name}
          </Text>
          {is_you && <Badge variant="light">you</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {email}
        </Text>
      </Table.Td>
      <Table.Td>
        <PermissionField operator={operator} />
      </Table.Td>
      <Table.Td>
        <Time at={operator.created_at} />
      </Table.Td>
      <Table.Td>{last_sign_in_at ? <Time at={last_sign_in_at} /> : 'not signed in'}</Table.Td>
      <Table.Td ta="end">
        {!is_you && <RowButtons operator={operator} onNewPassword={onNewPassword} />}
      </Table.Td>
    </Table.Tr>
  );
}

function PermissionField({ operator }: { operator: Operator }) {
  const changing = usePermissionChange();
  const { id, name, permission, is_you } = operator;
  return (
    <Select
      aria-label={`What ${name} may do`}
      w={130}
      size="xs"
      allowDeselect={false}
      disabled={is_you || changing.isPending}
      data={PERMISSIONS.map(({ value, title }) => ({ value, label: title }))}
      value={changing.isPending ? changing.variables.permission : permission}
      onChange={(value) => {
        const chosen = PERMISSIONS.find((one) => one.value === value);
        if (chosen && chosen.value !== permission) changing.mutate({ id, name, permission: chosen.value });
      }}
    />
  );
}

function RowButtons({
  operator,
  onNewPassword,
}: {
  operator: Operator;
  onNewPassword: (operator: Operator) => void;
}) {
  const remove = useRemove();
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button
        size="xs"
        variant="subtle"
        aria-label={`New password for ${operator.name}`}
        onClick={() => onNewPassword(operator)}
      >
        New password
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        aria-label={`Remove ${operator.name}`}
        onClick={() => remove(operator)}
      >
        Remove
      </Button>
    </Group>
  );
}
