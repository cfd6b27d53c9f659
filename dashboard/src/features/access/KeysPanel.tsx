// API keys in force: make one, see its secret once, revoke one.
import { Button, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keysQuery, revokeKey } from '../../api/access.ts';
import type { ApiKey } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingRows } from '../../ui/Loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { CreateKeyDialog } from './CreateKeyDialog.tsx';

export function KeysPanel() {
  const keys = useQuery(keysQuery);
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Panel
      title="API keys"
      description="For programs that send customers and events to Talaria, or read reports."
      actions={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          Create key
        </Button>
      }
    >
      {keys.isPending && <LoadingRows rows={2} />}
      {keys.error && <ErrorState error={keys.error} onRetry={keys.refetch} />}
      {keys.data?.keys.length === 0 && (
        <Text size="sm" c="dimmed">
          No keys yet.
        </Text>
      )}
      {keys.data && keys.data.keys.length > 0 && <KeysTable keys={keys.data.keys} />}
      <CreateKeyDialog isOpen={isOpen} onClose={close} />
    </Panel>
  );
}

function KeysTable({ keys }: { keys: ApiKey[] }) {
  const revoke = useRevoke();
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>For</Table.Th>
            <Table.Th>Ends with</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>{key.name}</Table.Td>
              <Table.Td>{key.permission === 'track' ? 'website or app' : 'server'}</Table.Td>
              <Table.Td ff="monospace">…{key.hint}</Table.Td>
              <Table.Td>
                <Time at={key.created_at} />
                {key.made_by && (
                  <Text size="xs" c="dimmed">
                    by {key.made_by}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{key.last_used_at ? <Time at={key.last_used_at} /> : 'never'}</Table.Td>
              <Table.Td ta="end">
                <Button
                  size="xs"
                  variant="subtle"
                  color="red"
                  aria-label={`Revoke ${key.name}`}
                  onClick={() => revoke(key)}
                >
                  Revoke
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function useRevoke() {
  const queryClient = useQueryClient();
  const revoking = useMutation({
    mutationFn: revokeKey,
    onSuccess: () => notifyDone('The key is revoked.'),
    onError: (error) => notifyFailed('The key was not revoked', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  return (key: ApiKey) =>
    confirmAction({
      title: `Revoke “${key.name}”?`,
      body: 'Programs that use this key are refused from now on. This cannot be undone.',
      verb: 'Revoke key',
      onConfirm: () => revoking.mutate(key.id),
    });
}
