// Everyone Talaria knows: found by typing, narrowed by kind, listed without end.
import { Button, Group, Paper, SegmentedControl, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type PeopleKind, peopleQuery } from '../../api/people.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { countPeople } from '../../ui/format.ts';
import { LoadingRows } from '../../ui/Loading.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { CreateCustomerDialog } from './CreateCustomerDialog.tsx';
import { PeopleTable } from './PeopleTable.tsx';

const KINDS: { value: PeopleKind; label: string }[] = [
  { value: 'all', label: 'Everyone' },
  { value: 'customer', label: 'Customers' },
  { value: 'anonymous', label: 'Anonymous' },
  { value: 'messenger', label: 'With a PSID' },
  { value: 'opted_out', label: 'Opted out' },
  { value: 'blocked', label: 'Blocked' },
];

export interface PeopleFilter {
  search: string;
  kind: PeopleKind;
}

interface PeoplePageProps extends PeopleFilter {
  onFilter: (filter: PeopleFilter) => void;
}

export function PeoplePage({ search, kind, onFilter }: PeoplePageProps) {
  const people = useInfiniteQuery({ ...peopleQuery(search, kind), placeholderData: keepPreviousData });
  const [isOpen, { open, close }] = useDisclosure(false);
  const total = people.data?.pages[0]?.total;
  const isEmpty = people.data?.pages[0]?.people.length === 0;
  return (
    <>
      <PageHeader
        title="People"
        description="Customers your systems sent, and everyone who wrote to a Page."
        actions={
          <>
            <ButtonLink to="/people/attributes" variant="default">
              Attributes
            </ButtonLink>
            <ButtonLink to="/people/lists" variant="default">
              Lists
            </ButtonLink>
            <ButtonLink to="/people/imports" variant="default">
              Import
            </ButtonLink>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
              Create customer
            </Button>
          </>
        }
      />
      <Group mb="md" gap="sm">
        <SearchInput
          label="Search by name, customer ID, e-mail or PSID"
          initial={search}
          onSearch={(text) => onFilter({ search: text, kind })}
          flex="1 1 18rem"
        />
        <KindFilter kind={kind} onKind={(value) => onFilter({ search, kind: value })} />
        <Text size="sm" c="dimmed" aria-live="polite" className="numbers">
          {total != null && countPeople(total)}
        </Text>
      </Group>
      <Paper withBorder radius="lg">
        {people.isPending && <LoadingRows />}
        {people.error && <ErrorState error={people.error} onRetry={people.refetch} />}
        {isEmpty && <NoPeople isFiltered={search !== '' || kind !== 'all'} />}
        {people.data && !isEmpty && <PeopleTable query={people} />}
      </Paper>
      <CreateCustomerDialog isOpen={isOpen} onClose={close} />
    </>
  );
}

/** All kinds side by side where there is room, else a list that opens. */
function KindFilter({ kind, onKind }: { kind: PeopleKind; onKind: (kind: PeopleKind) => void }) {
  return (
    <>
      <SegmentedControl visibleFrom="lg" aria-label="Kind" data={KINDS} value={kind} onChange={onKind} />
      <Select
        hiddenFrom="lg"
        aria-label="Kind"
        data={KINDS}
        value={kind}
        onChange={(value) => value && onKind(value)}
        allowDeselect={false}
        flex="1 1 9rem"
      />
    </>
  );
}

function NoPeople({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState icon={<IconUsers size={26} />} title="No one found">
        Try a shorter text or another kind.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconUsers size={26} />}
      title="No one yet"
      action={<ButtonLink to="/pages">Open Pages</ButtonLink>}
    >
      People appear here when they write to a connected Page, or when your systems send customers through the
      API.
    </EmptyState>
  );
}
