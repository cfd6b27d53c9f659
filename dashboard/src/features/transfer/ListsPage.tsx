// Lists of people that were uploaded: how many were found, and which are there to be used by segments.
import { ActionIcon, Paper, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconListCheck, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type List, listsQuery, removeList } from '../../api/transfer.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Time } from '../../ui/Time.tsx';

export function ListsPage() {
  const lists = useQuery(listsQuery);
  const all = lists.data?.lists;
  const upload = (
    <ButtonLink to="/people/imports" search={{ kind: 'list' }}>
      Upload a list
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Lists"
        description="People chosen by a file of identifiers. A segment may ask whether somebody is in a list."
        back={<TextLink to="/people">← People</TextLink>}
        actions={all && all.length > 0 && upload}
      />
      <Paper withBorder radius="lg">
        {lists.isPending && <LoadingRows rows={4} />}
        {lists.error && <ErrorState error={lists.error} onRetry={lists.refetch} />}
        {all?.length === 0 && (
          <EmptyState icon={<IconListCheck size={26} />} title="No lists yet" action={upload}>
            Upload customer IDs, e-mail addresses or PSIDs, one on every row.
          </EmptyState>
        )}
        {all && all.length > 0 && <ListsTable lists={all} />}
      </Paper>
    </>
  );
}

function ListsTable({ lists }: { lists: List[] }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ id }: List) => removeList(id),
    onSuccess: (_, { name }) => notifyDone(`${name} is gone. Its people stay.`),
    onError: (error, { name }) => notifyFailed(`${name} was not deleted`, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['lists'] }),
  });
  const ask = (list: List) =>
    confirmAction({
      title: `Delete ${list.name}?`,
      body: 'The list is deleted. The people in it stay.',
      verb: 'Delete list',
      onConfirm: () => remove.mutate(list),
    });
  return (
    <Table.ScrollContainer minWidth={480} tabIndex={0} aria-label="Lists" role="region">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th ta="end">People</Table.Th>
            <Table.Th ta="end">Nobody has</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lists.map((list) => (
            <Table.Tr key={list.id}>
              <Table.Td>
                <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                  {list.name}
                </Text>
                <Text size="xs" c="dimmed">
                  by {list.identifier === 'customer_id' ? 'customer ID' : list.identifier}
                </Text>
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(list.people)}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(list.unmatched)}
              </Table.Td>
              <Table.Td>
                <Time at={list.created_at} />
              </Table.Td>
              <Table.Td ta="end">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${list.name}`}
                  onClick={() => ask(list)}
                >
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
